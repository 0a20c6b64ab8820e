"""People correct what a reader made of a mention, and take it back.

What people say is kept as they said it, in its order. The reading `person:NAME` is made of it:
the newest reading of a model (or one that a person wrote as a whole), with all that was said up
to NAME's last word in place. When a model reads anew, it is made anew: so it is never hidden, and
hides nothing that nobody judged. A correction judges words. Heard again unchanged, or purged, the
mention keeps it; when other words stand there, it goes with the other readings, and is counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, func, or_, select

from mentions.columns import MICROSECOND
from mentions.copies import READINGS, whole_reading
from mentions.database import Database, change, inserted, next_changes, put
from mentions.door import Clock, clean
from mentions.errors import ConfigError
from mentions.judgement import NOTHING, Changes, changes_of, corrected, plain_changes
from mentions.model import Mention, Polarity, Reading
from mentions.rows import (
    JUDGED,
    PERSON,
    Row,
    batches,
    current,
    is_person,
    mention_of,
    reading_of,
    reading_row,
)
from mentions.schema import corrections, mentions, readings

PAGE = 1000
BY_PEOPLE = readings.c.reader.startswith(PERSON)


def correct(
    database: Database, clock: Clock, mention_id: str, person: str, changes: Changes
) -> bool:
    """Keep what a person says; tell whether it was not the last word already."""
    reader, said = reader_of(person), plain_changes(changes)
    with database.write() as connection:
        next_changes(connection, 1)  # every writer's first lock
        check(mention_held(connection, mention_id), changes)
        last = last_word(connection, mention_id)
        if last and last[0] == reader and said == last_said(connection, mention_id, reader):
            return False
        at = max(clock(), last[1] + MICROSECOND) if last else clock()
        row = {"mention_id": mention_id, "reader": reader, "changes": said, "at": at}
        inserted(connection, corrections, row)
        remake(connection, [mention_id])
        change(connection, [{"id": mention_id, "has_reading": True}], ("has_reading",))
    return True


def uncorrect(database: Database, mention_id: str, person: str) -> bool:
    """Take back all that a person said of a mention; tell whether there was anything."""
    reader = reader_of(person)
    with database.write() as connection:
        next_changes(connection, 1)
        mention_held(connection, mention_id)
        gone = [
            connection.execute(
                delete(table).where(table.c.mention_id == mention_id, table.c.reader == reader)
            ).rowcount
            for table in (corrections, readings)
        ]
        if not any(gone):
            return False
        remake(connection, [mention_id])
        left = select(exists().where(readings.c.mention_id == mention_id))
        is_read = bool(connection.scalar(left))
        change(connection, [{"id": mention_id, "has_reading": is_read}], ("has_reading",))
    return True


def reader_of(person: str) -> str:
    """Return the name of a person as a reader; ConfigError when there is none."""
    name = clean(person).strip().removeprefix(PERSON).strip()
    if not name:
        raise ConfigError("A correction needs the name of the person who makes it.")
    return f"{PERSON}{name}"


def mention_held(connection: Connection, mention_id: str) -> Row:
    """Return a mention's row; ConfigError when there is none."""
    wanted = select(mentions).where(mentions.c.id == mention_id)
    row = connection.execute(wanted).mappings().first()
    if row is None:
        raise ConfigError(f"There is no mention {mention_id!r} in the ledger.")
    return row


def check(mention: Row, changes: Changes) -> None:
    """Raise ConfigError when the changes cannot be of this mention."""
    known = mention["brands"]
    for brand in sorted({judgement.brand for judgement in changes.opinions} - set(known)):
        told = ", ".join(known) or "no brand"
        raise ConfigError(f"{mention['id']} is not about {brand!r}, but about {told}.")
    if changes == NOTHING:
        raise ConfigError(f"The correction of {mention['id']} changes nothing.")
    if changes.polarity is None and not mention["has_reading"]:
        raise ConfigError(
            f"{mention['id']} has not been read: say whether it praises or blames, too."
        )


def last_word(connection: Connection, mention_id: str) -> tuple[str, datetime] | None:
    """Return the person whose reading counts, and when it was made."""
    c = readings.c
    wanted = select(c.reader, c.read_at).where(c.mention_id == mention_id, BY_PEOPLE)
    found = connection.execute(wanted.order_by(c.read_at.desc(), c.reader.desc())).first()
    return (found.reader, found.read_at) if found else None


