"""Small pieces of HTML. Every text that comes from outside passes `html.escape` here."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

SHOWN = 600
"""Characters of a text that are shown at once."""

CODE = re.compile("`([^`]+)`")
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class Mark(NamedTuple):
    """A stretch of text, in code points, to be marked; `kind` is the class that draws it."""

    start: int
    end: int
    kind: str


def clean(text: str) -> str:
    """Escape text from outside and drop control and text-direction characters.

    >>> clean("<b>싸다</b>")
    '&lt;b&gt;싸다&lt;/b&gt;'
    """
    return INVISIBLE.sub("", escape(text))


def disjoint(marks: Iterable[Mark], length: int) -> list[Mark]:
    """Return marks in order, within the text, the earlier one winning where two overlap."""
    kept: list[Mark] = []
    reached = 0
    for mark in sorted(marks):
        start, end = max(mark.start, reached, 0), min(mark.end, length)
        if start < end:
            kept.append(mark._replace(start=start, end=end))
            reached = end
    return kept


def marked(text: str, marks: Iterable[Mark], lines: Iterable[Mark] = ()) -> str:
    """Return escaped text with its quotes highlighted, and words underlined within and beside them.

    >>> marked("배송 빨라요", [Mark(3, 6, "praise")])
    '배송 <mark class="praise">빨라요</mark>'
    """
    under = disjoint(lines, len(text))
    parts, reached = [], 0
    for start, end, kind in disjoint(marks, len(text)):
        parts.append(underlined(text, reached, start, under))
        inside = underlined(text, start, end, under)
        parts.append(f'<mark class="{clean(kind)}">{inside}</mark>')
        reached = end
    return "".join([*parts, underlined(text, reached, len(text), under)])


def underlined(text: str, start: int, end: int, lines: Sequence[Mark]) -> str:
    """Return an escaped stretch of a text with what is underlined in it; `lines` are disjoint."""
    first = bisect_right(lines, start, key=lambda mark: mark.end)
    last = bisect_left(lines, end, key=lambda mark: mark.start)
    parts, reached = [], start
    for line in lines[first:last]:
        begin, stop = max(line.start, start), min(line.end, end)
        parts.append(clean(text[reached:begin]))
        parts.append(f'<u class="{clean(line.kind)}">{clean(text[begin:stop])}</u>')
        reached = stop
    return "".join([*parts, clean(text[reached:end])])


class Piece(NamedTuple):
    """What is shown of a text: from `start` to `end`, with `…` where it is cut."""

    text: str
    start: int
    end: int

    @property
    def shown(self) -> str:
        """The stretch itself, with `…` where it is cut."""
        tail = "…" if self.end < len(self.text) else ""
        return self.head + self.text[self.start : self.end] + tail

    @property
    def head(self) -> str:
        """What stands before the stretch."""
        return "…" if self.start else ""

    def moved(self, marks: Iterable[Mark]) -> list[Mark]:
        """Return marks of the text as they stand in what is shown."""
        by = len(self.head) - self.start
        inside = disjoint(
            (Mark(max(m.start, self.start), min(m.end, self.end), m.kind) for m in marks),
            len(self.text),
        )
        return [mark._replace(start=mark.start + by, end=mark.end + by) for mark in inside]


def piece(text: str, marks: Iterable[Mark], size: int = SHOWN) -> Piece:
    """Cut a long text to `size` characters around its first mark."""
    if len(text) <= size:
        return Piece(text, 0, len(text))
    found = disjoint(marks, len(text))
    start = max(0, min((found[0].start - size // 3) if found else 0, len(text) - size))
    return Piece(text, start, start + size)


def link(url: str | None, label: str) -> str:
    """Return a link that opens outside and tells nothing, or nothing unless http or https."""
    if not url or INVISIBLE.search(url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return (
        f'<a class="source-link" href="{escape(url)}" target="_blank" '
        f'rel="noopener noreferrer nofollow">{clean(label)} <span aria-hidden="true">↗</span></a>'
    )


def chip(text: str, kind: str = "") -> str:
    """Return a small label; `kind` is a colour class (`praise`, `blame`, …)."""
    return f'<span class="chip {clean(kind)}">{clean(text)}</span>'


def bar(share: float | None, kind: str) -> str:
    """Return a thin horizontal bar for a share from 0 to 1."""
    width = 0.0 if share is None else min(max(share, 0.0), 1.0) * 100
    return (
        f'<span class="bar"><span class="{clean(kind)}" style="width:{width:.1f}%"></span></span>'
    )


def prose(text: str) -> str:
    """Escape a text of ours; what stands in back quotes becomes code.

    >>> prose("run `ipsomun run`")
    'run <code>ipsomun run</code>'
    """
    return CODE.sub(r"<code>\1</code>", clean(text))


def heading(title: str, note: str = "") -> str:
    """Return a card's title and the line that says what it shows."""
    return f'<div class="card-head"><h3>{clean(title)}</h3><p>{prose(note)}</p></div>'


class Figure(NamedTuple):
    """One headline number: what it is, its value, its change and the class that colours it."""

    label: str
    value: str
    note: str = ""
    kind: str = ""


def figures(rows: Iterable[Figure]) -> str:
    """Return headline numbers as a grid that folds on small screens."""
    cells = "".join(
        f'<div class="figure {clean(row.kind)}"><dt>{clean(row.label)}</dt>'
        f"<dd>{clean(row.value)}</dd><p>{clean(row.note)}</p></div>"
        for row in rows
    )
    return f'<dl class="figures">{cells}</dl>'


class Cell(NamedTuple):
    """One cell of a table, as HTML; a `number` stands to the right."""

    html: str
    number: bool = False


def cell(text: str) -> Cell:
    """Return a cell of escaped text."""
    return Cell(clean(text))


def amount(text: str) -> Cell:
    """Return a cell of an escaped number, which stands to the right."""
    return Cell(clean(text), number=True)


def table(titles: Sequence[str], rows: Sequence[Sequence[Cell]], label: str) -> str:
    """Return a table that scrolls inside its card; `label` is read out by screen readers.

    A title stands to the right when the cell below it does.
    """
    below = rows[0] if rows and titles else [Cell("")] * len(titles)
    head = [Cell(clean(title), cell.number) for title, cell in zip(titles, below, strict=True)]
    body = "".join(f"<tr>{line(row, 'td')}</tr>" for row in rows)
    top = f"<thead><tr>{line(head, 'th')}</tr></thead>" if titles else ""
    return (
        f'<div class="table"><table aria-label="{clean(label)}">{top}'
        f"<tbody>{body}</tbody></table></div>"
    )


def line(cells: Iterable[Cell], tag: str) -> str:
    """Return the cells of one row."""
    return "".join(
        f"<{tag}{' class=number' if cell.number else ''}>{cell.html}</{tag}>" for cell in cells
    )
