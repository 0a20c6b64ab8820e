"""Which indexes hold which mentions at which revision, and what they must drop."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, delete, select

from mentions import work
from mentions.database import Database, next_changes, put
from mentions.model import Entry
from mentions.rows import batches
from mentions.schema import filed as held
from mentions.schema import mentions, quarantine, tombstones

AT_ONCE = 1000
QUARANTINED = select(quarantine.c.ref).where(quarantine.c.step == work.FILE)


def filed(database: Database, index: str, entries: Iterable[Entry]) -> None:
    """Note which revisions an index holds; a mention forgotten meanwhile gets a tombstone."""
    for some in batches(entries, AT_ONCE):
        revisions = {entry.mention.id: entry.revision for entry in some}
        with database.write() as connection:
            next_changes(connection, 1)
            here = mentions.c.id.in_(revisions)
            alive = set(connection.scalars(select(mentions.c.id).where(here)))
            unfit = set(connection.scalars(QUARANTINED.where(quarantine.c.ref.in_(revisions))))
            rows = [
                {"index_name": index, "mention_id": key, "revision": revision}
                for key, revision in revisions.items()
                if key in alive - unfit
            ]
            put(connection, held, rows)
            dead = sorted(revisions.keys() - alive)
            put(connection, tombstones, [{"index_name": index, "mention_id": key} for key in dead])


def unfile(database: Database, index: str) -> None:
    """Forget what an index holds and what it must drop."""
    with database.write() as connection:
        for table in (held, tombstones):
            connection.execute(delete(table).where(table.c.index_name == index))
        work.start_over(connection, work.FILE, index)


def names(database: Database) -> set[str]:
    """Return the names of the indexes that hold anything or must drop it."""
    with database.read() as connection:
        return {
            name
            for table in (held, tombstones)
            for name in connection.scalars(select(table.c.index_name).distinct())
        }


def dropped(database: Database, index: str, ids: Iterable[str]) -> None:
    """Note that an index has dropped erased mentions."""
    for some in batches(ids, AT_ONCE):
        gone = and_(tombstones.c.index_name == index, tombstones.c.mention_id.in_(some))
        with database.write() as connection:
            connection.execute(delete(tombstones).where(gone))
