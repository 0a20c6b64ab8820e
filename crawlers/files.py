"""Hear from files: every row becomes a mention, or a refused row that says why.

`hear` is the pure parse; a file import is a spider too, and `FileSpider` lets Scrapy run it.
Rows in = mentions + refused rows, always.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from crawlers import cells, columns, dates, rows
from mentions.errors import Unreadable
from mentions.model import Author, Engagement, Hearing, Kind, Mention, Precision

Finder = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """How a file is to be understood where it does not say so itself.

    `brands` apply to rows without a brand; when there are none either, `find` names the brands
    in the text, and a row that names no brand is refused. Dates without a zone are of `zone`.
    `shift` is added to every date.
    """

    zone: tzinfo
    now: datetime
    source: str = "file"
    brands: tuple[str, ...] = ()
    find: Finder | None = None
    shift: timedelta = timedelta()


@dataclass(frozen=True, kw_only=True)
class RefusedRow:
    """A row that was not heard: the line it starts at, why, and its cells as they stand."""

    line: int
    reason: str
    cells: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What hearing a file would do: its columns, how they are understood, the first rows."""

    columns: tuple[str, ...]
    mapping: Mapping[str, str]
    first: tuple[Hearing | RefusedRow, ...]
    heard: int
    refused: Mapping[str, int]
    newest: datetime | None


def hear(
    path: Path, defaults: Defaults, mapping: Mapping[str, str] | None = None
) -> Iterator[Hearing | RefusedRow]:
    """Yield what each row of a file says, in order.

    `mapping` is field to column (see `columns.complete`) and overrules what is detected.
    A row without an id is known by its URL, else by a digest of source, author, date and text:
    a file has no native id to give, and the same file must not be heard twice.
    Raises `ConfigError` for a file that cannot be read at all.
    """
    table = rows.read(path)
    if not table.columns:
        return refused_only(table)
    return heard(table, columns.complete(table.columns, mapping), defaults)


def refused_only(table: rows.Table) -> Iterator[RefusedRow]:
    """Yield the bad rows of a file that names no columns."""
    for row in table.rows:
        yield RefusedRow(line=row.line, reason=getattr(row, "reason", "empty"), cells=row.cells)


def heard(
    table: rows.Table, mapping: Mapping[str, str], defaults: Defaults
) -> Iterator[Hearing | RefusedRow]:
    """Yield what each row of a table says."""
    for row in table.rows:
        if isinstance(row, rows.BadRow):
            yield RefusedRow(line=row.line, reason=row.reason, cells=row.cells)
            continue
        try:
            yield hearing(row.cells, mapping, defaults)
        except Unreadable as reason:
            yield RefusedRow(line=row.line, reason=str(reason), cells=row.cells)


def hearing(row: Mapping[str, Any], mapping: Mapping[str, str], defaults: Defaults) -> Hearing:
    """Return what one row says; raises `Unreadable` with the reason when it cannot be heard.

    Cells are plain text: HTML in them is kept as it stands. `raw` holds the cells that no field
    of the mention took.
    """
    said = {
        name: cells.text(row.get(column)) for name, column in mapping.items() if name != "brand"
    }
    cells.check_lengths(said)
    title, text = said.get("title", ""), said.get("text", "")
    source = cells.source(said.get("source", "")) or defaults.source
    native_id = cells.native_id(row.get(mapping.get("id", "")))
    reply_to = cells.native_id(row.get(mapping.get("reply_to", "")))
    kind = cells.kind(said.get("kind", ""), answers=bool(reply_to))
    if not title and not text and kind is not Kind.SHARE:
        raise Unreadable("no text")
    posted_at, precision = posted(row.get(mapping.get("date", "")), defaults)
    author = said.get("author", "")
    url = cells.url(said.get("url", ""))
    native_id = native_id or url or cells.digest(source, author, said.get("date", ""), title, text)
    mention = Mention(
        id=cells.identity(source, native_id),
        source=source,
        heard_at=defaults.now,
        kind=kind,
        url=url or None,
        author=speaker(author, source, said.get("followers", "")),
        title=title,
        text=text,
        brands=brands(row.get(mapping.get("brand", "")), f"{title}\n{text}", defaults),
        posted_at=posted_at,
        precision=precision,
        reply_to=cells.identity(source, reply_to) if reply_to else None,
        engagement=engagement(said),
        language=said.get("language", "") or "ko",
        simulated=cells.flag(said.get("simulated", "")),
    )
    return Hearing(mention=mention, raw=rest(row, mapping))


def posted(value: object, defaults: Defaults) -> tuple[datetime | None, Precision]:
    """Return when a row was posted, moved by the shift; nothing written is UNKNOWN."""
    if cells.text(value).casefold() in cells.NOTHING:
        return None, Precision.UNKNOWN
    at, precision = dates.posted_at(value, defaults.zone, defaults.now - defaults.shift)
    return at + defaults.shift, precision


def speaker(name: str, source: str, followers: str) -> Author | None:
    """Return the author, known by name: a file tells no other id."""
    if not name:
        return None
    return Author(
        id=name, source=source, handle=name, followers=cells.count(followers, "followers")
    )


def brands(value: object, text: str, defaults: Defaults) -> tuple[str, ...]:
    """Return the row's brands, else the file's, else those that the text names."""
    found = cells.names(value) or defaults.brands
    if found or defaults.find is None:
        return found
    if found := defaults.find(text):
        return found
    raise Unreadable("names none of the brands")


def engagement(said: Mapping[str, str]) -> Engagement:
    """Return the reactions that the row tells."""
    if not said.keys() & {"views", "likes", "replies", "shares"}:
        return NO_ENGAGEMENT
    return Engagement(
        views=cells.count(said.get("views", ""), "views"),
        likes=cells.count(said.get("likes", ""), "likes"),
        replies=cells.count(said.get("replies", ""), "replies"),
        shares=cells.count(said.get("shares", ""), "shares"),
    )


NO_ENGAGEMENT = Engagement()


def rest(row: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the cells that no field took, or None when there are none."""
    taken = set(mapping.values())
    return {
        column: cells.storable(value)
        for column, value in row.items()
        if column not in taken and value not in (None, "")
    } or None


def preview(
    path: Path, defaults: Defaults, mapping: Mapping[str, str] | None = None, *, first: int = 5
) -> Preview:
    """Say what hearing a file would do, having read all of it and kept nothing."""
    table = rows.read(path)
    complete = columns.complete(table.columns, mapping)
    shown: list[Hearing | RefusedRow] = []
    refused: Counter[str] = Counter()
    count, newest = 0, None
    for result in heard(table, complete, defaults):
        if len(shown) < first:
            shown.append(result)
        if isinstance(result, RefusedRow):
            refused[result.reason] += 1
            continue
        count += 1
        at = result.mention.posted_at
        newest = max(newest or at, at) if at else newest
    return Preview(
        columns=table.columns,
        mapping=complete,
        first=tuple(shown),
        heard=count,
        refused=refused,
        newest=newest,
    )


def replayed(path: Path, defaults: Defaults, mapping: Mapping[str, str] | None = None) -> Defaults:
    """Return the defaults with the whole-day shift that makes a recorded file end today.

    Reads the file once. Keep the shift with the source: a replay on a later day would else move
    the same mentions again.
    """
    newest = preview(path, replace(defaults, shift=timedelta()), mapping, first=0).newest
    if newest is None:
        return defaults
    days = defaults.now.astimezone(defaults.zone).date() - newest.astimezone(defaults.zone).date()
    return replace(defaults, shift=days)
