"""Keeps what readers made of mentions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, tuple_, update

from mentions import copies, corrections
from mentions.database import Database, change, next_changes, put
from mentions.door import Clock, Door, clean
from mentions.likeness import SIZE, Fingerprint, is_fingerprint
from mentions.model import Reading
from mentions.quarantine import Quarantine
from mentions.rows import JUDGED, Row, batches, is_person, reading_of, reading_row, wordless
from mentions.schema import leases, mentions, readings
from mentions.work import READ

BATCH = 500


def keep(
    database: Database,
    door: Door,
    quarantine: Quarantine,
    clock: Clock,
    new: Iterable[Reading],
) -> int:
    """Keep a stream of readings, free their leases and return how many changed something."""
    total = 0
    for batch in batches(new, BATCH):
        sound = []
        for reading in batch:
            reason = fault(reading)
            if reason:
                quarantine.put(READ, reading.mention_id, reason, None)
            else:
                sound.append(reading)
        with database.write() as connection:
            total += keep_batch(connection, door, sound, clock())
    return total


def fault(reading: Reading) -> str | None:
    """Return why a reading cannot be kept, if so."""
    shares = [reading.confidence, reading.praise, *(o.confidence for o in reading.opinions)]
    shares += [one.weight for one in reading.evidence]
    shares += [one.confidence for one in reading.emotions]
    if not all(math.isfinite(share) for share in shares):
        return "a probability is no number"
    if not is_fingerprint(reading.fingerprint):
        return f"a fingerprint is {SIZE} numbers of 32 bits"
    if reading.read_at is not None and reading.read_at.utcoffset() is None:
        return "read_at has no time zone"
    return None


def keep_batch(connection: Connection, door: Door, batch: list[Reading], now: datetime) -> int:
    """Keep one batch in one transaction."""
    last = next_changes(connection, len(batch))
    latest = {(reading.mention_id, reading.reader): reading for reading in batch}
    rows, prints = news(connection, door, latest, now)
    put(connection, readings, rows)
    corrections.follow(connection, rows)
    ids = dict.fromkeys(row["mention_id"] for row in rows)
    bump(connection, list(ids), last)
    told = copies.settle(connection, prints)
    change(connection, [{"id": key} for key in sorted(told - ids.keys())])
    free(connection, list(latest))
    return len(rows)


def news(
    connection: Connection, door: Door, latest: Mapping[tuple[str, str], Reading], now: datetime
) -> tuple[list[dict[str, Any]], dict[str, Fingerprint]]:
    """Return the rows that would change something, and the fingerprints that are not there yet."""
    held = held_mentions(connection, [key for key, _ in latest])
    leased = contents_leased(connection, list(latest))
    old = readings_held(connection, list(latest))
    known = copies.signatures(connection, held)
    rows, prints = [], {}
    for key, reading in latest.items():
        mention = held.get(key[0])
        if mention is None or leased.get(key, mention["content"]) != mention["content"]:
            continue  # forgotten, or heard with other words since: it will be read again
        fit = fitting(reading, mention, door, now)
        row = reading_row(fit, mention["content"], judged=is_person(fit.reader))
        if fit.fingerprint and fit.fingerprint != known.get(key[0]):
            prints[key[0]] = fit.fingerprint
        elif same(row, old.get(key), dated=reading.read_at is not None):
            continue
        rows.append(row)
    return rows, prints


def fitting(reading: Reading, mention: Row, door: Door, now: datetime) -> Reading:
    """Return the reading as the source's policy allows it to stand.

    Simulated mentions are for the graph alone: they have no fingerprint, and nobody copies them.
    """
    read_at = (reading.read_at or now).astimezone(UTC)
    fingerprint = () if mention["simulated"] else tuple(reading.fingerprint)
    terms = tuple(clean(term) for term in reading.terms)
    reading = replace(reading, read_at=read_at, terms=terms, fingerprint=fingerprint)
    keeps_words = door.policy(mention["source"]).store_text and not mention["purged"]
    return reading if keeps_words else wordless(reading)


def same(row: dict[str, Any], old: Row | None, *, dated: bool) -> bool:
    """Tell whether this very reading is there already."""
    if old is None:
        return False
    judged = row["traits"].get(JUDGED, False)
    kept = reading_row(reading_of(old), old["content"], judged=judged)
    return all(row[name] == kept[name] for name in row if dated or name != "read_at")


def held_mentions(connection: Connection, ids: list[str]) -> dict[str, Row]:
    """Return what matters of the mentions that were read."""
    c = mentions.c
    wanted = select(c.id, c.source, c.content, c.purged, c.simulated).where(c.id.in_(ids))
    return {row["id"]: row for row in connection.execute(wanted).mappings()}


def contents_leased(
    connection: Connection, keys: list[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """Return which content each leased mention had when it was taken."""
    c = leases.c
    wanted = select(c.mention_id, c.reader, c.content).where(
        tuple_(c.mention_id, c.reader).in_(keys)
    )
    return {(row.mention_id, row.reader): row.content for row in connection.execute(wanted)}


def readings_held(connection: Connection, keys: list[tuple[str, str]]) -> dict[Any, Row]:
    """Return the readings that these would replace."""
    c = readings.c
    wanted = select(readings).where(tuple_(c.mention_id, c.reader).in_(keys))
    rows = connection.execute(wanted).mappings()
    return {(row["mention_id"], row["reader"]): row for row in rows}


def bump(connection: Connection, ids: list[str], last: int) -> None:
    """Count a change of each mention."""
    places = [{"b_id": key, "b_place": last + 1 + i} for i, key in enumerate(dict.fromkeys(ids))]
    if places:
        connection.execute(BUMP, places)


def free(connection: Connection, keys: list[tuple[str, str]]) -> None:
    """End the leases of what was read."""
    if keys:
        here = tuple_(leases.c.mention_id, leases.c.reader).in_(keys)
        connection.execute(delete(leases).where(here))


BUMP = (
    update(mentions)
    .where(mentions.c.id == bindparam("b_id"))
    .values(revision=mentions.c.revision + 1, changed=bindparam("b_place"), has_reading=True)
)
