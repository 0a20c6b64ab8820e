"""A mention cut into clauses, before its texts are classified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from mentions.errors import Unreadable
from mentions.model import Mention
from nlp.clauses import Clause, Credit
from nlp.kiwi import Analysis
from nlp.text import Normal, clean
from nlp.tone import Tone, tone
from nlp.traits import Found

MOST_CLAUSES = 64


@dataclass(frozen=True)
class Sketch:
    """A mention before its texts are classified."""

    mention: Mention
    title: Normal
    text: Normal
    terms: tuple[str, ...]
    brands: tuple[str, ...]
    credits: tuple[Credit, ...]
    traits: Found
    tone: Tone

    @cached_property
    def whole(self) -> str:
        """The title and the text in one; empty when there is nothing to read."""
        title, text = self.title.text.strip(), self.text.text.strip()
        return text if text.startswith(title) else f"{title}\n{text}".strip()

    def part(self, clause: Clause) -> Normal:
        """Return the clean title or text that a clause stands in."""
        return self.title if clause.in_title else self.text

    def joined(self, brand: str) -> str:
        """Return what is said of a brand; everything when the mention is of it alone."""
        own = [credit.clause.said for credit in self.credits if brand in credit.brands]
        return self.whole if len(self.brands) == 1 else " ".join(own)

    def texts(self) -> Iterator[str]:
        """Yield every text whose polarity is needed."""
        yield self.whole
        for brand in self.brands:
            yield self.joined(brand)
        special = any(one.against or one.clause.votes for one in self.credits)
        if self.brands and (len(self.credits) > 1 or special):
            yield from (credit.clause.said for credit in self.credits)


def cleaned(mention: Mention) -> tuple[Normal, Normal]:
    """Return the mention's title and text, clean."""
    try:
        return clean(mention.title), clean(mention.text)
    except Unreadable as error:
        raise Unreadable(f"{mention.id}: {error}") from error


def tone_of(analyses: Sequence[Analysis]) -> Tone:
    """Return the tone of a mention's text, or of its title where there is no text."""
    said = [one for one in analyses if one.text.strip()]
    return tone(said[-1], (0, len(said[-1].text))) if said else Tone()


def telling(every: Sequence[Credit]) -> tuple[Credit, ...]:
    """Return at most `MOST_CLAUSES` clauses: those that name a brand or an aspect go first."""
    if len(every) <= MOST_CLAUSES:
        return tuple(every)

    def dull(number: int) -> bool:
        return not (every[number].clause.named or every[number].clause.aspects)

    kept = sorted(range(len(every)), key=lambda number: (dull(number), number))[:MOST_CLAUSES]
    return tuple(every[number] for number in sorted(kept))
