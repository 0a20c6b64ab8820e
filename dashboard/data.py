"""The street door: joins config, ledger, index and terms for the screens, as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import sqrt
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st
from mentions.ledger import Ledger, SourceHealth

import config as settings
from config import Config
from dashboard.filters import Filters
from index.engine import Index
from index.query import UNREAD, By, Counts, Order, Page, Query
from mentions.model import Entry, Influence, Polarity, Policy, Reward, Spike

EVERYTHING = Query()

POLARITIES = (Polarity.PRAISE, Polarity.BLAME, Polarity.NEUTRAL, UNREAD)
FEWEST = 20
"""Mentions that both periods need before their shares are compared."""

ENOUGH = 10
"""Read mentions per step below which a line of shares would be noise."""

FEW = 5
"""Read mentions per step without which no share is drawn."""

CERTAIN = 1.96
"""Standard errors that a change must exceed to be shown: 95 % of chance is below."""

CERTAIN_WORD = 3.0
"""The same for words: thousands are looked at, so chance alone would pass the other mark."""

FEWEST_WORD = 5
"""Mentions that a rising word needs."""


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


@dataclass(frozen=True, kw_only=True)
class Spine:
    """What was opened for this process: read by every screen, written by none but `decide`."""

    config: Config
    ledger: Ledger
    index: Index


@st.cache_resource(show_spinner=False)
def spine() -> Spine:
    """Open config, ledger and index once for all visitors; raise `ConfigError` as they do."""
    config = settings.load()
    raise NotImplementedError


def conf() -> Config:
    """Return the config."""
    return spine().config


def zone() -> ZoneInfo:
    """Return the time zone in which days begin and end."""
    return conf().zone


def today() -> date:
    """Return the present day where the user lives."""
    return datetime.now(zone()).date()


def count(query: Query, by: Sequence[By] = ()) -> Counts:
    """Return exact numbers of mentions, remembered until something new is filed."""
    return _counted(query, tuple(by), stamp())


@st.cache_data(show_spinner=False, max_entries=512)
def _counted(query: Query, by: tuple[By, ...], seen: tuple[object, ...]) -> Counts:  # noqa: ARG001
    return spine().index.count(query, by)


def tally(filters: Filters) -> Tally:
    """Count mentions by how they were read; one that praises A and blames B counts in both."""
    query = filters.query(zone())
    total = count(query).get((), 0)
    parts = {key[0]: number for key, number in count(query, (By.POLARITY,)).items()}
    dated = sum(count(query, (By.MONTH,)).values())
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
        months = [key[0] for key in count(filters.query(zone()), (By.MONTH,))]
        if not months:
            return By.DAY
        days = (today() - date.fromisoformat(min(months))).days
    return By.DAY if days <= 92 else By.WEEK if days <= 731 else By.MONTH


def share_step(volume: pd.DataFrame, by: By) -> By:
    """Choose a step for shares that has at least `ENOUGH` read mentions on average, if one has."""
    read = volume.loc[volume["polarity"] != UNREAD, "mentions"].sum()
    days = volume["day"].nunique() * {By.DAY: 1, By.WEEK: 7, By.MONTH: 30}[by]
    coarser = (By.DAY, By.WEEK, By.MONTH)
    for wider in coarser[coarser.index(by) :]:
        if read * {By.DAY: 1, By.WEEK: 7, By.MONTH: 30}[wider] >= ENOUGH * days:
            return wider
    return By.MONTH


def timeline(filters: Filters, by: By) -> pd.DataFrame:
    """Return mentions by `day` (first of the step) and `polarity`; quiet days are zeros."""
    counts = count(filters.query(zone()), (by, By.POLARITY))
    if not counts:
        return pd.DataFrame(
            {"day": pd.Series(dtype="datetime64[ns]"), "polarity": [], "mentions": []}
        )
    first = filters.first or date.fromisoformat(min(key[0] for key in counts))
    last = filters.last or max(today(), date.fromisoformat(max(key[0] for key in counts)))
    named = [polarity for polarity in POLARITIES if any(key[1] == polarity for key in counts)]
    rows = [
        {
            "day": day,
            "polarity": str(polarity),
            "mentions": counts.get((day.isoformat(), polarity), 0),
        }
        for day in steps(first, last, by)
        for polarity in named
    ]
    return pd.DataFrame(rows).astype({"day": "datetime64[ns]"})


def steps(first: date, last: date, by: By) -> list[date]:
    """Return the first day of every day, week (from Monday) or month that the days touch."""
    if by is By.MONTH:
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return [date(month // 12, month % 12 + 1, 1) for month in months]
    stride = 7 if by is By.WEEK else 1
    start = first - timedelta(days=first.weekday()) if by is By.WEEK else first
    return [start + timedelta(days=n) for n in range(0, (last - start).days + 1, stride)]


def shares(volume: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of praise and blame per step of a `timeline`, with `read`, what they are of.

    Steps with fewer than `FEW` read mentions are left out: their share says nothing.
    """
    if volume.empty:
        return volume.assign(share=[], read=[])
    read = volume[volume["polarity"] != UNREAD]
    whole = read.groupby("day")["mentions"].transform("sum")
    counted = read.assign(read=whole, share=read["mentions"] / whole.clip(lower=1))
    told = counted["polarity"].isin([Polarity.PRAISE, Polarity.BLAME])
    return counted[told & (whole >= FEW)]


