"""The straight line: a mention walks in, is kept, is read, is filed; others look at the files.

`walk` is the map of the system. Every step asks the ledger what it has not done yet, so a run
that was cut off at any moment goes on where it stopped, and doing a step twice changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain, islice
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
from mentions.model import Entry, Mention, Polarity, Spike

Counted = Mapping[str, int]
Thing = TypeVar("Thing")

FILED_AT_ONCE = 5_000
WORDS_PER_SPIKE = 8
EVIDENCE_PER_SPIKE = 5
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
        counts.update(intake.source_file(house, source))
    contact = house.config.crawlers.contact
    for crawled in crawl(visited, house.ledger, find=house.find_brands, contact=contact):
        counts.update(intake.as_counts(crawled.heard))
        counts.update(errors=sum(crawled.errors.values()))
    return counts


def expire(house: House) -> Counted:
    """Erase words past their source's retention; `file` erases them from the index."""
    return {"mentions without words": house.ledger.purge(datetime.now(UTC))}


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


def file(house: House, *, rebuild: bool = False) -> Counted:
    """File what the index has not, and drop from it what was forgotten."""
    ledger, index = house.ledger, house.index
    if rebuild:
        index.clear()
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
    return {"mentions erased": len(house.ledger.forget(author)), "dropped": drop(house)}


def rank(house: House) -> Counted:
    """Rank the people who carry each brand's word of mouth, unless nothing has changed."""
    ledger, brands = house.ledger, [brand.name for brand in house.config.brands]
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
    read = house.index.count(READ, (By.BRAND, By.DAY, By.POLARITY))
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
    terms = house.index.count(query, (By.TERM,), limit=4 * WORDS_PER_SPIKE)
    words = [term for (term,), _ in sorted(terms.items(), key=lambda item: -item[1])]
    page = house.index.search(query, size=EVIDENCE_PER_SPIKE)
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
    """Propose rewards by the rules; a proposal that was decided stays decided."""
    findings = house.ledger.findings
    proposed = list(propose(findings.influences(), house.config.rewards))
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
