"""What the person looks at: brands, sources and a period, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from index.query import By, Query
from mentions.model import Payment

PERIODS = {"7d": 7, "30d": 30, "90d": 90, "1y": 365}
"""Periods that end today, in days; `all` and `custom` are the other two choices."""

FACTS = (
    By.PAYMENT,
    By.TOUCHPOINT,
    By.STAGE,
    By.FEELING,
    By.INTENT,
    By.SPEAKER,
    By.REGION,
)
"""What was read in a mention and can be asked for."""

CHOICES = (*PERIODS, "all", "custom")
USUAL = "30d"


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Brands and sources (empty: all) and the days from `first` to `last`, both included.

    No `first` means all time, mentions without a date too. `facts` are what was read, by facet;
    `organic` leaves out what was or may have been paid for, and near copies.
    """

    brands: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    facts: Mapping[By, tuple[str, ...]] = field(default_factory=dict)
    organic: bool = False
    first: date | None = None
    last: date | None = None

    @property
    def days(self) -> int | None:
        """How many days are looked at, or None for all time."""
        if self.first is None or self.last is None:
            return None
        return (self.last - self.first).days + 1

    def before(self) -> Filters | None:
        """Return the period of equal length just before, or None for all time."""
        if self.first is None or self.days is None:
            return None
        return replace(
            self,
            first=self.first - timedelta(days=self.days),
            last=self.first - timedelta(days=1),
        )

    def everywhen(self) -> Filters:
        """Return the same brands and sources over all time."""
        return replace(self, first=None, last=None)

    def query(self, zone: ZoneInfo) -> Query:
        """Return the `Query` for these filters; days begin and end in `zone`."""
        said = {facet: tuple(self.facts.get(facet, ())) for facet in FACTS}
        if self.organic:
            said[By.PAYMENT] = (Payment.ORGANIC,)
        return Query(
            brands=self.brands,
            sources=self.sources,
            payments=said[By.PAYMENT],
            touchpoints=said[By.TOUCHPOINT],
            stages=said[By.STAGE],
            feelings=said[By.FEELING],
            intents=said[By.INTENT],
            speakers=said[By.SPEAKER],
            regions=said[By.REGION],
            copies=not self.organic,
            since=midnight(self.first, zone),
            until=midnight(self.last and self.last + timedelta(days=1), zone),
        )


def midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    """Return the moment at which a day begins in `zone`."""
    return None if day is None else datetime.combine(day, time(), zone)


def period(
    choice: str, today: date, custom: tuple[date, ...] = ()
) -> tuple[date | None, date | None]:
    """Return the first and last day of a choice; half a custom range is one day.

    >>> period("7d", date(2026, 11, 23))
    (datetime.date(2026, 11, 17), datetime.date(2026, 11, 23))
    """
    if choice == "all":
        return None, None
    if choice == "custom" and custom:
        return min(custom), max(custom)
    return today - timedelta(days=PERIODS.get(choice, PERIODS[USUAL]) - 1), today
