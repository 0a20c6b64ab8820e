"""Keeps what spiders bring: one transaction a batch, merged with what is there already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from mentions import copies, corrections
from mentions.database import Database, change, next_changes, put
from mentions.door import FORGOTTEN, Admitted, Clock, Door, owned
from mentions.errors import Unreadable
from mentions.merge import State, first, has_words, merge
from mentions.model import Hearing
from mentions.rows import Row, batches, mention_of, mention_row
from mentions.schema import mentions, quarantine, raws, readings, sources, suppressed, tallies

BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class Heard:
    """How many mentions were new, merged, unchanged, and refused by reason."""

    new: int = 0
    merged: int = 0
    unchanged: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Heard) -> Heard:
        """Return both together."""
        return Heard(
            new=self.new + other.new,
            merged=self.merged + other.merged,
            unchanged=self.unchanged + other.unchanged,
            refused=dict(Counter(self.refused) + Counter(other.refused)),
        )


@dataclass(kw_only=True)
class Batch:
    """What one batch makes of the mentions it touches; `before` is what stood in the ledger."""

    before: dict[str, Row]
    states: dict[str, State]
    raws: dict[str, str] = field(default_factory=dict)
    new: int = 0
    merged: int = 0
    unchanged: int = 0
    tallies: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    heard_at: dict[str, datetime] = field(default_factory=dict)

    def add(self, admitted: Admitted) -> None:
        """Merge one hearing into the batch."""
        mention = admitted.mention
        latest = self.heard_at.get(mention.source, mention.heard_at)
        self.heard_at[mention.source] = max(latest, mention.heard_at)
        old = self.states.get(mention.id)
        state = first(mention) if old is None else merge(old, mention)
        self.states[mention.id] = state
        if old is None:
            self.new += 1
            self.tallies[mention.source, "repaired", "posted_at"] += admitted.undated
        elif state.revision != old.revision:
            self.merged += 1
        else:
            self.unchanged += 1
            return
        if admitted.raw is not None and state.told_at == mention.heard_at and not state.purged:
            self.raws[mention.id] = admitted.raw

    def refuse(self, source: str, reason: str) -> None:
        """Count one refusal."""
        self.tallies[source, "refused", reason] += 1

    def heard(self) -> Heard:
        """Return the counts."""
        refused: Counter[str] = Counter()
        for (_, what, reason), count in self.tallies.items():
            if what == "refused":
                refused[reason] += count
        return Heard(
            new=self.new, merged=self.merged, unchanged=self.unchanged, refused=dict(refused)
        )


def hear(database: Database, door: Door, clock: Clock, hearings: Iterable[Hearing]) -> Heard:
    """Keep a stream of hearings and return the counts; what was committed stays at any error."""
    total = Heard()
    for hearings_batch in batches(hearings, BATCH):
        total += hear_batch(database, door, clock(), hearings_batch)
    return total


def hear_batch(database: Database, door: Door, now: datetime, hearings: list[Hearing]) -> Heard:
    """Keep one batch in one transaction."""
    admitted, refused = at_the_door(door, hearings, now)
    with database.write() as connection:
        last = next_changes(connection, len(hearings))
        forgotten = forgotten_among(connection, admitted)
        batch = held(connection, {one.mention.id for one in admitted})
        for source, reason in refused:
            batch.refuse(source, reason)
        for one in admitted:
            if owned(one.mention.author) in forgotten:
                batch.refuse(one.mention.source, FORGOTTEN)
            else:
                batch.add(without_called(one, forgotten))
        write(connection, batch, last)
    return batch.heard()


def at_the_door(
    door: Door, hearings: list[Hearing], now: datetime
) -> tuple[list[Admitted], list[tuple[str, str]]]:
    """Return who may come in, and the source and reason of each who may not."""
    admitted, refused = [], []
    for hearing in hearings:
        try:
            admitted.append(door.admit(hearing, now))
        except Unreadable as error:
            refused.append((source_name(hearing), str(error)))
    return admitted, refused


def source_name(hearing: Hearing) -> str:
    """Return a name to count a refusal under, whatever stands in the hearing."""
    source = str(hearing.mention.source)
    return (source if source.isprintable() else ascii(source))[:100]


def forgotten_among(connection: Connection, admitted: list[Admitted]) -> set[str]:
    """Return the suppressed authors among those who speak or are called by name."""
    people = {one.mention.author.id for one in admitted if one.mention.author}
    people.update(called for one in admitted for called in one.mention.addressees)
    found: set[str] = set()
    for some in batches(people, BATCH):
        wanted = suppressed.c.author_id.in_(some)
        found.update(connection.scalars(select(suppressed.c.author_id).where(wanted)))
    return found


def without_called(admitted: Admitted, forgotten: set[str]) -> Admitted:
    """Return the mention without forgotten people among those it calls by name."""
    mention = admitted.mention
    if forgotten.isdisjoint(mention.addressees):
        return admitted
    called = tuple(author for author in mention.addressees if author not in forgotten)
    return replace(admitted, mention=replace(mention, addressees=called))


def held(connection: Connection, ids: set[str]) -> Batch:
    """Return a batch that starts from what the ledger holds of these ids."""
    rows: dict[str, Row] = {}
    for some in batches(ids, BATCH):
        found = connection.execute(select(mentions).where(mentions.c.id.in_(some)))
        rows.update((row["id"], row) for row in found.mappings())
    return Batch(before=rows, states={key: state_of(row) for key, row in rows.items()})


def state_of(row: Row) -> State:
    """Return the state that a row holds."""
    return State(
        mention=mention_of(row),
        told_at=row["told_at"],
        engaged_at=row["engaged_at"],
        purged=row["purged"],
        revision=row["revision"],
        content=row["content"],
    )


def write(connection: Connection, batch: Batch, last: int) -> None:
    """Write what a batch changed, giving each changed mention its place after `last`."""
    new, changed, touched = [], [], []
    for place, (key, state) in enumerate(batch.states.items(), start=last + 1):
        before = batch.before.get(key)
        if before is None:
            new.append(row_of(state, place, place, stored=key in batch.raws, has_reading=False))
        elif state.revision != before["revision"]:
            changed.append(changed_row(state, before, place, has_raw=key in batch.raws))
        elif (state.told_at, state.engaged_at) != (before["told_at"], before["engaged_at"]):
            told = {"b_told": state.told_at, "b_engaged": state.engaged_at}
            touched.append({"b_id": key, **told})
    if new:
        connection.execute(mentions.insert(), new)
    if changed:
        connection.execute(UPDATE_ALL, [{f"b_{name}": v for name, v in r.items()} for r in changed])
    if touched:
        connection.execute(TOUCH, touched)
    put(connection, raws, [{"mention_id": key, "raw": raw} for key, raw in batch.raws.items()])
    forget_old_words(connection, batch)
    count(connection, batch)


def row_of(
    state: State, place: int, written: int, *, stored: bool, has_reading: bool
) -> dict[str, Any]:
    """Return all columns of a mention."""
    worded = has_words(state.mention)
    return mention_row(state.mention) | {
        "told_at": state.told_at,
        "engaged_at": state.engaged_at,
        "worded": worded,
        "stored": worded or stored,
        "purged": state.purged,
        "has_reading": has_reading,
        "revision": state.revision,
        "content": state.content,
        "changed": place,
        "written": written,
    }


def changed_row(state: State, before: Row, place: int, *, has_raw: bool) -> dict[str, Any]:
    """Return all columns of a mention that was there and has changed."""
    return row_of(
        state,
        place,
        place if state.content != before["content"] else before["written"],
        stored=has_raw or before["stored"],
        has_reading=before["has_reading"] and same_words(state, before),
    )


def same_words(state: State, before: Row) -> bool:
    """Tell whether title and text are what they were."""
    return (state.mention.title, state.mention.text) == (before["title"], before["text"])


def forget_old_words(connection: Connection, batch: Batch) -> None:
    """Delete what was read in words that are gone, and let changed content out of quarantine.

    People's corrections go too, and are counted: they judged words that stand there no more.
    """
    pairs = [(batch.states[key], row) for key, row in batch.before.items()]
    gone = [state.mention.id for state, row in pairs if not same_words(state, row)]
    anew = [state.mention.id for state, row in pairs if state.content != row["content"]]
    if gone:
        for source, number in corrections.outdate(connection, gone).items():
            batch.tallies[source, "outdated", "words"] += number
        connection.execute(delete(readings).where(readings.c.mention_id.in_(gone)))
    if anew:
        connection.execute(delete(quarantine).where(quarantine.c.ref.in_(anew)))
    moved = [state.mention.id for state, row in pairs if place_of(state) != place_in(row)]
    changed = copies.leave(connection, gone) | copies.refresh(connection, moved)
    change(connection, [{"id": key} for key in sorted(changed)])


def place_of(state: State) -> tuple[datetime | None, str | None]:
    """Return what a mention's place in its family of copies depends on."""
    return state.mention.posted_at, owned(state.mention.author)


