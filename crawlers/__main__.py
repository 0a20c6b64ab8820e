"""One crawl in a process of its own: `python -m crawlers < job.json > brought.jsonl`.

Twisted's reactor cannot be started twice, and a crawl that leaks or dies must not take the
listening process with it. SIGTERM ends the crawl after the answers under way.
"""

from __future__ import annotations

import os
import sys

from scrapy.crawler import AsyncCrawlerProcess

from crawlers import job
from crawlers.kinds import SPIDERS
from crawlers.source import Brought


def main() -> None:
    """Crawl the job on standard input; write what is brought to standard output."""
    told = job.from_json(sys.stdin.buffer.read())
    with os.fdopen(os.dup(1), "wb") as wire:
        os.dup2(2, 1)  # whatever a library prints must not stand between the lines

        def deliver(brought: Brought) -> None:
            wire.write(job.to_line(brought))
            if brought.outcome:
                wire.flush()

        crawl(told, deliver)


def crawl(told: job.Job, deliver: job.Deliver) -> None:
    """Run one spider for each kind of source, all in one reactor."""
    process = AsyncCrawlerProcess(dict(told.settings))
    for kind, spider in SPIDERS.items():
        if sources := [source for source in told.sources if source.kind == kind]:
            process.crawl(spider, sources=sources, marks=told.marks, deliver=deliver)
    process.start()


if __name__ == "__main__":
    main()
