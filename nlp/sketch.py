"""A mention cut into clauses, before its texts are classified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from mentions.errors import Unreadable
from mentions.model import Mention
from nlp.brands import Found
from nlp.clauses import Clause, Credit
from nlp.kiwi import Analysis, Span
from nlp.text import Normal, clean
from nlp.tone import Tone, tone
from nlp.traits import Found as Traits

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
    traits: Traits
    tone: Tone
    named: tuple[Sequence[Found], Sequence[Found]] = ((), ())

    @cached_property
    def whole(self) -> str:
        """The title and the text in one; empty when there is nothing to read."""
        title, text = self.title.text.strip(), self.text.text.strip()
        return text if text.startswith(title) else f"{title}\n{text}".strip()

    @cached_property
    def views(self) -> dict[str, Normal]:
        """The views of `whole` that were asked for, by brand."""
        return {}

    @cached_property
    def starts(self) -> tuple[int | None, int]:
        """Where the title and the text begin in `whole`; a title that the text repeats does not."""
        title, text = self.title.text, self.text.text
        if text.strip().startswith(title.strip()):
            return None, -led(text)
        return -led(title), (len(title.strip()) + 1 if text.strip() else 0) - led(text)

    @cached_property
    def names(self) -> list[Found]:
        """The brands' names, by where they stand in `whole`."""
        moved = [
            Found(one.brand, one.start + start, one.end + start)
            for start, found in zip(self.starts, self.named, strict=True)
            if start is not None
            for one in found
        ]
        return [one for one in moved if 0 <= one.start < one.end <= len(self.whole)]

    def place(self, at: int) -> tuple[int, bool]:
        """Return where a character of `whole` stands in its part, and whether that is the title."""
        title, text = self.starts
        in_title = title is not None and at < len(self.title.text.strip())
        start = title if in_title and title is not None else text
        return at - start, in_title

    def span_in_whole(self, clause: Clause) -> Span | None:
        """Return where a clause stands in `whole`; None when it is not shown there."""
        start = self.starts[0 if clause.in_title else 1]
        part = self.part(clause).text
        if start is None:
            return None
        first, last = start + led(part), start + len(part.rstrip())
        span = max(first, clause.start + start), min(last, clause.end + start)
        return span if span[0] < span[1] else None

    def part(self, clause: Clause) -> Normal:
        """Return the clean title or text that a clause stands in."""
        return self.title if clause.in_title else self.text

    def joined(self, brand: str) -> str:
        """Return what is said of a brand; everything when the mention is of it alone."""
        own = [credit.clause.said for credit in self.credits if brand in credit.brands]
        return self.whole if len(self.brands) == 1 else " ".join(own)


def led(text: str) -> int:
    """Return how many blanks a text begins with."""
    return len(text) - len(text.lstrip())


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