def place_in(row: Row) -> tuple[datetime | None, str | None]:
    """Return the same of a row."""
    return row["posted_at"], row["author_id"]


def count(connection: Connection, batch: Batch) -> None:
    """Add to the tallies, and note when each source was heard."""
    for (source, what, reason), number in sorted(batch.tallies.items()):
        if number:
            key = {"source": source, "what": what, "reason": reason}
            put(connection, tallies, [key | {"count": 0}], replace=())
            same = [tallies.c[name] == value for name, value in key.items()]
            more = tallies.c.count + number
            connection.execute(update(tallies).where(*same).values(count=more))
    for source, heard_at in sorted(batch.heard_at.items()):
        put(connection, sources, [{"name": source, "heard_at": heard_at}], replace=())
        older = (sources.c.name == source) & (sources.c.heard_at < heard_at)
        connection.execute(update(sources).where(older).values(heard_at=heard_at))


UPDATE_ALL = (
    update(mentions)
    .where(mentions.c.id == bindparam("b_id"))
    .values({c.name: bindparam(f"b_{c.name}") for c in mentions.c if c.name != "id"})
)
TOUCH = (
    update(mentions)
    .where(mentions.c.id == bindparam("b_id"))
    .values(told_at=bindparam("b_told"), engaged_at=bindparam("b_engaged"))
)
