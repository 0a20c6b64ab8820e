"""Erases a person everywhere, and words whose time is over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, Text, delete, or_, select, type_coerce, update

from mentions import copies
from mentions.database import Database, change, next_changes, put
from mentions.door import Door
from mentions.rows import JUDGED, Row, batches, reading_of, reading_row, wordless
from mentions.schema import (
    filed,
    influences,
    mentions,
    quarantine,
    raws,
    readings,
    rewards,
    sources,
    spikes,
    suppressed,
    tombstones,
    watermarks,
)
from mentions.work import FILE

AT_ONCE = 500


def forget(database: Database, author: str, native: str | None, now: datetime) -> tuple[str, ...]:
    """Erase an author (ledger id) and suppress further hearings; return the mention ids."""
    with database.write() as connection:
        next_changes(connection, 1)  # every writer's first lock; and rankings are due again
        row = {"author_id": author, "forgotten_at": now}
        put(connection, suppressed, [row], replace=())
        mine = select(mentions.c.id).where(mentions.c.author_id == author).order_by(mentions.c.id)
        ids = tuple(connection.scalars(mine))
        for some in batches(ids, AT_ONCE):
            bury(connection, some)
            forget_answers(connection, some)
            forget_copies(connection, some)
            connection.execute(delete(quarantine).where(quarantine.c.ref.in_(some)))
            connection.execute(delete(mentions).where(mentions.c.id.in_(some)))
        forget_calls(connection, author)
        forget_findings(connection, author, set(ids))
        forget_quarantined(connection, author, native)
    database.checkpoint()
    return ids


def bury(connection: Connection, ids: Sequence[str]) -> None:
    """Leave a tombstone for every index in use, whether or not it has told that it filed them.

    An index that was cut off between filing and telling holds them all the same.
    """
    in_use = select(watermarks.c.name).where(watermarks.c.work == FILE)
    names = {
        *connection.scalars(in_use),
        *connection.scalars(select(filed.c.index_name).distinct()),
    }
    graves = [{"index_name": name, "mention_id": key} for name in sorted(names) for key in ids]
    put(connection, tombstones, graves)


def forget_answers(connection: Connection, ids: list[str]) -> None:
    """Remove the way from answers to what was erased."""
    wanted = select(mentions.c.id).where(mentions.c.reply_to.in_(ids))
    changed = [{"id": key, "reply_to": None} for key in connection.scalars(wanted)]
    change(connection, changed, ("reply_to",))


def forget_copies(connection: Connection, ids: list[str]) -> None:
    """Take mentions out of their families, also in the indexes that say whom others copied."""
    changed = sorted(copies.leave(connection, ids))
    bury(connection, changed)
    change(connection, [{"id": key} for key in changed])


def forget_calls(connection: Connection, author: str) -> None:
    """Remove an author from those whom other mentions call by name."""
    c = mentions.c
    wanted = select(c.id, c.addressees).where(
        type_coerce(c.addressees, Text).contains(f'"{author}"')
    )
    changed = [
        {"id": row.id, "addressees": [one for one in row.addressees if one != author]}
        for row in connection.execute(wanted)
    ]
    change(connection, changed, ("addressees",))


def forget_findings(connection: Connection, author: str, ids: set[str]) -> None:
    """Erase what was found of an author, and the author's mentions from others' evidence."""
    for table in (influences, rewards):
        connection.execute(delete(table).where(table.c.author_id == author))
    for table in (influences, rewards, spikes):
        for row in connection.execute(select(table)).mappings().all():
            evidence = [one for one in row["value"]["evidence"] if one not in ids]
            if len(evidence) < len(row["value"]["evidence"]):
                same = [column == row[column.name] for column in table.primary_key]
                value = row["value"] | {"evidence": evidence}
                connection.execute(update(table).where(*same).values(value=value))


def forget_quarantined(connection: Connection, author: str, native: str | None) -> None:
    """Erase rows in quarantine that came from an author or name one."""
    held: Table = quarantine
    payload = type_coerce(held.c.payload, Text)
    named = [held.c.author_id == author, payload.contains(f'"{author}"')]
    if native:
        named.append(payload.contains(native, autoescape=True))
    connection.execute(delete(held).where(or_(*named)))


def purge(database: Database, door: Door, now: datetime) -> int:
    """Erase title, text, raw payload and quoted words past each source's retention; count them.

    The mentions stay, to be counted; their tombstones tell every index to erase the words too.
    """
    with database.read() as connection:
        names = list(connection.scalars(select(sources.c.name)))
    total = sum(purge_source(database, door, name, now) for name in names)
    if total:
        database.checkpoint()
    return total


def purge_source(database: Database, door: Door, source: str, now: datetime) -> int:
    """Purge one source, a batch at a time."""
    policy = door.policy(source)
    wanted = [mentions.c.source == source, mentions.c.stored]
    if policy.store_text:
        if policy.retention_days is None:
            return 0
        wanted.append(mentions.c.heard_at < now - timedelta(days=policy.retention_days))
    total = 0
    while True:
        with database.write() as connection:
            next_changes(connection, 1)
            found = connection.scalars(select(mentions.c.id).where(*wanted).limit(AT_ONCE)).all()
            if not found:
                return total
            bury(connection, found)
            erase_words(connection, found)
            total += len(found)


def erase_words(connection: Connection, ids: Iterable[str]) -> None:
    """Erase the words of mentions and what repeats them in readings and quarantine."""
    keys = list(ids)
    connection.execute(delete(raws).where(raws.c.mention_id.in_(keys)))
    connection.execute(delete(quarantine).where(quarantine.c.ref.in_(keys)))
    wanted = select(readings).where(readings.c.mention_id.in_(keys))
    rows = connection.execute(wanted).mappings().all()
    put(connection, readings, list(map(bare_row, rows)), replace=("terms", "opinions", "traits"))
    copies.bare(connection, keys)
    gone: dict[str, Any] = {"title": "", "text": "", "url": None, "handle": None}
    gone |= {"worded": False, "stored": False, "purged": True}
    change(connection, [{"id": key} | gone for key in keys], tuple(gone))


def bare_row(row: Row) -> dict[str, Any]:
    """Return the columns of a reading without words."""
    judged = row["traits"].get(JUDGED, False)
    return reading_row(wordless(reading_of(row)), row["content"], judged=judged)
