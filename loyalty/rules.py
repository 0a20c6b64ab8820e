"""The shape of a rule that says whom to thank."""

from __future__ import annotations

from typing import Protocol


class RewardRule(Protocol):
    """Whom to propose; the configuration has such rules."""

    @property
    def name(self) -> str:
        """What the rule is called; its rewards carry the name."""

    @property
    def top(self) -> int:
        """Places of a brand's ranking, from the first, that are looked at."""

    @property
    def minimum_mentions(self) -> int:
        """Own mentions of the brand that a person needs."""

    @property
    def minimum_praise_share(self) -> float:
        """Praise among the person's praise and blame that is needed, 0 to 1."""

    @property
    def points(self) -> int:
        """Points to propose."""

    @property
    def brands(self) -> tuple[str, ...]:
        """Brands that the rule is for; empty means every brand that is no competitor."""
