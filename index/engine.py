"""The door of the room: what every index engine can do, and which engine serves a URL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from index.query import By, Counts, Order, Page, Query
from mentions.model import Entry

Terms = Callable[[str], Sequence[str]]
"""Turns Korean text into the terms that it is filed and searched under."""


class Index(Protocol):
    """A view of the ledger that can be searched and counted, and rebuilt at any time.

    One process writes, many read. `put` and `drop` are durable when they return, and writing
    twice equals writing once. `put` replaces an entry by its mention's id.
    """

    name: str

    def put(self, entries: Iterable[Entry]) -> int:
        """File entries and return how many; raise `Unreadable` for none of them."""

    def drop(self, ids: Iterable[str]) -> int:
        """Remove mentions so that no search or count finds them; return how many were asked."""

    def search(
        self, query: Query, *, size: int = 20, order: Order = Order.NEWEST, after: str | None = None
    ) -> Page:
        """Return one page; `after` comes from the page before."""

    def count(self, query: Query, by: Sequence[By] = (), *, limit: int | None = None) -> Counts:
        """Return exact numbers of mentions per key of `by` (`()` is the total).

        `limit` keeps the largest keys only, where a facet is open-ended (authors, terms).
        """

    def clear(self) -> None:
        """Forget everything, erasing what is on disk."""

    def refresh(self) -> None:
        """See what another process has written since."""

    def close(self) -> None:
        """Release files and locks."""
