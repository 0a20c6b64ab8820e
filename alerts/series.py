"""Counts over time, bucket after bucket, as the rule judges them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from mentions.model import Polarity

LONGEST_DAYS = 800
"""Days of past that a series holds at most: a mention dated 1900 must not cost a century."""


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """`count` of the `total` read mentions from `since` (included) to `until` (not) count."""

    since: datetime
    until: datetime
    count: int
    total: int

    def __post_init__(self) -> None:
        if self.since.utcoffset() != timedelta() or self.until.utcoffset() != timedelta():
            raise ValueError(f"bucket {self.since}: times must be in UTC")
        if not self.since < self.until:
            raise ValueError(f"bucket {self.since}: ends before it begins")
        if not 0 <= self.count <= self.total:
            raise ValueError(f"bucket {self.since}: {self.count} of {self.total} cannot be")


@dataclass(frozen=True, kw_only=True)
class Series:
    """A brand's mentions of one polarity over time, oldest first, without overlaps."""

    brand: str
    polarity: Polarity
    buckets: tuple[Bucket, ...] = ()

    def __post_init__(self) -> None:
        for one, next_one in pairwise(self.buckets):
            if next_one.since < one.until:
                raise ValueError(f"bucket {next_one.since} overlaps or is out of order")


def by_brand(
    counts: Mapping[tuple[str, ...], int], polarity: Polarity
) -> dict[str, dict[date, tuple[int, int]]]:
    """Return `(count, total)` by day of each brand, from read mentions by brand, day, polarity.

    Days are ISO dates; `count` is of the polarity, `total` of all.

    >>> day = "2026-11-01"
    >>> by_brand({("a", day, "blame"): 2, ("a", day, "praise"): 3}, Polarity.BLAME)
    {'a': {datetime.date(2026, 11, 1): (2, 5)}}
    """
    found: dict[str, dict[date, tuple[int, int]]] = {}
    for (brand, day, read), number in counts.items():
        days = found.setdefault(brand, {})
        count, total = days.get(date.fromisoformat(day), (0, 0))
        more = number if read == polarity else 0
        days[date.fromisoformat(day)] = (count + more, total + number)
    return found


def daily(
    brand: str,
    polarity: Polarity,
    counts: Mapping[date, tuple[int, int]],
    *,
    zone: tzinfo,
    now: datetime,
) -> Series:
    """Return a series of the zone's calendar days from `(count, total)` by day, up to today.

    Days without counts are zeros; days after today and more than `LONGEST_DAYS` ago are left
    out. A day lasts from midnight to midnight, 23 or 25 hours when clocks change. Today is there
    as far as it has gone.
    """
    today = now.astimezone(zone).date()
    oldest = today - timedelta(days=LONGEST_DAYS)
    dated = [day for day in counts if oldest <= day <= today]
    first = min(dated, default=today + timedelta(days=1))
    days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    buckets = [_day(day, counts.get(day, (0, 0)), zone) for day in days]
    return Series(brand=brand, polarity=polarity, buckets=tuple(buckets))


def _day(day: date, counted: tuple[int, int], zone: tzinfo) -> Bucket:
    return Bucket(
        since=datetime.combine(day, time(), zone).astimezone(UTC),
        until=datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC),
        count=counted[0],
        total=counted[1],
    )
