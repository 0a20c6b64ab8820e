"""What could not be processed, with the step and the reason, until it is retried."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from mentions.database import Database
from mentions.door import Clock, Door, clean, replaced
from mentions.schema import leases, quarantine
from mentions.work import start_over

LONGEST_REASON = 500


@dataclass(frozen=True, kw_only=True)
class Quarantined:
    """One thing that a step could not process; `ref` is a mention id where there is one."""

    step: str
    ref: str
    reason: str
    payload: Any
    at: datetime


class Quarantine:
    """The list of what could not be processed."""

    def __init__(self, database: Database, door: Door, clock: Clock) -> None:
        self._database = database
        self._door = door
        self._clock = clock

    def put(self, step: str, ref: str, reason: str, payload: Any = None) -> None:
        """Add a row, or replace the one of this step and ref.

        The payload stays only where the ref begins with a source whose text may be stored.
        """
        source = ref.partition(":")[0]
        kept, author = self._nameless(source, payload)
        row = {
            "step": clean(step),
            "ref": clean(ref),
            "reason": clean(reason)[:LONGEST_REASON],
            "payload": plain(kept) if self._door.policy(source).store_text else None,
            "author_id": author,
            "at": self._clock(),
        }
        same = (quarantine.c.step == row["step"]) & (quarantine.c.ref == row["ref"])
        with self._database.write() as connection:
            connection.execute(delete(quarantine).where(same))
            connection.execute(quarantine.insert().values(**row))
            connection.execute(delete(leases).where(leases.c.mention_id == row["ref"]))

    def _nameless(self, source: str, payload: Any) -> tuple[Any, str | None]:
        """Return the payload with its author as a keyed hash, and that hash."""
        author = payload.get("author") if isinstance(payload, Mapping) else None
        native = author.get("id") if isinstance(author, Mapping) else author
        if not isinstance(native, str) or not native:
            return payload, None
        hashed = self._door.pseudonym(source, native)
        return replaced(dict(payload), {native: hashed}), hashed

    def rows(self, step: str | None = None) -> tuple[Quarantined, ...]:
        """Return the rows of a step, or all, the oldest first."""
        wanted = select(quarantine).order_by(quarantine.c.id)
        if step is not None:
            wanted = wanted.where(quarantine.c.step == step)
        with self._database.read() as connection:
            found = connection.execute(wanted).mappings().all()
        return tuple(
            Quarantined(
                step=row["step"],
                ref=row["ref"],
                reason=row["reason"],
                payload=row["payload"],
                at=row["at"],
            )
            for row in found
        )

    def retry(self, step: str | None = None) -> int:
        """Remove the rows of a step, or all, so that the step meets them again; count them."""
        gone = delete(quarantine)
        if step is not None:
            gone = gone.where(quarantine.c.step == step)
        with self._database.write() as connection:
            start_over(connection)
            return connection.execute(gone).rowcount

    def count(self) -> int:
        """Count the rows."""
        with self._database.read() as connection:
            wanted = select(func.count()).select_from(quarantine)
            return int(connection.execute(wanted).scalar_one())


def plain(payload: Any) -> Any:
    """Return a payload that JSON can hold; what it cannot hold stands as text."""
    return json.loads(json.dumps(payload, default=str))
