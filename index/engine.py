"""The door of the room: what every index engine can do, and which engine serves a URL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from index.query import By, Counts, Order, Page, Query
from mentions.errors import IpsomunError
from mentions.model import Entry

Terms = Callable[[str], Sequence[str]]
"""Turns Korean text into the terms that it is filed and searched under."""


class NeedsRebuild(IpsomunError):
    """What is on disk cannot serve: `ipsomun index --rebuild` files it anew from the ledger."""


class Index(Protocol):
    """A view of the ledger that can be searched and counted, and rebuilt at any time.

    One process writes, many read. `put` and `drop` are durable when they return, and writing
    twice equals writing once. `put` replaces an entry by its mention's id. `name` is what the
    ledger files under: it changes when the index has to be filed anew.
    """

    name: str

    def put(self, entries: Iterable[Entry]) -> int:
        """File entries and return how many; one that cannot be filed is reported, not raised."""

    def drop(self, ids: Iterable[str]) -> int:
        """Erase mentions from searches, counts and the disk; return how many were asked."""

    def search(
        self, query: Query, *, size: int = 20, order: Order = Order.NEWEST, after: str | None = None
    ) -> Page:
        """Return one page; `after` comes from the page before.

        Pages neither skip nor repeat while nothing is filed.
        """

    def count(self, query: Query, by: Sequence[By] = (), *, limit: int | None = None) -> Counts:
        """Return exact numbers of mentions per key of `by` (`()` is the total).

        `limit` keeps the largest keys only, where a facet is open-ended (authors, terms).
        """

    def clear(self) -> None:
        """Forget everything, erasing what is on disk; `name` may change."""

    def refresh(self) -> None:
        """See what another process has written since."""

    def close(self) -> None:
        """Release files and locks."""
