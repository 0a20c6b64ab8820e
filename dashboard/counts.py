"""Counts for the screens: how much, in what tone, of what, and what moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from dashboard import data
from dashboard.filters import Filters
from dashboard.moves import Mover, moved, rising
from dashboard.timeline import filled
from index.query import UNREAD, By, Polarity


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many mentions there are, how they were read, and how many have no date."""

    total: int = 0
    praise: int = 0
    blame: int = 0
    neutral: int = 0
    unread: int = 0
    undated: int = 0

    @property
    def read(self) -> int:
        """Mentions that a reader has read: what shares are taken of."""
        return self.total - self.unread


def tally(filters: Filters) -> Tally:
    """Count mentions by how they were read; one that praises A and blames B counts in both."""
    query = filters.query(data.zone())
    total = data.count(query).get((), 0)
    parts = {key[0]: number for key, number in data.count(query, (By.POLARITY,)).items()}
    dated = sum(data.count(query, (By.MONTH,)).values())
    return Tally(
        total=total,
        praise=parts.get(Polarity.PRAISE, 0),
        blame=parts.get(Polarity.BLAME, 0),
        neutral=parts.get(Polarity.NEUTRAL, 0),
        unread=parts.get(UNREAD, 0),
        undated=total - dated,
    )


def step(filters: Filters) -> By:
    """Choose days, weeks or months, so that a chart has about 100 columns at most."""
    days = filters.days
    if days is None:
        months = [key[0] for key in data.count(filters.query(data.zone()), (By.MONTH,))]
        if not months:
            return By.DAY
        days = (data.today() - date.fromisoformat(min(months))).days
    return By.DAY if days <= 92 else By.WEEK if days <= 731 else By.MONTH


def timeline(filters: Filters, by: By) -> pd.DataFrame:
    """Return mentions by `day` (first of the step) and `polarity`; quiet days are zeros."""
    counts = data.count(filters.query(data.zone()), (by, By.POLARITY))
    found = [date.fromisoformat(day) for day, _ in counts]
    first = filters.first or min(found, default=data.today())
    last = filters.last or max([*found, data.today()])
    return filled(counts, first, last, by)


def by_name(filters: Filters, facet: By, most: int = 12) -> pd.DataFrame:
    """Return mentions by `name` (of a brand or aspect) and `polarity`, for the largest names."""
    counts = data.count(filters.query(data.zone()), (facet, By.POLARITY))
    rows = [{"name": key[0], "polarity": key[1], "mentions": n} for key, n in counts.items()]
    frame = pd.DataFrame(rows, columns=["name", "polarity", "mentions"]).astype({"mentions": int})
    largest = frame.groupby("name")["mentions"].sum().nlargest(most).index
    return frame[frame["name"].isin(largest)]


@dataclass(frozen=True, kw_only=True)
class Part:
    """How many mentions have a fact (paid for, angry, …), and in what tone they speak of brands."""

    name: str
    mentions: int
    praise: int = 0
    blame: int = 0
    neutral: int = 0


def parts(filters: Filters, facet: By) -> tuple[Part, ...]:
    """Return every value of a facet with its mentions, the largest first."""
    query = filters.query(data.zone())
    toned = data.count(query, (facet, By.POLARITY))
    return tuple(
        Part(
            name=name,
            mentions=number,
            praise=toned.get((name, Polarity.PRAISE), 0),
            blame=toned.get((name, Polarity.BLAME), 0),
            neutral=toned.get((name, Polarity.NEUTRAL), 0),
        )
        for (name,), number in data.count(query, (facet,)).items()
    )


def movers(filters: Filters, facet: By) -> tuple[Mover, ...]:
    """Return brands or aspects whose share of praise or blame changed, the surest first."""
    before = filters.before()
    if before is None:
        return ()
    now, earlier = (period.query(data.zone()) for period in (filters, before))
    return moved(data.count(now, (facet, By.POLARITY)), data.count(earlier, (facet, By.POLARITY)))


def rising_words(filters: Filters, polarity: Polarity) -> tuple[Mover, ...]:
    """Return words that blame (or praise) uses more than in the period before, the surest first."""
    before = filters.before()
    if before is None:
        return ()
    now, earlier = (
        replace(period.query(data.zone()), polarities=(polarity,)) for period in (filters, before)
    )
    return rising(
        polarity,
        data.count(now, (By.TERM,)),
        data.count(earlier, (By.TERM,)),
        data.count(now).get((), 0),
        data.count(earlier).get((), 0),
    )


def names(filters: Filters, facet: By) -> list[str]:
    """Return the names (of brands, aspects, …) that have mentions."""
    return [key[0] for key in data.count(filters.query(data.zone()), (facet,))]
