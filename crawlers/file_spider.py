"""Hear from files as Scrapy does it: the same mentions as `files.hear`, through the same door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crawlers import files
from crawlers.source import Brought, Source
from crawlers.spider import SourceSpider
from mentions.errors import ConfigError


def path_of(source: Source) -> Path:
    """Return the path of a file source; a `file://` address is one too.

    >>> path_of(Source(name="a", kind="file", location="file:///tmp/a.csv")).as_posix()
    '/tmp/a.csv'
    """
    return Path(source.location.removeprefix("file://"))


def defaults_of(source: Source, now: datetime, find: files.Finder | None = None) -> files.Defaults:
    """Return how the rows of a file source are understood; `options.shift_days` moves dates."""
    return files.Defaults(
        zone=ZoneInfo(source.timezone),
        now=now,
        source=source.name,
        brands=source.brands,
        find=find,
        shift=timedelta(days=source.options.get("shift_days", 0)),
    )


class FileSpider(SourceSpider):
    """Reads each file in `start`: nothing is fetched, so there is no answer to parse."""

    name = "file"

    async def start(self) -> AsyncIterator[Any]:
        """Yield what every row of every file says."""
        for source in self.sources.values():
            try:
                for brought in self.rows(source):
                    yield brought
            except (ConfigError, OSError) as error:
                self.trouble(source.name, "unreadable", str(error))
            self.outcomes[source.name].done = True

    def rows(self, source: Source) -> Iterator[Brought]:
        """Yield what every row of one file says; refused rows are counted by reason."""
        mapping = source.options.get("mapping")
        for result in files.hear(path_of(source), defaults_of(source, datetime.now(UTC)), mapping):
            if isinstance(result, files.RefusedRow):
                self.outcomes[source.name].errors[result.reason] += 1
                yield Brought(source=source.name, refused=result)
            else:
                yield Brought(source=source.name, hearing=result)
