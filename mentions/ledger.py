"""The ledger: the durable truth of what was heard, read, filed and decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Select, Text, and_, or_, select, type_coerce

from mentions import corrections, erasing, filing, hearing, keeping, work
from mentions.columns import to_json
from mentions.crawls import Crawls, SourceHealth, health
from mentions.database import Database
from mentions.door import Clock, Door, utc_now
from mentions.errors import ConfigError
from mentions.findings import Findings
from mentions.hearing import Heard
from mentions.judgement import Changes, Judgement
from mentions.marks import Marks
from mentions.model import Entry, Hearing, Mention, Policy, Reading
from mentions.quarantine import Quarantine, Quarantined
from mentions.schema import changes, mentions, raws, tombstones
from mentions.status import counts

__all__ = ["Changes", "Heard", "Judgement", "Ledger", "Quarantined", "SourceHealth"]

PAGE = 2000
BEGINNING = re.compile(r"[0-9a-f]{8,23}")


class Ledger:
    """Keeps mentions and knows what every step has not done yet. Safe to share among threads.

    `quarantine`, `marks`, `findings` and `crawls` are its further books. Every method raises
    TryLater when the database cannot serve now, and ConfigError when the user must act.
    """

    def __init__(self, database: Database, door: Door, clock: Clock) -> None:
        self._database = database
        self._door = door
        self._clock = clock
        self.quarantine = Quarantine(database, door, clock)
        self.marks = Marks(database)
        self.findings = Findings(database)
        self.crawls = Crawls(database)

    @classmethod
    def open(
        cls,
        url: str,
        *,
        policies: Mapping[str, Policy],
        author_key: bytes,
        clock: Clock = utc_now,
        busy: float = 30.0,
    ) -> Self:
        """Open (and make or migrate) a ledger; a source without a policy gets the strictest.

        `clock` tells the present moment; `busy` is how many seconds to wait for a locked file.
        """
        door = Door(policies, author_key)
        database = Database.open(url, busy=busy)
        try:
            database.own(author_key)
        except BaseException:
            database.close()
            raise
        return cls(database, door, clock)

    def close(self) -> None:
        """Release every connection."""
        self._database.close()

    def __enter__(self) -> Self:
        """Return the ledger itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release every connection."""
        self.close()

    def hear(self, hearings: Iterable[Hearing]) -> Heard:
        """Keep what the sources' policies let in, merged with what was heard before."""
        return hearing.hear(self._database, self._door, self._clock, hearings)

    def unread(
        self, reader: str, *, batch: int = 2048, lease: timedelta = timedelta(minutes=10)
    ) -> Iterator[Mention]:
        """Yield mentions whose present content this reader has not read, leased to the caller.

        Workers get disjoint mentions. A lease ends when the reading is kept, when the iterator
        is abandoned, when its process is found dead, or after `lease`.
        """
        left = work.reading_work(self._door, reader)
        return work.unread(self._database, left, self._clock, batch=batch, lease=lease)

    def number_unread(self, reader: str) -> int:
        """Count the mentions whose present content this reader has not read."""
        with self._database.read() as connection:
            return work.number_left(connection, work.reading_work(self._door, reader))

    def keep(self, new: Iterable[Reading]) -> int:
        """Keep readings, each in place of the same reader's last; count those that are new."""
        return keeping.keep(self._database, self._door, self.quarantine, self._clock, new)

    def correct(self, mention_id: str, person: str, changes: Changes) -> bool:
        """Keep what a person says in place of what was read, as the reading `person:NAME`.

        It is said for good: newer models do not hide it, what the same person says later is added,
        and only other words at the source make it void. Return whether it was news. ConfigError
        for a mention that is not here, a brand that it is not about, or changes of nothing.
        """
        return corrections.correct(self._database, self._clock, mention_id, person, changes)

    def uncorrect(self, mention_id: str, person: str) -> bool:
        """Take back all that a person said of a mention; return whether there was anything."""
        return corrections.uncorrect(self._database, mention_id, person)

    def corrections(self) -> Iterator[tuple[Mention, Reading]]:
        """Yield every reading of a person with its mention, by mention and reader."""
        return corrections.by_people(self._database)

    def said(self, mention_id: str) -> tuple[tuple[str, Changes], ...]:
        """Return who (`person:NAME`) said what of a mention, in the order in which it was said."""
        return tuple(corrections.said_of(self._database, mention_id))

    def unfiled(self, index: str, *, batch: int = 2000) -> Iterator[Entry]:
        """Yield entries not filed at their present revision that are read or never will be.

        Simulated mentions are for the graph alone and are never filed.
        """
        left = work.filing_work(self._door, index)
        return work.unfiled(self._database, left, self._clock, batch=batch)

    def filed(self, index: str, entries: Iterable[Entry]) -> None:
        """Note which revisions an index holds; a mention forgotten meanwhile gets a tombstone.

        What is in quarantine because it could not be filed is not noted: a retry meets it again.
        """
        filing.filed(self._database, index, entries)

    def unfile(self, index: str) -> None:
        """Forget what an index holds, so that everything is filed anew."""
        filing.unfile(self._database, index)

    def only_index(self, index: str) -> None:
        """Forget every other index: those that were replaced or deleted owe nothing any more."""
        for name in sorted(filing.names(self._database) - {index}):
            filing.unfile(self._database, name)

    def undropped(self, index: str) -> tuple[str, ...]:
        """Return erased mentions that an index still holds."""
        wanted = select(tombstones.c.mention_id).where(tombstones.c.index_name == index)
        with self._database.read() as connection:
            return tuple(connection.scalars(wanted.order_by(tombstones.c.mention_id)))

    def dropped(self, index: str, ids: Iterable[str]) -> None:
        """Note that an index has dropped erased mentions."""
        filing.dropped(self._database, index, ids)

    def forget(self, author_id: str) -> tuple[str, ...]:
        """Erase a person everywhere and never hear them again; return the erased mention ids.

        `author_id` is the ledger's id, its beginning as screens show it, or `source:native id`;
        ConfigError when it is none of them or begins several people's ids.
        """
        author = self._door.author_id(self._whole_id(author_id))
        native = None if author == author_id else author_id.partition(":")[2]
        return erasing.forget(self._database, author, native, self._clock())

    def _whole_id(self, said: str) -> str:
        """Return the id of the one author that begins so, or what was said."""
        if not BEGINNING.fullmatch(said):
            return said
        begins = mentions.c.author_id.startswith(said)
        with self._database.read() as connection:
            found = connection.scalars(select(mentions.c.author_id).where(begins).distinct()).all()
        if len(found) > 1:
            raise ConfigError(f"{said!r} begins the ids of {len(found)} people: give more of it.")
        return str(found[0]) if found else said

    def purge(self, now: datetime) -> int:
        """Erase words past their source's retention and return of how many mentions.

        The mentions stay without words; an index that had filed them is told to drop them, and
        then finds them unfiled.
        """
        return erasing.purge(self._database, self._door, now)

    def changes(self) -> int:
        """Return a number that grows whenever a mention or a reading changes."""
        with self._database.read() as connection:
            return int(connection.execute(select(changes.c.count)).scalar_one())

    def mention(self, mention_id: str) -> Entry | None:
        """Return one mention with the reading that counts."""
        with self._database.read() as connection:
            wanted = select(mentions).where(mentions.c.id == mention_id)
            found = work.entries_of(connection, connection.execute(wanted).mappings().all())
        return found[0] if found else None

    def entries(
        self,
        *,
        brand: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[Entry]:
        """Yield entries by `posted_at`, from `since` until before `until`.

        Mentions without a date come last, and only when no moment is asked for.
        """
        c = mentions.c
        wanted = select(mentions).limit(PAGE)
        if brand is not None:
            wanted = wanted.where(
                type_coerce(c.brands, Text).contains(to_json(brand), autoescape=True)
            )
        dated = wanted.where(c.posted_at.is_not(None)).order_by(c.posted_at, c.id)
        if since is not None:
            dated = dated.where(c.posted_at >= since)
        if until is not None:
            dated = dated.where(c.posted_at < until)
        pages = [dated]
        if since is None and until is None:
            pages.append(wanted.where(c.posted_at.is_(None)).order_by(c.id))
        for statement in pages:
            for entry in self._paged(statement):
                if brand is None or brand in entry.mention.brands:
                    yield entry

    def _paged(self, statement: Select[Any]) -> Iterator[Entry]:
        """Yield a statement's entries page by page, with no transaction open in between."""
        c, page = mentions.c, statement
        while True:
            with self._database.read() as connection:
                rows = connection.execute(page).mappings().all()
                found = work.entries_of(connection, rows)
            yield from found
            if len(rows) < PAGE:
                return
            at, last = rows[-1]["posted_at"], rows[-1]["id"]
            later = c.id > last
            if at is not None:
                later = and_(c.posted_at >= at, or_(c.posted_at > at, later))
            page = statement.where(later)

    def raw(self, mention_id: str) -> str | None:
        """Return the source's own payload of a mention as JSON, if it is kept."""
        with self._database.read() as connection:
            return connection.scalar(select(raws.c.raw).where(raws.c.mention_id == mention_id))

    def status(self) -> dict[str, int]:
        """Return the ledger's counts by name.

        `filed` and `unfiled` are those of the index that was asked for last.
        """
        with self._database.read() as connection:
            return counts(connection, self._door)

    def health(self) -> tuple[SourceHealth, ...]:
        """Return how every source does."""
        with self._database.read() as connection:
            return health(connection)
