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
    """

    BRAND = "brand"
    POLARITY = "polarity"
    ASPECT = "aspect"
    TOUCHPOINT = "touchpoint"
    SOURCE = "source"
    KIND = "kind"
    AUTHOR = "author"
    TERM = "term"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Order(StrEnum):
    """How a page is sorted; ties go by id, and undated mentions come last."""

    NEWEST = "newest"
    OLDEST = "oldest"
    RELEVANCE = "relevance"


@dataclass(frozen=True, kw_only=True)
class Query:
    """Which mentions to look at. An empty field asks for nothing; fields are joined by AND.

    `brands`, `polarities`, `aspects` and `touchpoints` must be met by one and the same opinion:
    blame of A never answers for praise of B. When aspects or touchpoints are asked for, the
    opinions on aspects are looked at, otherwise the one opinion on the brand as a whole.
    `text` holds words that must all occur (found by their Korean morphemes), `"phrases"`, and
    `-words` that must not. `since` is included, `until` is not.
    """

    text: str = ""
    brands: tuple[str, ...] = ()
    polarities: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    touchpoints: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    authors: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of answers: `total` counts all, `after` asks for the next page (None: no more)."""

    total: int
    entries: tuple[Entry, ...]
    after: str | None = None


Counts = dict[tuple[str, ...], int]
"""Mentions per key; a key has one value per facet, in the order asked. No key: no mention."""

__all__ = ["UNREAD", "By", "Counts", "Kind", "Order", "Page", "Polarity", "Query"]