def by_name(filters: Filters, facet: By, most: int = 12) -> pd.DataFrame:
    """Return mentions by `name` (of a brand or aspect) and `polarity`, for the largest names."""
    counts = count(filters.query(zone()), (facet, By.POLARITY))
    rows = [{"name": key[0], "polarity": key[1], "mentions": n} for key, n in counts.items()]
    frame = pd.DataFrame(rows, columns=["name", "polarity", "mentions"])
    largest = frame.groupby("name")["mentions"].sum().nlargest(most).index
    return frame[frame["name"].isin(largest)]


def movers(filters: Filters, facet: By) -> tuple[Mover, ...]:
    """Return brands or aspects whose share of praise or blame changed, the surest first.

    Both periods need `FEWEST` read mentions of the name, and the change `CERTAIN` standard errors.
    """
    before = filters.before()
    if before is None:
        return ()
    now_counts, before_counts = (
        count(period.query(zone()), (facet, By.POLARITY)) for period in (filters, before)
    )
    now_of, before_of = read_by_name(now_counts), read_by_name(before_counts)
    found = [
        Mover(
            name=name,
            polarity=polarity,
            now=now_counts.get((name, polarity), 0),
            before=before_counts.get((name, polarity), 0),
            of_now=now_of[name],
            of_before=before_of[name],
        )
        for name in now_of.keys() & before_of.keys()
        if min(now_of[name], before_of[name]) >= FEWEST
        for polarity in (Polarity.PRAISE, Polarity.BLAME)
    ]
    return surest(found)


def read_by_name(counts: Counts) -> dict[str, int]:
    """Return how many read mentions each name has, from counts by name and polarity."""
    read: dict[str, int] = {}
    for (name, polarity), number in counts.items():
        if polarity != UNREAD:
            read[name] = read.get(name, 0) + number
    return read


def surest(movers: Sequence[Mover], certain_at: float = CERTAIN) -> tuple[Mover, ...]:
    """Return the movers that chance does not explain, the surest first."""
    certain = [mover for mover in movers if abs(mover.certainty) >= certain_at]
    return tuple(sorted(certain, key=lambda mover: (-abs(mover.certainty), mover.name)))


def rising_words(filters: Filters, polarity: Polarity) -> tuple[Mover, ...]:
    """Return words that blame (or praise) uses more than in the period before, the surest first."""
    before = filters.before()
    if before is None:
        return ()
    queries = [
        replace(period.query(zone()), polarities=(polarity,)) for period in (filters, before)
    ]
    of_now, of_before = (count(query).get((), 0) for query in queries)
    if min(of_now, of_before) < FEWEST:
        return ()
    now_counts, before_counts = (count(query, (By.TERM,)) for query in queries)
    found = [
        Mover(
            name=term,
            polarity=polarity,
            now=number,
            before=before_counts.get((term,), 0),
            of_now=of_now,
            of_before=of_before,
        )
        for (term,), number in now_counts.items()
        if number >= FEWEST_WORD and len(term) > 1
    ]
    return surest([mover for mover in found if mover.change > 0], CERTAIN_WORD)


