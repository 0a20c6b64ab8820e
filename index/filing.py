"""The flat document that an entry is filed as, in any engine."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from index import codec, facts, opinions, words
from index.engine import Terms
from index.query import By
from mentions.model import Entry

SHAPE_VERSION = 2
"""Raise when documents or fields change: every index is then filed anew."""

PARTS = 1 << 16
"""A document's `part` is an even spread over 0 to PARTS, for work that must be cut up."""

_DATES = (By.DAY, By.WEEK, By.MONTH)
KEYWORDS = (
    "id",
    By.SOURCE,
    By.KIND,
    By.AUTHOR,
    By.TERM,
    *_DATES,
    *facts.FIELDS,
    *opinions.fields(),
)
"""Fields that are matched whole and counted."""

ORDERS = ("newest", "oldest")
"""Unique keyword fields whose ascending order is that of pages."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OFFSET = 1 << 60
_UNDATED = "~"
_LONGEST_KEYWORD = 4_000

Value = str | int | bytes | list[str]


@dataclass(frozen=True)
class Filing:
    """How entries become documents: in which time zone, under which terms.

    `terms_version` names what `terms` answers; change it when the answers change.
    """

    zone: str
    terms: Terms
    terms_version: str

    @property
    def shape(self) -> str:
        """Return the digest of all that makes documents of two indexes differ."""
        facts = [SHAPE_VERSION, self.zone, self.terms_version]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:8]

    def document(self, entry: Entry) -> dict[str, Value]:
        """Return the document of an entry; raise ValueError or TypeError when it has none."""
        return document(entry, words.filed(entry, self.terms), ZoneInfo(self.zone))


def document(
    entry: Entry, terms: tuple[tuple[str, ...], tuple[str, ...]], zone: ZoneInfo
) -> dict[str, Value]:
    """Return the document of an entry whose terms of title and text are known."""
    mention = entry.mention
    keywords: dict[str, str | list[str]] = {
        "id": mention.id,
        By.SOURCE: mention.source,
        By.KIND: mention.kind,
        By.TERM: sorted({*terms[0], *terms[1]}),
        **facts.filed(entry),
        **opinions.filed(entry),
        **_orders(mention.id, mention.posted_at),
    }
    if mention.author is not None:
        keywords[By.AUTHOR] = mention.author.id
    if mention.posted_at is not None:
        keywords |= _calendar(mention.posted_at.astimezone(zone).date())
    _check(keywords)
    at = {} if mention.posted_at is None else {"at": micros(mention.posted_at)}
    return {
        **keywords,
        **at,
        "part": crc32(mention.id.encode()) % PARTS,
        "words": [" ".join(part) for part in terms],
        "entry": codec.encode(entry),
    }


def micros(when: datetime) -> int:
    """Return microseconds since 1970; raise ValueError for a time without a zone."""
    if when.tzinfo is None:
        raise ValueError("a time without a zone")
    return (when - _EPOCH) // timedelta(microseconds=1)


def posted_micros(order: str, *, newest: bool) -> int | None:
    """Return the time in a value of "newest" or "oldest"; None for an undated mention."""
    number, _, mention_id = order.partition(" ")
    if number == _UNDATED:
        return None
    if not mention_id or not number.isdecimal():
        raise ValueError("`after` must come from the page before")
    return _OFFSET - int(number) if newest else int(number) - _OFFSET


def _orders(mention_id: str, posted_at: datetime | None) -> dict[str, str]:
    if posted_at is None:
        return dict.fromkeys(ORDERS, f"{_UNDATED} {mention_id}")
    at = micros(posted_at)
    return {
        "newest": f"{_OFFSET - at:020d} {mention_id}",
        "oldest": f"{_OFFSET + at:020d} {mention_id}",
    }


def _calendar(day: date) -> dict[str, str]:
    monday = day - timedelta(days=day.weekday())
    return {
        By.DAY: day.isoformat(),
        By.WEEK: monday.isoformat(),
        By.MONTH: day.replace(day=1).isoformat(),
    }


def _check(keywords: dict[str, str | list[str]]) -> None:
    if not keywords["id"]:
        raise ValueError("the mention has no id")
    for name, value in keywords.items():
        values = value if isinstance(value, list) else [value]
        if max(map(len, values), default=0) > _LONGEST_KEYWORD:
            # The engine would leave it out silently.
            raise ValueError(f"{name} is longer than {_LONGEST_KEYWORD} characters")
