"""What each person said of each brand, counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mentions.model import Entry, Polarity


@dataclass(slots=True)
class Tally:
    """One person's own mentions of one brand, and how many praise or blame it as a whole."""

    mentions: int = 0
    praise: int = 0
    blame: int = 0


Tallies = dict[tuple[str, str], Tally]
"""By brand and author id."""


def tally(entries: Iterable[Entry]) -> Tallies:
    """Count every person's mentions and whole opinions of each brand."""
    tallies: Tallies = {}
    for _ in tallying(entries, tallies):
        pass
    return tallies


def tallying(entries: Iterable[Entry], tallies: Tallies) -> Iterator[Entry]:
    """Hand entries through unchanged and add each to `tallies` on its way."""
    for entry in entries:
        if entry.mention.author:
            for brand in dict.fromkeys(entry.mention.brands):
                key = brand, entry.mention.author.id
                _add(tallies.setdefault(key, Tally()), polarity_of(entry, brand))
        yield entry


def polarity_of(entry: Entry, brand: str) -> Polarity | None:
    """Return what the entry says of the brand as a whole; None when nobody read it."""
    opinions = entry.reading.opinions if entry.reading else ()
    whole = (o.polarity for o in opinions if o.brand == brand and o.aspect is None)
    return next(whole, None)


def _add(tally: Tally, polarity: Polarity | None) -> None:
    tally.mentions += 1
    tally.praise += polarity is Polarity.PRAISE
    tally.blame += polarity is Polarity.BLAME