def voices(query: Query, *, size: int, order: Order) -> Page:
    """Return the first `size` mentions that meet the query, and how many there are in all."""
    return spine().index.search(query, size=size, order=order)


def newest() -> datetime | None:
    """Return when the newest dated mention was posted."""
    entries = spine().index.search(Query(), size=1).entries
    return entries[0].mention.posted_at if entries else None


def aspects() -> list[str]:
    """Return the aspects that can be asked for: those of the config, then others that were read."""
    found = [key[0] for key in count(Query(), (By.ASPECT,))]
    return list(dict.fromkeys([*(aspect.name for aspect in conf().aspects), *sorted(found)]))


def brands() -> list[str]:
    """Return brands by the number of their mentions, those of the config without any last."""
    counts = count(Query(), (By.BRAND,))
    heard = sorted(counts, key=lambda key: (-counts[key], key))
    return list(dict.fromkeys([*(key[0] for key in heard), *(b.name for b in conf().brands)]))


def sources() -> list[str]:
    """Return the names of sources that were heard or are configured."""
    found = [key[0] for key in count(Query(), (By.SOURCE,))]
    return list(dict.fromkeys([*sorted(found), *conf().all_policies]))


def influences(brand: str | None) -> tuple[Influence, ...]:
    """Return who carries word of mouth for a brand (None: for every brand), by rank."""
    return tuple(spine().ledger.findings.influences(brand))


def rewards() -> tuple[Reward, ...]:
    """Return proposed, approved and declined thanks."""
    return tuple(spine().ledger.findings.rewards())


def decide(reward_id: str, status: str) -> None:
    """Record that a person approved or declined a proposed reward."""
    spine().ledger.findings.decide(reward_id, status)


def spikes() -> tuple[Spike, ...]:
    """Return unusual counts, the latest first."""
    found = spine().ledger.findings.spikes()
    return tuple(sorted(found, key=lambda spike: spike.since, reverse=True))


def names(filters: Filters, facet: By) -> list[str]:
    """Return the names (of brands, aspects, …) that have mentions."""
    return [key[0] for key in count(filters.query(zone()), (facet,))]


def ranked_brands() -> list[str]:
    """Return the brands that have a ranking, the most mentioned first."""
    ranked = {influence.brand for influence in influences(None)}
    return [brand for brand in brands() if brand in ranked]


def entries(ids: Sequence[str]) -> list[Entry]:
    """Return mentions by id, in this order, without those that were erased since."""
    found = (spine().ledger.mention(mention_id) for mention_id in ids)
    return [entry for entry in found if entry is not None]


def notice(language: str) -> str:
    """Return what the person must know of this data: shifted dates, simulated mentions."""
    config = conf()
    return config.notice_en if language == "en" and config.notice_en else config.notice


def heard() -> int:
    """Return how many mentions the ledger holds."""
    return status().get("mentions", 0)


def status() -> dict[str, int]:
    """Return the ledger's counts by name."""
    return spine().ledger.status()


def health() -> tuple[SourceHealth, ...]:
    """Return each source's freshness and counts."""
    return spine().ledger.health()


def last_heard() -> datetime | None:
    """Return when the newest mention entered the ledger."""
    return max((source.heard_at for source in health() if source.heard_at), default=None)


def quarantine() -> dict[tuple[str, str], int]:
    """Return how many rows are in quarantine, by step and reason, the most first."""
    rows = spine().ledger.quarantine.rows()
    return dict(Counter((row.step, row.reason) for row in rows).most_common())


def policies() -> dict[str, Policy]:
    """Return each source's policy; a source that was heard but not named has the strictest."""
    return {name: conf().all_policies.get(name, Policy()) for name in sources()}


def attribution(source: str) -> str:
    """Return the line that a source wants to see beside its mentions."""
    return conf().all_policies.get(source, Policy()).attribution


def stamp() -> tuple[object, ...]:
    """Return a value that changes when something new is filed, and let the index see it."""
    raise NotImplementedError
