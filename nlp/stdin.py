"""Lines of JSON in, lines of JSON out: reading in a shell script, without a ledger."""

from __future__ import annotations

import json
import os
import select
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

from mentions.errors import Unreadable
from mentions.model import Mention, Precision, Reading
from nlp.reader import CHUNK, Reader

LONGEST_LINE = 8 * 1024 * 1024
BLOCK = 1 << 16
TOO_LONG = object()


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that cannot be read: its number, counted from 1, and why."""

    line: int
    why: str

    def answer(self) -> dict[str, Any]:
        """Return the line that is written in its place."""
        return {"error": self.why, "line": self.line}


def read_lines(stream: BinaryIO, reader: Reader) -> Iterator[bytes]:
    """Yield one JSON line for each line of `stream`, in order.

    In: `{"id", "text"}`, and `title`, `brands`, `source`, `posted_at` when known. Out: `id`,
    `polarity`, `confidence`, `praise`, `opinions`; or `error` and `line` for a bad line. Lines
    are read together as they come: a slow writer is answered at once, a fast one in batches.
    Empty lines are skipped.
    """
    number = 0
    for lines in at_hand(stream):
        asked: list[tuple[object, Mention] | Wrong] = []
        for line in lines:
            number += 1
            if line is TOO_LONG:
                asked.append(Wrong(number, f"longer than {LONGEST_LINE:,} bytes"))
            elif isinstance(line, bytes) and line.strip():
                asked.append(question(line, number))
        yield from answers(asked, reader)


def answers(asked: list[tuple[object, Mention] | Wrong], reader: Reader) -> Iterator[bytes]:
    """Yield the answers to one batch of lines."""
    mentions = [one[1] for one in asked if not isinstance(one, Wrong)]
    unreadable: dict[str, Exception] = {}
    readings = reader.read(
        mentions, on_unreadable=lambda mention, error: unreadable.update({mention.id: error})
    )
    by_line = {reading.mention_id: reading for reading in readings}
    for one in asked:
        if isinstance(one, Wrong):
            yield encoded(one.answer())
        elif one[1].id in by_line:
            yield encoded(answer(one[0], by_line[one[1].id]))
        else:
            number = int(one[1].id)
            yield encoded(Wrong(number, str(unreadable[one[1].id])).answer())


def answer(given_id: object, reading: Reading) -> dict[str, Any]:
    """Return a reading as a JSON object."""
    return {
        "id": given_id,
        "polarity": reading.polarity,
        "confidence": reading.confidence,
        "praise": reading.praise,
        "opinions": [
            {
                "brand": opinion.brand,
                "aspect": opinion.aspect,
                "polarity": opinion.polarity,
                "confidence": opinion.confidence,
                "quote": opinion.quote,
            }
            for opinion in reading.opinions
        ],
    }


def question(line: bytes, number: int) -> tuple[object, Mention] | Wrong:
    """Return the id that a line gives and its mention, known here by the line's number."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Wrong(number, "not UTF-8")
    except (ValueError, RecursionError) as error:
        return Wrong(number, f"not JSON: {error}")
    try:
        return row_id(row), mention_of(row, number)
    except Unreadable as error:
        return Wrong(number, str(error))


def row_id(row: object) -> object:
    """Return a row's id: a text or a whole number, given back as it came."""
    if not isinstance(row, dict):
        raise Unreadable('not an object; write {"id": …, "text": …}')
    given = row.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int) or given == "":
        raise Unreadable('"id" is missing; give each line a text or a whole number')
    return given


def mention_of(row: Mapping[str, Any], number: int) -> Mention:
    """Return a row's mention, or raise `Unreadable` saying which key is wrong."""
    brands = row.get("brands") or []
    if not isinstance(brands, list) or not all(isinstance(name, str) and name for name in brands):
        raise Unreadable('"brands" must be a list of names')
    posted_at = moment(row.get("posted_at"))
    return Mention(
        id=str(number),
        source=words(row, "source", "stdin"),
        heard_at=datetime.now(UTC),
        title=words(row, "title", ""),
        text=words(row, "text", None),
        brands=tuple(brands),
        posted_at=posted_at,
        precision=Precision.SECOND if posted_at else Precision.UNKNOWN,
    )


def words(row: Mapping[str, Any], key: str, otherwise: str | None) -> str:
    """Return a row's text under a key; `otherwise` when it is absent, None if it must not be."""
    value = row.get(key)
    if value is None and otherwise is not None:
        return otherwise
    if not isinstance(value, str):
        raise Unreadable(f'"{key}" must be a text')
    return value


def moment(given: object) -> datetime | None:
    """Return an ISO 8601 time in UTC; one without a zone is taken as UTC."""
    if given is None:
        return None
    try:
        time = datetime.fromisoformat(str(given))
        return time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable('"posted_at" must be an ISO 8601 time') from None


def encoded(row: Mapping[str, Any]) -> bytes:
    """Return a JSON line; a lone surrogate is written as its escape."""
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def at_hand(stream: BinaryIO) -> Iterator[list[object]]:
    """Yield the lines that have come, at most `CHUNK` at once; waits only for the first.

    A line over `LONGEST_LINE` bytes comes as `TOO_LONG` and is never held whole.
    """
    lines: list[object] = []
    rest, skipping = b"", False
    for block, waiting in blocks(stream):
        *whole, rest = (rest + block).split(b"\n")
        if whole and skipping:
            whole[0], skipping = b"", False
            lines.append(TOO_LONG)
            whole.pop(0)
        lines += [line if len(line) <= LONGEST_LINE else TOO_LONG for line in whole]
        if len(rest) > LONGEST_LINE:
            rest, skipping = b"", True
        if skipping:
            rest = b""
        while len(lines) >= CHUNK or (lines and not waiting):
            yield lines[:CHUNK]
            lines = lines[CHUNK:]
    if skipping:
        lines.append(TOO_LONG)
    elif rest:
        lines.append(rest)
    if lines:
        yield lines


def blocks(stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Yield what is read, and whether more is waiting to be read at once."""
    handle = stream.fileno()
    while block := os.read(handle, BLOCK):
        ready, _, _ = select.select([handle], [], [], 0)
        yield block, bool(ready)
