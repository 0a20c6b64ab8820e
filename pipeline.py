"""The straight line: a mention walks in, is kept, is read, is filed; others look at the files.

`walk` is the map of the system. Every step asks the ledger what it has not done yet, so a run
that was cut off at any moment goes on where it stopped, and doing a step twice changes nothing.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, TypeVar

import intake
from alerts.message import Message, message
from alerts.notifiers import Log, LogFile, Notifier, Webhook
from alerts.notify import notify
from alerts.rule import spikes
from alerts.series import by_brand, daily
from config import Config
from graph.rank import RANKING, rank_all
from house import House
from index.query import READ, By, Query
from loyalty.propose import propose
from mentions.errors import ConfigError, Refused, TryLater, Unreadable
from mentions.model import Brand, Entry, Mention, Polarity, Spike

Counted = Mapping[str, int]
Thing = TypeVar("Thing")

log = logging.getLogger("ipsomun")
FILED_AT_ONCE = 5_000
WORDS_PER_SPIKE = 8
EVIDENCE_PER_SPIKE = 5
EXPIRED = "expired"
"""Under this mark stands when, and under which policies, words were erased last."""

RANKED = "ranked"
"""Under this mark stands what the ranking that is kept was made of."""


def walk(house: House) -> Iterator[tuple[str, Counted]]:
    """Walk the straight line once; yield each step's name and its counts when it is done."""
    yield "hear", hear(house)  # 1, 2  outside → Mention, kept by the ledger
    yield "expire", expire(house)  #   words past their source's retention are erased
    yield "read", read(house)  # 3, 4  Mention → Reading, kept by the ledger
    yield "file", file(house)  # 5     Entry → index
    yield "rank", rank(house)  # 6     who carries word of mouth
    yield "warn", warn(house)  # 7, 8  unusual blame, told once
    yield "thank", thank(house)  # 9     rewards to propose; people approve


def hear(house: House, only: frozenset[str] | None = None) -> Counted:
    """Visit the sources of the config (or those named) and keep what they say."""
    from crawlers.run import crawl
    from crawlers.source import Source

    chosen = [one for one in house.config.sources if only is None or one.name in only]
    files = [source for source in chosen if source.kind == "file"]
    visited = [
        Source(
            name=source.name,
            kind=source.kind,
            location=source.location,
            brands=source.brands,
            timezone=house.config.timezone,
        )
        for source in chosen
        if source.kind != "file"
    ]
    counts: Counter[str] = Counter()
    for source in files:
        try:
            counts.update(intake.source_file(house, source))
        except (ConfigError, Refused, Unreadable, OSError) as error:  # the other sources go on
            log.warning("%s", error)
            counts.update(errors=1)
    crawled_all = crawl(
        visited,
        house.ledger,
        find=house.find_brands,
        basis=intake.basis(house),
        contact=house.config.crawlers.contact,
    )
    for crawled in crawled_all:
        counts.update(intake.as_counts(crawled.heard))
        counts.update(passed=sum(crawled.passed.values()), errors=sum(crawled.errors.values()))
        if crawled.note:
            log.warning("%s: %s", crawled.source, crawled.note)
    return counts


def expire(house: House) -> Counted:
    """Erase words past their source's retention, once a day; `file` erases them from the index.

    Retention is counted in days, and the index is written anew for every erasure.
    """
    now = datetime.now(UTC)
    days = {name: policy.retention_days for name, policy in house.config.all_policies.items()}
    stored = [name for name, policy in house.config.all_policies.items() if policy.store_text]
    basis = {"day": now.astimezone(house.config.zone).date().isoformat(), "days": days}
    basis |= {"stored": sorted(stored)}
    if house.ledger.marks.get(EXPIRED) == basis:
        return {"mentions without words": 0}
    erased = house.ledger.purge(now)
    house.ledger.marks.put(EXPIRED, basis)
    return {"mentions without words": erased}


def read(house: House) -> Counted:
    """Read what is unread; what cannot be read is quarantined with the reason."""
    ledger = house.ledger
    unread = ledger.unread(house.reader_name)
    first = next(unread, None)
    if first is None:  # then the model need not be loaded
        return {"read": 0}
    left = counted(house, "read", chain([first], unread), ledger.number_unread(house.reader_name))

    def unreadable(mention: Mention, error: Exception) -> None:
        ledger.quarantine.put("read", mention.id, str(error))

    return {"read": ledger.keep(house.reader.read(left, on_unreadable=unreadable))}


def read_lines(house: House, lines: BinaryIO) -> Iterator[bytes]:
    """Read JSON lines, touching no ledger; yield a JSON line for each."""
    from nlp.stdin import read_lines

    return read_lines(lines, house.reader)


def evaluate(house: House, folder: Path | None = None) -> list[str]:
    """Compare the reader with people: with their corrections, or with a folder of theirs."""
    from nlp.report import judged_by, report, wrong
    from nlp.scores import Scores, gold

    brands: list[Brand] = []
    if folder is None:
        truths = judged_by(list(house.ledger.corrections()))
        if not truths:
            raise ConfigError(
                "nobody has corrected a reading yet. Correct some on the screens, or give a folder."
            )
    else:
        truths, brands = gold(folder)
        if not truths:
            raise ConfigError(f"{folder}: no *.jsonl with hand-written mentions is there.")
    reader = house.reader_of(*brands) if brands else house.reader
    scores = Scores(truths, list(reader.read(truth.mention for truth in truths)))
    return [*report(scores), *(f"wrong: {line}" for line in wrong(scores))]


