"""What moves: shares of two periods compared, so that chance is not taken for change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from index.query import UNREAD, Counts, Polarity

FEWEST = 20
"""Mentions that both periods need before their shares are compared."""

CERTAIN = 2.0
"""Standard errors that a change must reach: chance alone passes them once in 22 times."""

CERTAIN_WORD = 3.0
"""The same for words: thousands are looked at, so chance alone would often pass the other mark."""

FEWEST_WORD = 5
"""Mentions that a rising word needs."""


@dataclass(frozen=True, kw_only=True)
class Mover:
    """A brand, aspect or word whose part in `polarity` changed against the period before.

    `now` and `before` count its mentions of that polarity, `of_now` and `of_before` what they
    are taken from; `certainty` is the change in standard errors.
    """

    name: str
    polarity: str
    now: int
    before: int
    of_now: int
    of_before: int

    @property
    def change(self) -> float:
        """Change of the share, from -1 to 1."""
        return self.now / self.of_now - self.before / self.of_before

    @property
    def certainty(self) -> float:
        """The change in standard errors of two independent shares (pooled z)."""
        pooled = (self.now + self.before) / (self.of_now + self.of_before)
        spread = sqrt(pooled * (1 - pooled) * (1 / self.of_now + 1 / self.of_before))
        return self.change / spread if spread else 0.0


def moved(now: Counts, before: Counts) -> tuple[Mover, ...]:
    """Return names whose share of praise or blame changed, the surest first.

    `now` and `before` count mentions by name and polarity. Both need `FEWEST` read mentions of
    the name.
    """
    now_of, before_of = read_by_name(now), read_by_name(before)
    found = [
        Mover(
            name=name,
            polarity=polarity,
            now=now.get((name, polarity), 0),
            before=before.get((name, polarity), 0),
            of_now=now_of[name],
            of_before=before_of[name],
        )
        for name in now_of.keys() & before_of.keys()
        if min(now_of[name], before_of[name]) >= FEWEST
        for polarity in (Polarity.PRAISE, Polarity.BLAME)
    ]
    return surest(found, CERTAIN)


def rising(
    polarity: Polarity, now: Counts, before: Counts, of_now: int, of_before: int
) -> tuple[Mover, ...]:
    """Return the words that more of the mentions hold than before, the surest first.

    `now` and `before` count mentions by word; `of_now` and `of_before` are all of them.
    """
    if min(of_now, of_before) < FEWEST:
        return ()
    found = [
        Mover(
            name=word,
            polarity=polarity,
            now=number,
            before=before.get((word,), 0),
            of_now=of_now,
            of_before=of_before,
        )
        for (word,), number in now.items()
        if number >= FEWEST_WORD and len(word) > 1
    ]
    return surest([mover for mover in found if mover.change > 0], CERTAIN_WORD)


def read_by_name(counts: Counts) -> dict[str, int]:
    """Return how many read mentions each name has, from counts by name and polarity."""
    read: dict[str, int] = {}
    for (name, polarity), number in counts.items():
        if polarity != UNREAD:
            read[name] = read.get(name, 0) + number
    return read


def surest(movers: Sequence[Mover], certain_at: float) -> tuple[Mover, ...]:
    """Return the movers that chance does not explain, the surest first."""
    certain = [mover for mover in movers if abs(mover.certainty) >= certain_at]
    return tuple(sorted(certain, key=lambda mover: (-abs(mover.certainty), mover.name)))
