"""What can be asked of any index, in words that name no engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentions.model import Entry, Kind, Polarity

UNREAD = "unread"
"""Polarity key of mentions that no reader has read (their source allows no model)."""


class By(StrEnum):
    """A facet: what mentions can be counted by.

    DAY, WEEK (from Monday) and MONTH are calendar dates in the index's own time zone, keyed
    `YYYY-MM-DD` by their first day; mentions without a date have no such key.

    BRAND, POLARITY, ASPECT, TOUCHPOINT and STAGE are facets of opinions. When one of the last
    three is among the facets or the query asks for one, opinions on aspects are counted, otherwise
    the one opinion on each brand as a whole; only opinions that meet the query are, and several
    such facets are those of one opinion. A mention counts once per key, however many opinions
    it has. FEELING, INTENT, PAYMENT, SPEAKER, REGION and SPAM are facts of the mention as it was
    read. Where nothing is said (no brand, no touchpoint, no author, no feeling) there is no key.

    Opinions on a whole brand: a brand of the mention without one has the polarity of the whole
    text; a mention of no brand has one with that polarity, which counts by POLARITY alone; a
    mention without a reading has polarity UNREAD for each of its brands.
    """

    BRAND = "brand"
    POLARITY = "polarity"
    ASPECT = "aspect"
    TOUCHPOINT = "touchpoint"
    STAGE = "stage"
    FEELING = "feeling"
    INTENT = "intent"
    PAYMENT = "payment"
    SPEAKER = "speaker"
    REGION = "region"
    SPAM = "spam"
    SOURCE = "source"
    KIND = "kind"
    AUTHOR = "author"
    TERM = "term"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Order(StrEnum):
    """How a page is sorted; ties go by id, and undated mentions come last.

    RELEVANCE is by the words asked for, the best first; without words it is NEWEST.
    """

    NEWEST = "newest"
    OLDEST = "oldest"
    RELEVANCE = "relevance"


@dataclass(frozen=True, kw_only=True)
class Query:
    """Which mentions to look at. An empty field asks for nothing; fields are joined by AND.

    The values within a field are joined by OR. `brands`, `polarities`, `aspects`, `touchpoints`
    and `stages` must be met by one and the same opinion: blame of A never answers for praise of B.
    When aspects, touchpoints or stages are asked for, the opinions on aspects are looked at,
    otherwise the one opinion on the brand as a whole. `copies` False leaves out near copies of an
    earlier mention, so that each voice counts once.
    `text` holds words that must all occur (found by their Korean morphemes), `"phrases"` whose
    morphemes follow one another, and `-words` or `-"phrases"` that must not occur. A word of
    which no morpheme is left (punctuation) is ignored; a text of nothing else finds nothing.
    `since` is included, `until` is not; either leaves out mentions without a date.
    """

    text: str = ""
    brands: tuple[str, ...] = ()
    polarities: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    touchpoints: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    feelings: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    payments: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    spams: tuple[str, ...] = ()
    copies: bool = True
    sources: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    authors: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


READ = Query(polarities=tuple(Polarity))
"""All mentions that were read."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of answers: `total` counts all, `after` asks for the next page (None: no more)."""

    total: int
    entries: tuple[Entry, ...]
    after: str | None = None


Counts = dict[tuple[str, ...], int]
"""Mentions per key, the largest first; a key has one value per facet, in the order asked.

No key: no mention. Only the total, whose key is `()`, is always there.
"""

__all__ = ["READ", "UNREAD", "By", "Counts", "Kind", "Order", "Page", "Polarity", "Query"]
