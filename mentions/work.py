"""What is not done yet: mentions that a reader has not read, entries that an index has not filed.

A watermark remembers below which place in the order of changes all is done, so that asking when
there is nothing to do costs nothing.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    exists,
    func,
    not_,
    or_,
    select,
)

from mentions.copies import READINGS, whole_reading
from mentions.database import Database, inserter, put
from mentions.door import Clock, Door
from mentions.model import Entry, Mention
from mentions.rows import Row, batches, current, mention_of
from mentions.schema import changes, filed, leases, mentions, quarantine, readings, watermarks

PROCESS = secrets.token_hex(4)
AT_ONCE = 1000
READ, FILE = "read", "file"
"""The two kinds of work, and the steps under which their failures stand in quarantine."""


def quarantined(step: str) -> ColumnElement[bool]:
    """Tell whether a mention is in quarantine at a step."""
    same = and_(quarantine.c.ref == mentions.c.id, quarantine.c.step == step)
    return exists().where(same)


@dataclass(frozen=True, kw_only=True)
class Work:
    """One kind of work for one worker name: which mentions are left, in which order."""

    kind: str
    name: str
    order: ColumnElement[int]
    left: ColumnElement[bool]
    basis: str


def reading_work(door: Door, reader: str) -> Work:
    """Return the work of a reader: mentions whose present content it has not read."""
    mine = and_(readings.c.mention_id == mentions.c.id, readings.c.reader == reader)
    done = exists().where(and_(mine, readings.c.content == mentions.c.content))
    allowed = door.readable_sources
    left = and_(mentions.c.worded, in_sources(allowed), not_(done), not_(quarantined(READ)))
    return Work(kind=READ, name=reader, order=mentions.c.written, left=left, basis=repr(allowed))


def filing_work(door: Door, index: str) -> Work:
    """Return the work of an index: entries whose present revision is not filed."""
    mine = and_(filed.c.mention_id == mentions.c.id, filed.c.index_name == index)
    done = exists().where(and_(mine, filed.c.revision == mentions.c.revision))
    allowed = door.readable_sources
    never = or_(not_(mentions.c.worded), not_(in_sources(allowed)))
    ready = and_(or_(mentions.c.has_reading, never), not_(mentions.c.simulated))
    left = and_(ready, not_(done), not_(quarantined(FILE)))
    return Work(kind=FILE, name=index, order=mentions.c.changed, left=left, basis=repr(allowed))


def in_sources(names: Sequence[str]) -> ColumnElement[bool]:
    """Tell whether a mention is of one of these sources; no index is to be chosen by it."""
    return func.coalesce(mentions.c.source, "").in_(names)


def low(connection: Connection, work: Work) -> int:
    """Return the watermark; it counts only while the policies are those it was made under."""
    key = (watermarks.c.work == work.kind) & (watermarks.c.name == work.name)
    row = connection.execute(select(watermarks).where(key)).mappings().first()
    return int(row["low"]) if row and row["basis"] == work.basis else 0


def advance(database: Database, work: Work, now: datetime) -> int:
    """Raise the watermark to just below the first mention that is left, and return it."""
    with database.read() as connection:
        start = low(connection, work)
        top = connection.execute(select(changes.c.count)).scalar_one()
        first = connection.execute(after(work, start).limit(1)).mappings().first()
    found = int(top) if first is None else int(first[work.order.name]) - 1
    row = {"work": work.kind, "name": work.name, "basis": work.basis, "low": found, "used_at": now}
    with database.write() as connection:
        put(connection, watermarks, [row])
    return found


def after(work: Work, place: int) -> Select[Any]:
    """Return the statement for what is left after a place."""
    return select(mentions).where(work.order > place, work.left).order_by(work.order)


def number_left(connection: Connection, work: Work) -> int:
    """Count what is left."""
    wanted = and_(work.order > low(connection, work), work.left)
    return int(connection.execute(select(func.count()).where(wanted)).scalar_one())


def start_over(connection: Connection, kind: str | None = None, name: str | None = None) -> None:
    """Forget watermarks, so that what was passed over is looked at again."""
    wanted = [watermarks.c.work == kind] if kind else []
    wanted += [watermarks.c.name == name] if name else []
    connection.execute(delete(watermarks).where(*wanted))


def unread(
    database: Database, work: Work, clock: Clock, *, batch: int, lease: timedelta
) -> Iterator[Mention]:
    """Lease batches of what is left and yield them; an abandoned iterator gives them back."""
    owner = f"{socket.gethostname()}|{os.getpid()}|{PROCESS}|{secrets.token_hex(4)}"
    free_the_dead(database, work.name)
    place = advance(database, work, clock())
    try:
        while True:
            now = clock()
            wanted = idle_after(work, place, now).limit(batch)
            terms = {"reader": work.name, "owner": owner, "until": now + lease}
            found = take(database, work, wanted, terms, now)
            if not found:
                return
            place = found[-1]["written"]
            yield from (mention_of(row) for row in found if row["leased"])
    except BaseException:
        give_back(database, work.name, owner)
        raise


def take(
    database: Database, work: Work, wanted: Select[Any], lease: Mapping[str, Any], now: datetime
) -> list[dict[str, Any]]:
    """Lease the mentions wanted; `leased` is false for those that another worker got first.

    Another worker may have read one and freed its lease while ours was looked for: only a second
    look, with the lease in hand, tells.
    """
    with database.write() as connection:
        locked = wanted.with_for_update(skip_locked=True, of=mentions)
        found = [dict(row) for row in connection.execute(locked).mappings()]
        rows = [{"mention_id": row["id"], "content": row["content"], **lease} for row in found]
        got = put_leases(connection, rows, now)
        got = still_left(connection, work, got)
    return [row | {"leased": row["id"] in got} for row in found]


def still_left(connection: Connection, work: Work, leased: set[str]) -> set[str]:
    """Return those that are left to do; the others' leases are freed."""
    left: set[str] = set()
    for some in batches(leased, AT_ONCE):
        mine = mentions.c.id.in_(some)
        left.update(connection.scalars(select(mentions.c.id).where(mine, work.left)))
    for some in batches(leased - left, AT_ONCE):
        read = (leases.c.reader == work.name) & leases.c.mention_id.in_(some)
        connection.execute(delete(leases).where(read))
    return left