def last_said(connection: Connection, mention_id: str, reader: str) -> Any:
    """Return the last changes that a person said of a mention."""
    c = corrections.c
    wanted = select(c.changes).where(c.mention_id == mention_id, c.reader == reader)
    return connection.scalar(wanted.order_by(c.id.desc()).limit(1))


def follow(connection: Connection, new: Sequence[Row]) -> None:
    """Make people's readings anew where others were kept; a whole one replaces what was said."""
    c = corrections.c
    for row in new:
        if is_person(row["reader"]):
            said = and_(c.mention_id == row["mention_id"], c.reader == row["reader"])
            connection.execute(delete(corrections).where(said))
    remake(connection, {row["mention_id"] for row in new})


def remake(connection: Connection, ids: Iterable[str]) -> None:
    """Make the readings of people anew from what they said."""
    for some in batches(ids, PAGE):
        spoken = select(corrections).where(corrections.c.mention_id.in_(some))
        said = by_mention(connection, spoken.order_by(corrections.c.id))
        if not said:
            continue
        held = by_mention(connection, select(readings).where(readings.c.mention_id.in_(said)))
        numbers = select(mentions.c.id, mentions.c.content).where(mentions.c.id.in_(said))
        content = {row.id: row.content for row in connection.execute(numbers)}
        rows = [
            row
            for key, words in said.items()
            for row in made(base(key, held[key], words, content[key]), words)
        ]
        put(connection, readings, rows)


def by_mention(connection: Connection, wanted: Any) -> defaultdict[str, list[Row]]:
    """Return rows by their mention."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(wanted).mappings():
        found[row["mention_id"]].append(row)
    return found


def base(mention_id: str, held: Sequence[Row], words: Sequence[Row], content: int) -> Row:
    """Return the row of the reading that people spoke of, or a blank one."""
    made_of_words = {word["reader"] for word in words}
    found = {row["reader"]: row for row in held if row["reader"] not in made_of_words}
    start = current(map(reading_of, found.values()))
    if start is not None:
        return found[start.reader]
    blank = Reading(
        mention_id=mention_id, reader="", polarity=Polarity.NEUTRAL, confidence=0.0, praise=0.5
    )
    return reading_row(blank, content)


def made(start: Row, words: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the row of each person's reading: what all said up to the person's last word."""
    reading, judged = reading_of(start), start["traits"].get(JUDGED, False)
    rows: dict[str, dict[str, Any]] = {}
    for word in words:
        reading = corrected(reading, changes_of(word["changes"]))
        reading = replace(reading, reader=word["reader"], read_at=word["at"])
        judged = judged or "spam" in word["changes"]
        rows[word["reader"]] = reading_row(reading, start["content"], judged=judged)
    return list(rows.values())


def outdate(connection: Connection, ids: list[str]) -> dict[str, int]:
    """Forget what people said of words that are gone; count their readings by source."""
    c = mentions.c
    counted = select(c.source, func.count()).join(readings, readings.c.mention_id == c.id)
    counted = counted.where(c.id.in_(ids), BY_PEOPLE).group_by(c.source)
    found = {source: int(number) for source, number in connection.execute(counted)}
    connection.execute(delete(corrections).where(corrections.c.mention_id.in_(ids)))
    return found


def by_people(database: Database) -> Iterator[tuple[Mention, Reading]]:
    """Yield every reading of a person with its mention, by mention and reader."""
    c = readings.c
    wanted = READINGS.where(BY_PEOPLE).order_by(c.mention_id, c.reader).limit(PAGE)
    page = wanted
    while True:
        with database.read() as connection:
            found = [whole_reading(row) for row in connection.execute(page).mappings()]
            keys = {reading.mention_id for reading in found}
            rows = connection.execute(select(mentions).where(mentions.c.id.in_(keys))).mappings()
            told = {row["id"]: mention_of(row) for row in rows}
        yield from ((told[reading.mention_id], reading) for reading in found)
        if len(found) < PAGE:
            return
        last = found[-1]
        same = and_(c.mention_id == last.mention_id, c.reader > last.reader)
        page = wanted.where(or_(c.mention_id > last.mention_id, same))


def said_of(database: Database, mention_id: str) -> list[tuple[str, Changes]]:
    """Return who said what of a mention, in the order in which it was said."""
    c = corrections.c
    wanted = select(c.reader, c.changes).where(c.mention_id == mention_id).order_by(c.id)
    with database.read() as connection:
        return [(reader, changes_of(said)) for reader, said in connection.execute(wanted)]
