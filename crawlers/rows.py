"""A file as rows: CSV, TSV, JSON lines (each also gzipped) and XLSX, one bad row at a time.

Memory is bounded by `MAX_LINE`, whatever the file. Text is decoded strictly: a row that is not
in the file's encoding is a `BadRow`, never a row with replacement characters.
"""

from __future__ import annotations

import csv
import gzip
import json
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from crawlers import encodings
from crawlers.encodings import MAX_LINE, Line
from mentions.errors import ConfigError

MAX_LINES_OF_A_ROW = 10_000
MAX_COLUMNS = 1000
MAX_UNZIPPED = 2 * 1024**3
SHOWN = 200
DELIMITERS = ",\t;|"
DELIMITED = {".csv": "", ".tsv": "\t", ".txt": "\t"}
JSON_LINES = frozenset({".jsonl", ".ndjson"})


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: the line it starts at (from 1) and its cells by column."""

    line: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class BadRow:
    """A row that cannot be read, and why."""

    line: int
    reason: str
    cells: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A file's columns, and its rows (to be read once)."""

    columns: tuple[str, ...]
    rows: Iterator[Row | BadRow]


def read(path: Path) -> Table:
    """Open a table by its file name.

    Raises `ConfigError` when the file is missing, of no known format, or in no known encoding.
    """
    if not path.is_file():
        raise ConfigError(f"{path}: no such file.")
    inner = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    suffix = inner.suffix.lower()
    if suffix == ".xlsx" and inner is path:
        return sheet(path)
    if suffix in JSON_LINES:
        return json_lines(path)
    if suffix in DELIMITED:
        return delimited(path, DELIMITED[suffix])
    raise ConfigError(
        f"{path}: unknown format. Give a .csv, .tsv, .jsonl, .ndjson (each also .gz) or .xlsx."
    )


def opened(path: Path) -> BinaryIO:
    """Open a file for reading, unzipping it on the way when it ends in .gz."""
    if path.suffix.lower() == ".gz":
        return cast("BinaryIO", gzip.open(path, "rb"))
    return path.open("rb")


def lines(path: Path) -> Iterator[Line]:
    """Yield the file's lines in its own encoding; raises `ConfigError` for a damaged archive."""
    try:
        with opened(path) as file:
            encoding = encodings.detect(file, path)
        with opened(path) as file:
            yield from encodings.lines(file, encoding)
    except (gzip.BadGzipFile, EOFError) as error:
        raise ConfigError(f"{path}: damaged archive ({error}). Zip the file again.") from None


# ------------------------------------------------------------------------------- JSON lines


def json_lines(path: Path) -> Table:
    """Return a table of JSON objects; its columns are the keys of them all."""
    found: dict[str, None] = {}
    for row in json_rows(path):
        if isinstance(row, Row) and not found.keys() >= row.cells.keys():
            found.update(dict.fromkeys(row.cells))
        if len(found) > MAX_COLUMNS:
            raise ConfigError(f"{path}: more than {MAX_COLUMNS} different keys. Is this a table?")
    return Table(columns=tuple(found), rows=json_rows(path))


def json_rows(path: Path) -> Iterator[Row | BadRow]:
    """Yield a row for every line that holds anything."""
    return (json_row(line) for line in lines(path) if not line.blank)


def json_row(line: Line) -> Row | BadRow:
    """Return the JSON object that stands in `line`."""
    if line.wrong:
        return BadRow(line=line.number, reason=line.wrong, cells={"": line.text[:SHOWN]})
    try:
        cells = json.loads(line.text)
    except (ValueError, RecursionError):
        return bad_json(line, "not valid JSON")
    if not isinstance(cells, dict):
        return bad_json(line, "not a JSON object")
    return Row(line=line.number, cells=cells)


def bad_json(line: Line, reason: str) -> BadRow:
    """Return the line as a bad row that shows how it begins."""
    return BadRow(line=line.number, reason=reason, cells={"": line.text[:SHOWN]})


# -------------------------------------------------------------------------------- CSV, TSV


def delimited(path: Path, delimiter: str) -> Table:
    """Return a table of delimited text; the first line that is not empty names the columns."""
    csv.field_size_limit(MAX_LINE)
    pending = (line for line in lines(path))
    header = next((line for line in pending if not line.blank), None)
    if header is None:
        return Table(columns=(), rows=iter(()))
    if header.wrong:
        raise ConfigError(f"{path}: the first line, which names the columns: {header.wrong}.")
    try:
        delimiter = delimiter or sniff(header.text)
        columns = names(next(csv.reader([header.text], delimiter=delimiter)))
    except csv.Error as error:  # a file of an old Mac is one line: its lines end with CR alone
        raise ConfigError(
            f"{path}: the first line, which names the columns, cannot be read ({error}). "
            "Save the file again as CSV UTF-8."
        ) from None
    return Table(columns=columns, rows=delimited_rows(pending, columns, delimiter))


