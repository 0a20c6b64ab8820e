"""How a file is to be understood: which column says what, and what holds where none does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from crawlers import cells, columns, rows
from mentions.errors import Unreadable

Finder = Callable[[str], tuple[str, ...]]
WORDS = ("author", "date", "title", "text")
SURVEYED = ("source", "id", "url", *WORDS)
SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """How a file is to be understood where it does not say so itself.

    `brands` apply to rows without a brand; when there are none either, `find` names the brands
    in the text, and a row that names no brand is refused. `find` also understands the names in
    a brand column, but a name in `known_brands` is meant as it stands. A source that a row names
    holds if it is in `known_sources` (None: always), else the row is of `source`. Dates without
    a zone are of `zone`. `shift` is added to every date.
    """

    zone: tzinfo
    now: datetime
    source: str = "file"
    brands: tuple[str, ...] = ()
    find: Finder | None = None
    known_brands: frozenset[str] = frozenset()
    known_sources: frozenset[str] | None = None
    shift: timedelta = timedelta()


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Which column of a file says what.

    `given` are the fields that a person mapped; the others are guessed from the header. `links`
    tells whether a URL says which row is which. `notes` are for the person.
    """

    path: Path
    columns: tuple[str, ...] = ()
    mapping: Mapping[str, str]
    given: frozenset[str] = frozenset()
    links: bool = True
    notes: tuple[str, ...] = ()


def layout(path: Path, defaults: Defaults, given: Mapping[str, str] | None = None) -> Layout:
    """Return how a file's columns are to be understood, having looked through all of it.

    A guessed id that stands on rows of different words is no id (a number of the product, of
    the shop), and a URL that does is not taken for one. Raises `ConfigError` as `rows.read` and
    `columns.complete` do.
    """
    table = rows.read(path)
    if not table.columns:
        return Layout(path=path, mapping={})
    mapping = columns.complete(table.columns, given)
    shared, strangers = survey(table.rows, mapping, defaults)
    notes = [stranger_note(strangers, defaults.source)] if strangers else []
    if "id" in shared and "id" not in (given or {}):
        notes.append(shared_note("id", mapping.pop("id")))
    if "url" in shared and "id" not in mapping:
        notes.append(shared_note("url", mapping["url"]))
    if "date" not in mapping:
        notes.append(UNDATED)
    return Layout(
        path=path,
        columns=table.columns,
        mapping=mapping,
        given=frozenset(given or {}),
        links="url" not in shared,
        notes=tuple(notes),
    )


def survey(
    table: Iterable[rows.Row | rows.BadRow], mapping: Mapping[str, str], defaults: Defaults
) -> tuple[set[str], tuple[str, ...]]:
    """Return which of id and URL stand on rows of different words, and sources without policy."""
    words_of: dict[int, int] = {}
    shared: set[str] = set()
    strangers: dict[str, None] = {}
    for said in readable(table, mapping):
        source = known_source(said["source"], defaults)
        if said["source"] and not source:
            strangers.setdefault(said["source"])
        words = hash(tuple(said[name] for name in WORDS))
        for name in ("id", "url"):
            key = hash((name, source, said[name]))
            if said[name] and words_of.setdefault(key, words) != words:
                shared.add(name)
    return shared, tuple(strangers)


def readable(
    table: Iterable[rows.Row | rows.BadRow], mapping: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """Yield what the rows say that can be heard; the others are refused later, with a reason."""
    for row in table:
        try:
            told = {name: row.cells.get(column) for name, column in mapping.items()}
            said = {name: cells.text(told.get(name)) for name in SURVEYED}
            said["id"] = cells.native_id(told.get("id"))
        except Unreadable:
            continue
        if isinstance(row, rows.Row) and (said["title"] or said["text"]):
            yield said | {"url": cells.url(said["url"])}


def known_source(named: str, defaults: Defaults) -> str:
    """Return the source that a row names, "" when it names none that may be heard by its name.

    A source without a policy would be held to the strictest: its texts would be lost.
    """
    if defaults.known_sources is None:
        return cells.source(named)
    spellings = (named, cells.source(named))
    return next((name for name in spellings if name in defaults.known_sources), "")


def stranger_note(strangers: tuple[str, ...], source: str) -> str:
    """Return what to do about sources without a policy."""
    shown = ", ".join(strangers[:SHOWN])
    if len(strangers) > SHOWN:
        shown += f", … ({len(strangers)} in all)"
    has = "has" if len(strangers) == 1 else "have"
    section = f"[policies.{json.dumps(strangers[0], ensure_ascii=False)}]"
    also = "" if len(strangers) == 1 else " and so on"
    return (
        f"source column: {shown} {has} no policy, heard as {source!r}; "
        f"write {section}{also} to keep them apart"
    )


def shared_note(name: str, column: str) -> str:
    """Return what was done about a column that does not tell rows apart."""
    anyway = f"; --map id={column} takes it anyway" if name == "id" else ""
    return (
        f"{name} column: {column!r} repeats on different rows, so it is not used as an id{anyway}"
    )


UNDATED = "no date column: mentions without a date are in no chart over time; --map date=COLUMN"
