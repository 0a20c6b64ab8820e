"""The index that needs no server: Tantivy in a folder, one process writing and many reading."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

import tantivy

from index.answers import by_relevance, by_time, matching, tallied
from index.engine import NeedsRebuild, Terms
from index.filing import PARTS, Filing, Value, document
from index.folder import Folder, Pointer, new_generation, new_incarnation
from index.generation import (
    SCHEMA,
    Generation,
    View,
    any_of,
    between,
    damage_reported,
    without,
)
from index.opinions import Plan
from index.query import By, Counts, Order, Page, Query
from mentions.errors import ConfigError
from mentions.model import Entry

OnUnreadable = Callable[[str, str], None]
"""Is told the mention id and the reason of an entry that cannot be filed."""

_COPIED_AT_ONCE = PARTS // 64
_UNREADABLE = (TypeError, ValueError, AttributeError, OverflowError)

logger = logging.getLogger(__name__)


def _log_unreadable(mention_id: str, reason: str) -> None:
    logger.warning("%s was not filed: %s", mention_id, reason)


class EmbeddedIndex:
    """Files entries in a folder; meets `index.engine.Index`.

    `name` tells this very index: a deleted folder, a new zone or new terms make a new name,
    under which the ledger has nothing filed yet, so that everything is filed anew.
    """

    name: str

    def __init__(self, folder: Folder, filing: Filing, on_unreadable: OnUnreadable) -> None:
        self._folder = folder
        self._filing = filing
        self._on_unreadable = on_unreadable
        self._pointer: Pointer | None = None
        self._generation: Generation | None = None
        self._writer: tantivy.IndexWriter | None = None
        self._writable = False
        self._damage = ""
        self.name = f"embedded-{filing.shape}-empty"

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        zone: str,
        terms: Terms,
        terms_version: str,
        writable: bool = False,
        on_unreadable: OnUnreadable = _log_unreadable,
    ) -> Self:
        """Open the index in a folder, where DAY, WEEK and MONTH are those of `zone` (IANA name).

        A writer takes the lock (TryLater if another has it) and starts afresh when nothing is
        there or what is there has another zone or terms version; when it is damaged, all but
        `clear` raises NeedsRebuild. A reader sees an empty index where nothing is there yet,
        and NeedsRebuild is raised for another shape or damage. `terms_version` names what
        `terms` answers; change it when the answers change.
        """
        _check_zone(zone)
        index = cls(Folder(path), Filing(zone, terms, terms_version), on_unreadable)
        if writable:
            index._open_to_write()
        else:
            index.refresh()
        return index

    def put(self, entries: Iterable[Entry]) -> int:
        """File entries, durably on return, and return how many.

        An entry that cannot be filed is reported to `on_unreadable`; the others are filed.
        """
        writer = self._writing()
        filed = 0
        try:
            for entry, fields in self._documents(entries):
                with damage_reported(self._folder.path):
                    writer.delete_documents_by_term("id", entry.mention.id)
                    writer.add_document(fields)
                filed += 1
            with damage_reported(self._folder.path):
                writer.commit()
        except BaseException:
            with damage_reported(self._folder.path):
                writer.rollback()
            raise
        self._open_generation().reload()
        return filed

    def drop(self, ids: Iterable[str]) -> int:
        """Erase mentions from searches, counts and the disk; return how many were asked.

        The engine keeps bytes of deleted documents, so the rest is written to a new
        generation, which takes the old one's place in one step. Readers see it on `refresh`.
        """
        self._writing()
        asked_for = sorted(set(ids))
        gone = any_of("id", asked_for)
        if asked_for and self._open_generation().view.total(gone):
            self._replace(gone)
        return len(asked_for)

    def clear(self) -> None:
        """Forget everything, erasing what is on disk; the index has a new name afterwards."""
        self._require_writable()
        self._begin()

    def search(
        self,
        query: Query,
        *,
        size: int = 20,
        order: Order = Order.NEWEST,
        after: str | None = None,
    ) -> Page:
        """Return one page; `after` comes from the page before.

        RELEVANCE is BM25 of the words asked for; without words it is NEWEST. Pages by time
        go on where they stopped while newer mentions are filed; pages by relevance neither
        skip nor repeat while nothing is filed.
        """
        view = self._view()
        wanted = matching(view, Plan(query), self._filing.terms) if view else None
        if view is None or wanted is None:
            return Page(total=0, entries=())
        if order is Order.RELEVANCE and query.text.strip():
            hits, cursor = by_relevance(view, wanted, size, after)
        else:
            hits, cursor = by_time(view, wanted, size, after, order)
        entries = tuple(view.entry(hit) for hit in hits)
        return Page(total=view.total(wanted), entries=entries, after=cursor)

    def count(self, query: Query, by: Sequence[By] = (), *, limit: int | None = None) -> Counts:
        """Return exact numbers of mentions per key of `by`, the largest first, ties by key."""
        plan, view = Plan(query, tuple(by)), self._view()
        wanted = matching(view, plan, self._filing.terms) if view else None
        if view is None or wanted is None:
            return {} if by else {(): 0}
        counts: Counter[tuple[str, ...]] = Counter()
        for values, number in tallied(view, wanted, plan):
            counts[tuple(values[facet] for facet in by)] += number
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return dict(ranked[:limit])

    def refresh(self) -> None:
        """See what another process has written since."""
        for _ in range(5):
            pointer = self._folder.read()
            if pointer is None:
                self._use(None, None)
                return
            try:
                self._adopt(pointer)
            except NeedsRebuild:
                # The writer may have replaced the generation between our two reads.
                if pointer == self._folder.read():
                    raise
            else:
                return
        raise NeedsRebuild(f"the index at {self._folder.path} is replaced again and again")

    def close(self) -> None:
        """Release files and the writer's lock."""
        self._release_writer()
        self._writable = False
        self._generation = None
        self._folder.close()

    def _open_to_write(self) -> None:
        self._folder.lock()
        self._writable = True
        try:
            pointer = self._folder.read()
            if pointer is None or pointer.shape != self._filing.shape:
                self._begin()
            else:
                self._adopt(pointer)
                self._folder.sweep(pointer)
        except NeedsRebuild as error:
            self._damage = str(error)
        except BaseException:
            self.close()
            raise

    def _begin(self) -> None:
        pointer = Pointer(
            shape=self._filing.shape,
            zone=self._filing.zone,
            incarnation=new_incarnation(),
            generation=new_generation(),
        )
        generation = Generation(self._folder.generation(pointer), create=True)
        self._switch(pointer, generation)

    def _adopt(self, pointer: Pointer) -> None:
        if pointer.shape != self._filing.shape:
            raise NeedsRebuild(
                f"the index at {self._folder.path} was built for time zone {pointer.zone}, other "
                f"terms or an older version, now it is {self._filing.zone}: "
                "run `ipsomun index --rebuild`"
            )
        if self._generation is not None and pointer == self._pointer:
            self._generation.reload()
        else:
            self._use(pointer, Generation(self._folder.generation(pointer)))

    def _switch(self, pointer: Pointer, generation: Generation) -> None:
        self._release_writer()
        self._folder.write(pointer)
        self._use(pointer, generation)

    def _release_writer(self) -> None:
        # Merges in the background would write into a folder that is about to be erased.
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def _use(self, pointer: Pointer | None, generation: Generation | None) -> None:
        self._pointer, self._generation, self._damage = pointer, generation, ""
        if pointer is not None:
            self.name = pointer.name

    def _view(self) -> View | None:
        if self._damage:
            raise NeedsRebuild(self._damage)
        generation = self._generation
        return None if generation is None else generation.view

    def _open_generation(self) -> Generation:
        if self._generation is None:
            raise RuntimeError("the index is closed")
        return self._generation

    def _require_writable(self) -> None:
        if not self._writable:
            raise RuntimeError("open the index with writable=True to change it")

    def _writing(self) -> tantivy.IndexWriter:
        self._require_writable()
        if self._damage:
            raise NeedsRebuild(self._damage)
        if self._folder.read() != self._pointer:
            raise NeedsRebuild(
                f"the index folder {self._folder.path} was deleted while it was open: "
                "run the command again and everything is filed anew"
            )
        if self._writer is None:
            self._writer = self._open_generation().writer()
        return self._writer

    def _documents(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, tantivy.Document]]:
        for entry in entries:
            try:
                fields = _checked(self._filing.document(entry))
            except _UNREADABLE as error:
                self._on_unreadable(entry.mention.id, f"{type(error).__name__}: {error}")
            else:
                yield entry, fields

    def _replace(self, gone: tantivy.Query) -> None:
        if self._pointer is None:
            raise RuntimeError("the index is closed")
        view = self._open_generation().view
        pointer = replace(self._pointer, generation=new_generation())
        generation = Generation(self._folder.generation(pointer), create=True)
        writer = generation.writer()
        with damage_reported(self._folder.path):
            for fields in self._kept(view, gone):
                writer.add_document(_checked(fields))
            writer.commit()
            writer.wait_merging_threads()
        generation.reload()
        self._switch(pointer, generation)

    def _kept(self, view: View, gone: tantivy.Query) -> Iterator[dict[str, Value]]:
        zone = ZoneInfo(self._filing.zone)
        for first in range(0, PARTS, _COPIED_AT_ONCE):
            some = without(between("part", first, first + _COPIED_AT_ONCE), gone)
            for hit in view.top(some, view.total(some)):
                entry, title, text = view.stored(hit)
                yield document(entry, (title, text), zone)


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        message = f"time zone {zone!r} is not known: use an IANA name such as 'Asia/Seoul'"
        raise ConfigError(message) from error


def _checked(fields: dict[str, Value]) -> tantivy.Document:
    # With the schema wrong types are refused here; without it the commit would lose the batch.
    return tantivy.Document.from_dict({str(name): value for name, value in fields.items()}, SCHEMA)