def file(house: House, *, rebuild: bool = False) -> Counted:
    """File what the index has not, and drop from it what was forgotten."""
    ledger, index = house.ledger, house.index
    if rebuild:
        index.clear()
    ledger.only_index(index.name)
    dropped = drop(house)
    filed = 0
    unfiled = counted(house, "file", ledger.unfiled(index.name), None)
    for entries in in_batches(unfiled, FILED_AT_ONCE):
        filed += index.put(entries)
        ledger.filed(index.name, entries)
    return {"filed": filed, "dropped": dropped}


def drop(house: House) -> int:
    """Erase from the index what was erased from the ledger."""
    ledger, index = house.ledger, house.index
    gone = ledger.undropped(index.name)
    if gone:
        index.drop(gone)
        ledger.dropped(index.name, gone)
    return len(gone)


def forget(house: House, author: str) -> Counted:
    """Erase a person from the ledger and the index, never to be heard again."""
    erased = len(house.ledger.forget(author))
    try:
        return {"mentions erased": erased, "dropped": drop(house)}
    except TryLater:
        log.warning("another process is filing: the index is erased in its next round")
        return {"mentions erased": erased}


def rank(house: House) -> Counted:
    """Rank the people who carry each brand's word of mouth, unless nothing has changed."""
    ledger, brands = house.ledger, [brand.name for brand in house.config.brands]
    ledger.findings.drop_influences(but=brands)
    basis = {"ranking": RANKING, "brands": brands, "changes": ledger.changes()}
    if ledger.marks.get(RANKED) == basis:
        return {"people ranked": 0}
    ranked = 0
    for brand, ranking in rank_all(ledger.entries(), brands):
        ledger.findings.put_influences(brand, ranking.influences)
        ranked += len(ranking.influences)
    ledger.marks.put(RANKED, basis)
    return {"people ranked": ranked}


def warn(house: House) -> Counted:
    """Find unusual blame in the daily counts, and tell each spike once."""
    config, now = house.config, datetime.now(UTC)
    read = house.index_to_read.count(READ, (By.BRAND, By.DAY, By.POLARITY))
    found = [
        with_evidence(house, spike)
        for brand, counts in by_brand(read, Polarity.BLAME).items()
        for spike in spikes(
            daily(brand, Polarity.BLAME, counts, zone=config.zone, now=now), config.alerts, now=now
        )
    ]
    house.ledger.findings.put_spikes(found)
    told = notify(
        house.ledger.findings,
        house.ledger.marks,
        notifiers(config),
        lambda spike: told_in_words(house, spike),
        rule=config.alerts,
        now=now,
    )
    return {"spikes": len(found), "told": told.told, "waiting": told.waiting}


def with_evidence(house: House, spike: Spike) -> Spike:
    """Return the spike with the words that its mentions share and the newest of them."""
    query = Query(
        brands=(spike.brand,),
        polarities=(spike.polarity,),
        since=spike.since,
        until=spike.until,
    )
    terms = house.index_to_read.count(query, (By.TERM,), limit=4 * WORDS_PER_SPIKE)
    words = [term for (term,), _ in sorted(terms.items(), key=lambda item: -item[1])]
    page = house.index_to_read.search(query, size=EVIDENCE_PER_SPIKE)
    return replace(
        spike,
        words=tuple(word for word in words if len(word) > 1)[:WORDS_PER_SPIKE],
        evidence=tuple(entry.mention.id for entry in page.entries),
    )


def told_in_words(house: House, spike: Spike) -> Message:
    """Return what people are told of a spike."""
    found = (house.ledger.mention(mention_id) for mention_id in spike.evidence)
    entries = [entry for entry in found if entry]
    config = house.config
    return message(spike, entries, zone=config.zone, language=config.language)


def notifiers(config: Config) -> list[Notifier]:
    """Return who is told: the log, a file in the home folder, and the webhook if one is set."""
    told: list[Notifier] = [Log(), LogFile(config.home / "spikes.jsonl")]
    webhook = config.webhook_url.get_secret_value()
    return [*told, Webhook(webhook)] if webhook else told


def thank(house: House) -> Counted:
    """Propose rewards by the rules in place of those before; what was decided stays decided."""
    findings, brands = house.ledger.findings, house.config.brands
    competitors = {brand.name for brand in brands if brand.competitor}
    ours = {brand.name for brand in brands}
    influences = (one for one in findings.influences() if one.brand in ours)
    proposed = list(propose(influences, house.config.rewards, competitors=competitors))
    findings.put_rewards(proposed)
    return {"rewards proposed": len(proposed)}


def counted(house: House, step: str, things: Iterable[Thing], total: int | None) -> Iterator[Thing]:
    """Pass things on, and tell how many passed."""
    for number, thing in enumerate(things, start=1):
        yield thing
        house.progress(step, number, total)


def in_batches(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    """Yield lists of at most `size` entries."""
    rest = iter(entries)
    while batch := list(islice(rest, size)):
        yield batch
