"""Hear from files: every row becomes a mention, or a refused row that says why.

`hear` is the pure parse; a file import is a spider too, and `FileSpider` lets Scrapy run it.
Rows in = mentions + refused rows, always.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from crawlers import cells, dates, rows
from crawlers.layout import Defaults, Finder, Layout, known_source, layout
from mentions.errors import Unreadable
from mentions.model import Author, Engagement, Hearing, Kind, Mention, Precision

__all__ = ["Defaults", "Finder", "Layout", "hear", "heard", "layout", "preview", "replayed"]

COUNTS = frozenset({"views", "likes", "replies", "shares"})
NO_ENGAGEMENT = Engagement()
NAMELESS = "names none of the brands"
UNKNOWN_BRAND = "brand: not known; write it under [[brands]] in config.toml"
Seen = Counter[int]
"""How often a row was seen that says the same, by the hash of its digest."""


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
    notes: tuple[str, ...] = ()


def hear(
    path: Path, defaults: Defaults, mapping: Mapping[str, str] | None = None
) -> Iterator[Hearing | RefusedRow]:
    """Yield what each row of a file says, in order.

    `mapping` is field to column (see `columns.complete`) and overrules what is detected.
    Raises `ConfigError` for a file that cannot be read at all.
    """
    return heard(layout(path, defaults, mapping), defaults)


def heard(understood: Layout, defaults: Defaults) -> Iterator[Hearing | RefusedRow]:
    """Yield what each row of a file says, in order."""
    seen: Seen = Counter()
    for row in rows.read(understood.path).rows:
        if isinstance(row, rows.BadRow):
            yield RefusedRow(line=row.line, reason=row.reason, cells=row.cells)
            continue
        try:
            yield hearing(row.cells, understood, defaults, seen)
        except Unreadable as reason:
            yield RefusedRow(line=row.line, reason=str(reason), cells=row.cells)


def hearing(row: Mapping[str, Any], understood: Layout, defaults: Defaults, seen: Seen) -> Hearing:
    """Return what one row says; raises `Unreadable` with the reason when it cannot be heard.

    Cells are plain text: HTML in them is kept as it stands. `raw` holds the cells that no field
    of the mention took.
    """
    told = {name: row.get(column) for name, column in understood.mapping.items()}
    said = {name: cells.text(value) for name, value in told.items() if name != "brand"}
    cells.check_lengths(said)
    source = known_source(said.get("source", ""), defaults)
    idle = misread(said, understood.given) | ({"source"} if not source else set())
    said |= dict.fromkeys(idle & said.keys(), "")
    source = source or defaults.source
    title, text = said.get("title", ""), said.get("text", "")
    native_id = cells.native_id(told.get("id"))
    reply_to = answered(told.get("reply_to"), native_id)
    kind = cells.kind(said.get("kind", ""), answers=bool(reply_to))
    if not title and not text and kind is not Kind.SHARE:
        raise Unreadable("no text")
    url = cells.url(said.get("url", ""))
    native_id = native_id or (url if understood.links else "") or unnamed(source, said, seen)
    posted_at, precision = posted(told.get("date"), defaults)
    mention = Mention(
        id=cells.identity(source, native_id),
        source=source,
        heard_at=defaults.now,
        kind=kind,
        url=url or None,
        author=speaker(said.get("author", ""), source, said.get("followers", "")),
        title=title,
        text=text,
        brands=brands(told.get("brand"), f"{title}\n{text}", defaults),
        posted_at=posted_at,
        precision=precision,
        reply_to=cells.identity(source, reply_to) if reply_to else None,
        engagement=engagement(said),
        language=said.get("language", "") or "ko",
        simulated=cells.flag(said.get("simulated", "")),
    )
    taken = {column for name, column in understood.mapping.items() if name not in idle}
    return Hearing(mention=mention, raw=rest(row, taken))


def misread(said: Mapping[str, str], given: frozenset[str]) -> set[str]:
    """Return the guessed fields whose cell cannot be meant: they say nothing."""
    wrong = {name for name in COUNTS & said.keys() if not cells.is_count(said[name])}
    if said.get("kind", "").casefold() not in cells.KINDS:
        wrong.add("kind")
    return wrong - given


def answered(value: object, native_id: str) -> str:
    """Return the id of the row that is answered; "0" and the row itself are none."""
    reply_to = cells.native_id(value)
    return "" if reply_to in {"0", native_id} else reply_to


def unnamed(source: str, said: Mapping[str, str], seen: Seen) -> str:
    """Return what stands for the id of a row that has none.

    A file has no native id to give, and the same file must not be heard twice. Of rows that say
    the same, the second and later ones get their number, so that none is lost.
    """
    native_id = cells.digest(
        source, *(said.get(n, "") for n in ("author", "date", "title", "text"))
    )
    key = hash(native_id)
    seen[key] += 1
    return native_id if seen[key] == 1 else f"{native_id}-{seen[key]}"


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
    names = named(value, defaults.known_brands)
    if defaults.find is None:
        return names or defaults.brands
    found = understood_brands(names, defaults.find, defaults.known_brands)
    if found := found or defaults.brands or defaults.find(text):
        return found
    raise Unreadable(UNKNOWN_BRAND if names else NAMELESS)


def named(value: object, known: frozenset[str]) -> tuple[str, ...]:
    """Return the names in a brand cell; a known brand may have a comma in its name."""
    if isinstance(value, str) and (whole := cells.text(value)) in known:
        return (whole,)
    return cells.names(value)


def understood_brands(names: Iterable[str], find: Finder, known: frozenset[str]) -> tuple[str, ...]:
    """Return the brands that are meant; a known name is not searched for in other words."""
    meant = ((name,) if name in known else find(name) for name in names)
    return tuple(dict.fromkeys(brand for brands in meant for brand in brands))


def engagement(said: Mapping[str, str]) -> Engagement:
    """Return the reactions that the row tells."""
    if not said.keys() & COUNTS:
        return NO_ENGAGEMENT
    return Engagement(
        views=cells.count(said.get("views", ""), "views"),
        likes=cells.count(said.get("likes", ""), "likes"),
        replies=cells.count(said.get("replies", ""), "replies"),
        shares=cells.count(said.get("shares", ""), "shares"),
    )


def rest(row: Mapping[str, Any], taken: set[str]) -> dict[str, Any] | None:
    """Return the cells that no field took, or None when there are none."""
    return {
        column: cells.storable(value)
        for column, value in row.items()
        if column not in taken and value not in (None, "")
    } or None


def preview(
    path: Path, defaults: Defaults, mapping: Mapping[str, str] | None = None, *, first: int = 5
) -> Preview:
    """Say what hearing a file would do, having read all of it and kept nothing."""
    understood = layout(path, defaults, mapping)
    shown: list[Hearing | RefusedRow] = []
    refused: Counter[str] = Counter()
    count, newest = 0, None
    for result in heard(understood, defaults):
        if len(shown) < first:
            shown.append(result)
        if isinstance(result, RefusedRow):
            refused[result.reason] += 1
            continue
        count += 1
        at = result.mention.posted_at
        newest = max(newest or at, at) if at else newest
    return Preview(
        columns=understood.columns,
        mapping=understood.mapping,
        first=tuple(shown),
        heard=count,
        refused=refused,
        newest=newest,
        notes=understood.notes,
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
