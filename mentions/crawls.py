"""When each source was crawled and how it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection, func, select, update

from mentions.database import Database, inserted
from mentions.hearing import Heard
from mentions.rows import Row
from mentions.schema import crawls, mentions, sources, tallies

NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class SourceHealth:
    """How a source does: what it brought in all, and how its last crawl went.

    `passed` counts what the last crawl understood and did not want; `note` names the errors and
    what was passed over by reason, then says what to do.
    """

    source: str
    mentions: int = 0
    newest: datetime | None = None
    heard_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    heard: int = 0
    refused: int = 0
    errors: int = 0
    passed: int = 0
    note: str = ""


class Crawls:
    """The log of crawls."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def started(self, source: str, at: datetime) -> int:
        """Note that a crawl began and return its number."""
        with self._database.write() as connection:
            return inserted(connection, crawls, {"source": source, "started_at": at})

    def finished(
        self,
        crawl: int,
        at: datetime,
        heard: Heard,
        errors: Mapping[str, int],
        *,
        passed: Mapping[str, int] = NONE,
        note: str = "",
    ) -> None:
        """Note how a crawl ended; `errors` and `passed` count by reason, `note` is advice."""
        kept = asdict(heard) | {
            "refused": dict(heard.refused),
            "passed": dict(passed),
            "note": note,
        }
        done = update(crawls).where(crawls.c.id == crawl)
        with self._database.write() as connection:
            connection.execute(done.values(finished_at=at, heard=kept, errors=dict(errors)))


def health(connection: Connection) -> tuple[SourceHealth, ...]:
    """Return how every source does that was heard, refused or crawled, by name."""
    held = per_source(connection)
    heard = dict(connection.execute(select(sources.c.name, sources.c.heard_at)).all())
    refused = dict(connection.execute(REFUSED).all())
    last = {row["source"]: row for row in connection.execute(LAST).mappings()}
    names = sorted({*held, *heard, *refused, *last})
    return tuple(
        source_health(
            name, held.get(name, (0, None)), heard.get(name), refused.get(name, 0), last.get(name)
        )
        for name in names
    )


def per_source(connection: Connection) -> dict[str, tuple[int, datetime | None]]:
    """Return the number of mentions and the newest date of each source."""
    return {source: (count, newest) for source, count, newest in connection.execute(HELD)}


def source_health(
    name: str,
    held: tuple[int, datetime | None],
    heard_at: datetime | None,
    refused: int,
    last: Row | None,
) -> SourceHealth:
    """Put together what is known of one source."""
    crawl = last or {}
    errors = crawl.get("errors") or {}
    heard = crawl.get("heard") or {}
    passed = heard.get("passed") or {}
    return SourceHealth(
        source=name,
        mentions=held[0],
        newest=held[1],
        heard_at=heard_at,
        started_at=crawl.get("started_at"),
        finished_at=crawl.get("finished_at"),
        heard=sum(heard.get(part, 0) for part in ("new", "merged", "unchanged")),
        refused=int(refused),
        errors=sum(errors.values()),
        passed=sum(passed.values()),
        note=" · ".join([*counted(errors), *counted(passed), *filter(None, [heard.get("note")])]),
    )


def counted(by_reason: Mapping[str, int]) -> list[str]:
    """Return each reason with its count.

    >>> counted({"timeout": 2, "busy": 1})
    ['busy 1', 'timeout 2']
    """
    return [f"{reason} {count}" for reason, count in sorted(by_reason.items())]


HELD = select(
    mentions.c.source,
    func.count().label("count"),
    func.max(mentions.c.posted_at).label("newest"),
).group_by(mentions.c.source)
REFUSED = (
    select(tallies.c.source, func.sum(tallies.c.count))
    .where(tallies.c.what == "refused")
    .group_by(tallies.c.source)
)
LAST = select(crawls).where(
    crawls.c.id.in_(select(func.max(crawls.c.id)).group_by(crawls.c.source))
)
