"""The ledger's counts, from a few statements that indexes answer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, not_, select

from mentions import work
from mentions.door import Door
from mentions.schema import (
    corrections,
    families,
    filed,
    mentions,
    quarantine,
    readings,
    suppressed,
    tallies,
    tombstones,
    watermarks,
)


def counts(connection: Connection, door: Door) -> dict[str, int]:
    """Return every count by name; `filed` and `unfiled` are of the index asked for last.

    `corrected` counts mentions of which people said something, `outdated` their readings that went
    because the source has other words now, `copies` the near copies of an earlier mention.
    """
    index = last_used(connection, work.FILE)
    waiting = and_(mentions.c.worded, not_(mentions.c.has_reading))
    readable = mentions.c.source.in_(door.readable_sources)
    left = work.filing_work(door, index)
    return {
        "mentions": number(connection, size(mentions)),
        "read": number(connection, size(mentions, mentions.c.has_reading)),
        "readings": number(connection, size(readings)),
        "copies": number(connection, size(families, families.c.root != families.c.mention_id)),
        "unread": number(connection, size(mentions, waiting, readable)),
        "filed": number(connection, size(filed, filed.c.index_name == index)),
        "unfiled": work.number_left(connection, left),
        "simulated": number(connection, size(mentions, mentions.c.simulated)),
        "undated": number(connection, size(mentions, mentions.c.posted_at.is_(None))),
        "quarantined": number(connection, size(quarantine)),
        "refused": tallied(connection, "refused"),
        "corrected": number(connection, CORRECTED),
        "outdated": tallied(connection, "outdated"),
        "repaired": tallied(connection, "repaired"),
        "forgotten": number(connection, size(suppressed)),
        "undropped": number(connection, size(tombstones)),
    }


def size(table: Table, *where: ColumnElement[bool]) -> Select[Any]:
    """Return the statement that counts rows."""
    return select(func.count()).select_from(table).where(*where)


def number(connection: Connection, statement: Select[Any]) -> int:
    """Return the one number that a statement gives, 0 for none."""
    return int(connection.execute(statement).scalar_one() or 0)


def tallied(connection: Connection, what: str) -> int:
    """Return a tally over all sources and reasons."""
    return number(connection, select(func.sum(tallies.c.count)).where(tallies.c.what == what))


def last_used(connection: Connection, kind: str) -> str:
    """Return the worker name of this kind that asked for work last."""
    latest = watermarks.c.used_at.desc()
    wanted = select(watermarks.c.name).where(watermarks.c.work == kind).order_by(latest).limit(1)
    return connection.scalar(wanted) or ""


CORRECTED = select(func.count(corrections.c.mention_id.distinct()))
