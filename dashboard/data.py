"""The street door: joins config, ledger, index and terms for the screens, as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from threading import Lock
from zoneinfo import ZoneInfo

import streamlit as st

import config as configuration
from alerts.rule import quiet_reason
from alerts.series import by_brand, daily
from config import Config
from house import House
from index.engine import Index
from index.query import READ, By, Counts, Order, Page, Query
from loyalty.export import approved_csv
from loyalty.reason import worded
from mentions.errors import ConfigError, IpsomunError
from mentions.ledger import Changes, Ledger, SourceHealth
from mentions.model import Entry, Influence, Polarity, Policy, Reward, Spike

EVERYTHING = Query()
SEEN = (By.POLARITY, By.PAYMENT, By.FEELING, By.SOURCE)
"""Facets by which a screen notices that something was filed."""


@dataclass(frozen=True, kw_only=True)
class Spine:
    """What was opened for this process; only `decide` and corrections write.

    `index` is open to read; `house` opens another to write while a correction is filed.
    """

    house: House
    config: Config
    ledger: Ledger
    index: Index
    refreshing: Lock
    filing: Lock


@st.cache_resource(show_spinner=False)
def spine() -> Spine:
    """Open config, ledger and index once for all visitors; raise `IpsomunError` as they do."""
    house = House(configuration.load())
    return Spine(
        house=house,
        config=house.config,
        ledger=house.ledger,
        index=house.index_to_read,
        refreshing=Lock(),
        filing=Lock(),
    )


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
    """Return exact numbers of mentions, remembered until something is filed (a minute at most)."""
    return _counted(query, tuple(by), stamp())


@st.cache_data(show_spinner=False, max_entries=512, ttl=60)
def _counted(query: Query, by: tuple[By, ...], seen: tuple[object, ...]) -> Counts:  # noqa: ARG001
    return spine().index.count(query, by)


def voices(query: Query, *, size: int, order: Order) -> Page:
    """Return the first `size` mentions that meet the query, and how many there are in all.

    The index finds them, the ledger tells how they are read now: a correction shows at once, and
    one that was erased since does not.
    """
    page = spine().index.search(query, size=size, order=order)
    return replace(page, entries=tuple(entries([entry.mention.id for entry in page.entries])))


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


def competitors() -> frozenset[str]:
    """Return the brands that the config marks as competitors."""
    return frozenset(brand.name for brand in conf().brands if brand.competitor)


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
    """Record a decision on a reward; one that was withdrawn meanwhile is gone from the screen."""
    with suppress(ConfigError):
        spine().ledger.findings.decide(reward_id, status)


def reason_of(reward: Reward, language: str) -> str:
    """Return why a person is proposed, in words."""
    return worded(reward.reason, "en" if language == "en" else "ko")


def approved() -> str:
    """Return the approved rewards as CSV text."""
    return approved_csv(rewards())


def unjudged() -> int:
    """Return how many brands have too little past for a spike to be told from a usual day."""
    rule, now = conf().alerts, datetime.now(UTC)
    counts = count(READ, (By.BRAND, By.DAY, By.POLARITY))
    series = (
        daily(brand, Polarity.BLAME, days, zone=zone(), now=now)
        for brand, days in by_brand(counts, Polarity.BLAME).items()
    )
    return sum(quiet_reason(one, rule, now=now) is not None for one in series)


def spikes() -> tuple[Spike, ...]:
    """Return unusual counts, the latest first."""
    found = spine().ledger.findings.spikes()
    return tuple(sorted(found, key=lambda spike: spike.since, reverse=True))


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
    """Return how many mentions the ledger holds that are to be filed: simulated ones never are."""
    counts = status()
    return counts["mentions"] - counts["simulated"]


def said(mention_id: str) -> tuple[tuple[str, Changes], ...]:
    """Return who said what of how a mention was read, in the order in which it was said."""
    return spine().ledger.said(mention_id)


def correct(mention_id: str, person: str, changes: Changes) -> bool:
    """Keep a person's correction; tell whether it is filed, too, so that counts follow at once."""
    spine().ledger.correct(mention_id, person, changes)
    return filed_now(mention_id)


def take_back(mention_id: str, person: str) -> bool:
    """Take back all that a person said of a mention; tell whether that is filed, too."""
    spine().ledger.uncorrect(mention_id, person)
    return filed_now(mention_id)


def filed_now(mention_id: str) -> bool:
    """File one mention; False when another process files now: then its next round does."""
    place, house = spine(), spine().house
    with place.filing:
        try:
            index = house.index
        except IpsomunError:
            return False
        try:
            filed = refiled(index, mention_id)
        except IpsomunError:
            return False
        finally:
            index.close()
            del house.index
    for remembered in (_counted, stamp, status):
        remembered.clear()
    return filed


def refiled(index: Index, mention_id: str) -> bool:
    """File one mention into the index that screens read, as the straight line does."""
    place, ledger = spine(), spine().ledger
    entry = ledger.mention(mention_id)
    if entry is None or index.name != place.index.name:
        return False
    index.put([entry])
    ledger.filed(index.name, [entry])
    return True


@st.cache_data(show_spinner=False, ttl=2)
def status() -> dict[str, int]:
    """Return the ledger's counts by name."""
    return spine().ledger.status()


@st.cache_data(show_spinner=False, ttl=2)
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


@st.cache_data(show_spinner=False, ttl=1)
def stamp() -> tuple[object, ...]:
    """Let the index see what was filed; return a value that changes when there is something new."""
    place = spine()
    with place.refreshing:
        place.index.refresh()
    told = [place.index.count(EVERYTHING, (facet,)) for facet in SEEN]
    return (place.index.name, *(tuple(sorted(counts.items())) for counts in told))