def sniff(header: str) -> str:
    r"""Return the sign that separates the most columns.

    >>> sniff('"제목, 본문";날짜;작성자'), sniff("text\tdate")
    (';', '\t')
    """
    return max(DELIMITERS, key=lambda sign: len(next(csv.reader([header], delimiter=sign))))


def names(header: Iterable[object]) -> tuple[str, ...]:
    """Return the column names, each one different and none empty.

    >>> names(["본문", "", "본문", None])
    ('본문', 'column 2', '본문 (3)', 'column 4')
    """
    found: list[str] = []
    for number, cell in enumerate(header, start=1):
        name = str(cell).strip() if cell is not None else ""
        name = name or f"column {number}"
        found.append(f"{name} ({number})" if name in found else name)
    return tuple(found)


def delimited_rows(
    pending: Iterator[Line], columns: tuple[str, ...], delimiter: str
) -> Iterator[Row | BadRow]:
    """Yield a row for every record; a record may span lines when it is quoted."""
    for group in records(pending):
        reader = csv.reader((line.text for line in group), delimiter=delimiter)
        start = 0
        while start < len(group):
            try:
                cells, wrong = next(reader), ""
            except csv.Error as error:
                cells, wrong = [], f"not valid CSV: {error}"
            spanned = group[start : reader.line_num]
            start = reader.line_num
            wrong = wrong or next((line.wrong for line in spanned if line.wrong), "")
            if wrong or any(cell.strip() for cell in cells):
                yield record(spanned[0], cells, columns, wrong)


def record(first: Line, cells: list[str], columns: tuple[str, ...], wrong: str) -> Row | BadRow:
    """Return one record as a row, bad when something is wrong or when it has too many cells."""
    named = dict(zip(columns, cells, strict=False))
    if not wrong and any(cell.strip() for cell in cells[len(columns) :]):
        wrong = f"more cells than the {len(columns)} columns"
    if wrong:
        shown = {column: cell[:SHOWN] for column, cell in named.items()}
        return BadRow(line=first.number, reason=wrong, cells=shown)
    return Row(line=first.number, cells=named)


def records(pending: Iterator[Line]) -> Iterator[list[Line]]:
    """Group lines so that no quoted cell is cut, however a quote is left open.

    A quote that is never closed costs its own line, not the rest of the file.
    """
    group: list[Line] = []
    size = quotes = 0
    again: list[Line] = []
    while True:
        line = again.pop() if again else next(pending, None)
        if line is not None:
            group.append(line)
            size += len(line.text)
            quotes += line.text.count('"')
        if group and quotes % 2 == 0:
            yield group
        elif group and (line is None or size > MAX_LINE or len(group) > MAX_LINES_OF_A_ROW):
            yield [closed(group[0])]
            again.extend(reversed(group[1:]))
        elif line is None:
            return
        else:
            continue
        group, size, quotes = [], 0, 0


def closed(line: Line) -> Line:
    """Return a line whose open quote is never closed, marked as wrong if that damages a cell."""
    try:
        next(csv.reader([line.text], strict=True), None)
    except csv.Error:
        wrong = line.wrong or 'a cell opens with " that is never closed'
        return Line(number=line.number, text=line.text, wrong=wrong)
    return line


# ------------------------------------------------------------------------------------ XLSX


def sheet(path: Path) -> Table:
    """Return the first sheet of a workbook; formulas count as the values last computed."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
        if size > MAX_UNZIPPED:
            raise ConfigError(f"{path}: {size >> 20} MB when unzipped. Save it as CSV.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # styles that openpyxl does not know
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise ConfigError(f"{path}: not a readable XLSX file ({error}). Save it again.") from None
    page = book.worksheets[0]
    page.reset_dimensions()  # some programs write a wrong one, and cells are lost
    found = sheet_rows(page.iter_rows(values_only=True), book.close)
    _, header = next(found, (0, ()))
    columns = names(header)
    return Table(
        columns=columns,
        rows=(
            Row(line=number, cells=dict(zip(columns, cells, strict=False)))
            for number, cells in found
        ),
    )


def sheet_rows(
    rows: Iterable[tuple[object, ...]], close: Callable[[], None]
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Yield the numbers and cells of the rows that hold anything, then close the workbook."""
    try:
        for number, cells in enumerate(rows, start=1):
            if any(cell is not None and str(cell).strip() for cell in cells):
                yield number, cells
    finally:
        close()