def idle_after(work: Work, place: int, now: datetime) -> Select[Any]:
    """Return the statement for what is left after a place and leased to nobody."""
    mine = and_(leases.c.mention_id == mentions.c.id, leases.c.reader == work.name)
    busy = exists().where(and_(mine, leases.c.until > now))
    return after(work, place).where(not_(busy))


def put_leases(connection: Connection, rows: list[dict[str, Any]], now: datetime) -> set[str]:
    """Write leases where none is running; return the mentions that were got."""
    if not rows:
        return set()
    statement = inserter(connection)(leases)
    new = {name: statement.excluded[name] for name in ("content", "owner", "until")}
    statement = statement.on_conflict_do_update(
        index_elements=["mention_id", "reader"], set_=new, where=leases.c.until <= now
    )
    return set(connection.scalars(statement.returning(leases.c.mention_id), rows))


def free_the_dead(database: Database, reader: str) -> None:
    """Free the leases of processes of this machine that are no more."""
    mine = leases.c.reader == reader
    with database.read() as connection:
        owners = connection.scalars(select(leases.c.owner).where(mine).distinct()).all()
    dead = [owner for owner in owners if is_dead(owner)]
    if dead:
        with database.write() as connection:
            connection.execute(delete(leases).where(mine, leases.c.owner.in_(dead)))


def is_dead(owner: str) -> bool:
    """Tell whether a lease's owner is known to have ended; other machines are never known."""
    host, pid, process, _ = owner.split("|")
    if host != socket.gethostname():
        return False
    if int(pid) == os.getpid():
        return process != PROCESS
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def give_back(database: Database, reader: str, owner: str) -> None:
    """Free the leases of a worker that stops early."""
    if not database.closed:
        mine = (leases.c.reader == reader) & (leases.c.owner == owner)
        with database.write() as connection:
            connection.execute(delete(leases).where(mine))


def unfiled(database: Database, work: Work, clock: Clock, *, batch: int) -> Iterator[Entry]:
    """Yield what is left in the order of changes; it stays left until it is acknowledged."""
    place = advance(database, work, clock())
    while True:
        with database.read() as connection:
            rows = connection.execute(after(work, place).limit(batch)).mappings().all()
            found = entries_of(connection, rows)
        if not rows:
            return
        place = rows[-1]["changed"]
        yield from found


def entries_of(connection: Connection, rows: Sequence[Row]) -> list[Entry]:
    """Return mentions with the reading that counts."""
    by_mention: dict[str, list[Any]] = {row["id"]: [] for row in rows}
    for some in batches(by_mention, AT_ONCE):
        wanted = READINGS.where(readings.c.mention_id.in_(some))
        for row in connection.execute(wanted).mappings():
            by_mention[row["mention_id"]].append(whole_reading(row))
    return [
        Entry(
            mention=mention_of(row),
            reading=current(by_mention[row["id"]]),
            revision=row["revision"],
        )
        for row in rows
    ]
