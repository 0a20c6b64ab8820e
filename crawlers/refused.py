"""The file of refused rows: what was not heard, why, and the cells to correct."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Self

from crawlers.files import RefusedRow
from mentions.model import Hearing

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(value: object) -> str:
    """Return a cell that no spreadsheet runs as a formula; the import takes the sign off again.

    >>> guarded('=HYPERLINK("http://x")'), guarded("좋아요"), guarded(None)
    ('\\'=HYPERLINK("http://x")', '좋아요', '')
    """
    said = "" if value is None else str(value)
    return f"'{said}" if said.startswith(FORMULA) else said


class RefusedFile:
    """Sifts the refused rows out of what is heard and writes them to a CSV file.

    The file appears with the first refused row and replaces that of an earlier import. `counts`
    are the refused rows by reason. Use as a context manager.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counts: Counter[str] = Counter()
        self._file: IO[str] | None = None
        self._columns: tuple[str, ...] = ()

    @classmethod
    def beside(cls, path: Path) -> Self:
        """Return the refused file of `path`: reviews.csv has reviews.csv.refused.csv."""
        return cls(path.with_name(f"{path.name}.refused.csv"))

    def __enter__(self) -> Self:
        self.path.unlink(missing_ok=True)
        return self

    def __exit__(self, *_error: object) -> None:
        if self._file:
            self._file.close()

    def sift(self, results: Iterable[Hearing | RefusedRow]) -> Iterator[Hearing]:
        """Yield what was heard; write what was refused."""
        for result in results:
            if isinstance(result, RefusedRow):
                self.write(result)
            else:
                yield result

    def write(self, row: RefusedRow) -> None:
        """Append one refused row; a column that the first one lacked goes into `other cells`."""
        self.counts[row.reason] += 1
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8-sig", errors="replace", newline="")
            self._columns = tuple(column for column in row.cells if column)
            self._put("refused line", "refused because", *self._columns, "other cells")
        known = (row.cells.get(column) for column in self._columns)
        other = {column: cell for column, cell in row.cells.items() if column not in self._columns}
        self._put(row.line, row.reason, *known, other or None)

    def _put(self, *cells: Any) -> None:
        if self._file:
            csv.writer(self._file).writerow([guarded(cell) for cell in cells])
