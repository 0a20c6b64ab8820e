"""Crawl sources into the ledger: Scrapy in a process of its own, the ledger in this one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer
from typing import IO, Any

from crawlers import cells, job
from crawlers.files import Finder, RefusedRow
from crawlers.kinds import SPIDERS
from crawlers.settings import settings as safe_settings
from crawlers.source import Mark, Outcome, Source
from mentions.errors import ConfigError
from mentions.ledger import Heard, Ledger
from mentions.model import Hearing

BATCH = 500
GRACE_SECONDS = 10
COMMAND = ("-m", "crawlers")
ROOT = Path(__file__).parent.parent
UNNAMED = "names none of the brands"
NAMES_OF_AN_ANSWER = frozenset({"etag", "last_modified"})


@dataclass(frozen=True, kw_only=True)
class Crawled:
    """What came of one source: what the ledger says, errors by kind, and what to do.

    `passed` counts by reason what was understood and is not of interest: that is no error.
    """

    source: str
    heard: Heard
    errors: Mapping[str, int]
    passed: Mapping[str, int] = field(default_factory=dict)
    note: str = ""


@dataclass(kw_only=True)
class Listening:
    """One source while its crawl is under way."""

    source: Source
    crawl_id: int
    basis: str
    heard: Heard = field(default_factory=Heard)
    waiting: list[Hearing] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)


def crawl(
    sources: Sequence[Source],
    ledger: Ledger,
    *,
    find: Finder | None = None,
    basis: str = "",
    contact: str = "",
    overrides: Mapping[str, Any] | None = None,
    on_refused: Callable[[Source, RefusedRow], None] | None = None,
) -> Iterator[Crawled]:
    """Hear every source once and yield what came of each as it ends.

    `find` names the brands in the text of a source without brands of its own: what names none
    is passed over and counted. `basis` is a digest of what `find` and the policies know: when it
    changes, a feed is heard once more though it is as it was. `overrides` are Scrapy settings;
    `on_refused` is given each row of a file that was refused. The ledger has every mention of a
    source before its mark moves; closing the iterator, or an error of the ledger, ends the
    crawl and leaves the marks of unfinished sources where they were.
    Raises `ConfigError` for an unknown kind or a name that is there twice.
    """
    check(sources)
    if not sources:
        return
    told = job.Job(
        sources=tuple(sources),
        marks={source.name: mark_of(source, ledger, basis) for source in sources},
        settings=safe_settings(contact, **overrides or {}),
    )
    under_way = {source.name: started(source, ledger, basis) for source in sources}
    with crawling(told) as lines:
        for line in lines:
            brought = job.from_line(line)
            listening = under_way[brought.source]
            if brought.refused and on_refused:
                on_refused(listening.source, brought.refused)
            if brought.hearing:
                take(listening, brought.hearing, find)
            if len(listening.waiting) >= BATCH or brought.outcome:
                keep(listening, ledger)
            if brought.outcome:
                yield finished(under_way.pop(brought.source), brought.outcome, ledger)
    for listening in under_way.values():
        keep(listening, ledger)
        died = Outcome(source=listening.source.name, note="The crawl died; see its log.")
        died.errors["crawl died"] = 1
        yield finished(listening, died, ledger)


def check(sources: Iterable[Source]) -> None:
    """Raise `ConfigError` unless every source has a known kind and a name of its own."""
    counts = Counter(source.name for source in sources)
    for source in sources:
        if source.kind not in SPIDERS:
            known = ", ".join(SPIDERS)
            raise ConfigError(f"sources {source.name!r}: no kind {source.kind!r}. Known: {known}.")
        if counts[source.name] > 1:
            raise ConfigError(f"sources: {source.name!r} is there twice. Names must differ.")


def key(name: str) -> str:
    """Return the key of a source's mark in the ledger.

    >>> key("hani")
    'crawl:hani'
    """
    return f"crawl:{name}"


def mark_of(source: Source, ledger: Ledger, basis: str) -> Mark:
    """Return what the last crawl left; an answer heard on another basis is to be given again."""
    mark = ledger.marks.get(key(source.name)) or {}
    if mark.get("basis") == basis_of(source, basis):
        return mark
    return {name: value for name, value in mark.items() if name not in NAMES_OF_AN_ANSWER}


def basis_of(source: Source, basis: str) -> str:
    """Return a digest of what decides which of a source's mentions are heard, and how."""
    return cells.digest(basis, source.timezone, *source.brands)


def started(source: Source, ledger: Ledger, basis: str) -> Listening:
    """Note in the ledger that a source is being heard."""
    crawl_id = ledger.crawls.started(source.name, datetime.now(UTC))
    return Listening(source=source, crawl_id=crawl_id, basis=basis_of(source, basis))


def take(listening: Listening, hearing: Hearing, find: Finder | None) -> None:
    """Put a hearing aside until the next batch is kept."""
    named = with_brands(hearing, find)
    if named is None:
        listening.passed[UNNAMED] += 1
    else:
        listening.waiting.append(named)


def with_brands(hearing: Hearing, find: Finder | None) -> Hearing | None:
    """Return the hearing with the brands that it names, None when it names none."""
    mention = hearing.mention
    if mention.brands or find is None:
        return hearing
    brands = find(f"{mention.title}\n{mention.text}")
    return replace(hearing, mention=replace(mention, brands=brands)) if brands else None


def keep(listening: Listening, ledger: Ledger) -> None:
    """Let the ledger hear the batch."""
    if not listening.waiting:
        return
    listening.heard += ledger.hear(listening.waiting)
    listening.waiting = []


def finished(listening: Listening, outcome: Outcome, ledger: Ledger) -> Crawled:
    """Move the mark and note in the ledger how the source went."""
    name = listening.source.name
    if outcome.mark is not None:
        ledger.marks.put(key(name), outcome.mark | {"basis": listening.basis})
    crawled = Crawled(
        source=name,
        heard=listening.heard,
        errors=dict(listening.errors + outcome.errors),
        passed=dict(listening.passed),
        note=outcome.note,
    )
    ledger.crawls.finished(
        listening.crawl_id,
        datetime.now(UTC),
        crawled.heard,
        crawled.errors,
        passed=crawled.passed,
        note=crawled.note,
    )
    return crawled


@contextmanager
def crawling(told: job.Job) -> Iterator[Iterable[bytes]]:
    """Run a crawl in a process of its own and give its lines; end it whatever happens."""
    process = subprocess.Popen(  # noqa: S603  our own module, no shell
        [sys.executable, *COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
    )
    limit = float(told.settings["CLOSESPIDER_TIMEOUT"]) + float(told.settings["DOWNLOAD_TIMEOUT"])
    watch = Timer(limit + GRACE_SECONDS, process.kill)  # a crawl that does not end by itself
    watch.start()
    patience = 0
    try:
        tell(process.stdin, told)
        yield process.stdout or ()
        patience = GRACE_SECONDS
    finally:
        watch.cancel()
        end(process, patience)


def tell(stdin: IO[bytes] | None, told: job.Job) -> None:
    """Give the process its job."""
    if stdin:
        with stdin:
            stdin.write(job.to_json(told))


def end(process: subprocess.Popen[bytes], patience: float) -> None:
    """Wait for the process to end, then ask it to, then make it."""
    if process.stdout:
        process.stdout.close()
    for press in (process.terminate, process.kill):
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            press()
            patience = GRACE_SECONDS
    process.wait()
