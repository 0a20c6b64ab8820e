"""What a crawler remembers from one crawl to the next: high-water marks, ETags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from mentions.database import Database, put
from mentions.schema import marks


class Marks:
    """A small mapping for each key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> dict[str, Any] | None:
        """Return what was put under a key, None if nothing was."""
        with self._database.read() as connection:
            found = connection.scalar(select(marks.c.value).where(marks.c.key == key))
        return None if found is None else dict(found)

    def put(self, key: str, value: Mapping[str, Any]) -> None:
        """Put a mapping under a key, in place of what was there."""
        with self._database.write() as connection:
            put(connection, marks, [{"key": key, "value": dict(value)}])
