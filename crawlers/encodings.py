"""Bytes as lines of text: UTF-8 with or without BOM, CP949, UTF-16 with BOM; strictly."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mentions.errors import ConfigError

MAX_LINE = 4 * 1024**2  # characters; a text of 200,000 fits even when JSON escapes each of them
ENOUGH_LINES = 1000
BLOCK = 1 << 16
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its number from 1, and what is wrong with it ("" when nothing is)."""

    number: int
    text: str
    wrong: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing stands in the line."""
        return not self.text.strip() and not self.wrong


def detect(file: BinaryIO, path: Path) -> str:
    """Return the encoding by the BOM, else by what most lines with Korean in them are.

    Raises `ConfigError` when most lines are neither UTF-8 nor CP949.
    """
    start = file.read(4)
    if start.startswith(UTF16_MARKS):
        return "utf-16"
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8"
    votes = {"utf-8": 0, "cp949": 0}
    others = 0
    for line in telling_lines(start, file):
        encoding = next((name for name in votes if decodes(line, name)), None)
        if encoding:
            votes[encoding] += 1
        else:
            others += 1
    best = max(votes, key=lambda name: votes[name])
    if others > votes[best]:
        raise ConfigError(f"{path}: neither UTF-8, CP949 nor UTF-16. Save the file as UTF-8.")
    return best


def telling_lines(start: bytes, file: BinaryIO) -> Iterator[bytes]:
    """Yield the first lines that are not plain ASCII, which alone tell the encoding."""
    found = 0
    while found < ENOUGH_LINES and (line := start + file.readline(MAX_LINE)):
        start = b""
        if not line.isascii() and line.endswith(b"\n") | (len(line) < MAX_LINE):
            found += 1
            yield line


def decodes(line: bytes, encoding: str) -> bool:
    """Return whether `line` is valid in `encoding`."""
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def lines(file: BinaryIO, encoding: str) -> Iterator[Line]:
    """Yield every line; one that is too long or not in `encoding` says so in `wrong`.

    The text of a wrong line keeps its quotes balanced as they were, so that the records of a
    CSV file around it stay what they are.
    """
    if encoding == "utf-16":
        yield from decoded(recoded(file), "utf-8")
    else:
        yield from decoded(file.readline, encoding)


def decoded(readline: Callable[[int], bytes], encoding: str) -> Iterator[Line]:
    """Yield the lines that `readline` gives, decoded."""
    number = 0
    while line := readline(MAX_LINE):
        number += 1
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if len(line) >= MAX_LINE and not line.endswith(b"\n"):
            yield too_long(number, line, readline)
            continue
        try:
            yield Line(number, line.decode(encoding))
        except UnicodeDecodeError:
            shown = line.decode(encoding, errors="replace")
            yield Line(number, shown, f"not valid {encoding.upper()} text")


def too_long(number: int, start: bytes, readline: Callable[[int], bytes]) -> Line:
    """Skip to the end of an over-long line without keeping it."""
    quotes = start.count(b'"')
    while not start.endswith(b"\n") and (start := readline(MAX_LINE)):
        quotes += start.count(b'"')
    return Line(number, '"' * (quotes % 2) + "\n", f"line longer than {MAX_LINE >> 20} MB")


def recoded(file: BinaryIO) -> Callable[[int], bytes]:
    """Return a `readline` that gives a UTF-16 file's lines as UTF-8.

    Lone surrogates pass as bytes that are no UTF-8, so that only their own line is refused.
    """
    decoder = codecs.getincrementaldecoder("utf-16")("surrogatepass")
    buffer = b""

    def readline(limit: int) -> bytes:
        nonlocal buffer
        while b"\n" not in buffer and len(buffer) < limit:
            block = file.read(BLOCK)
            text = decoder.decode(block[: len(block) & ~1] if len(block) < BLOCK else block)
            buffer += text.encode("utf-8", "surrogatepass")
            if len(block) < BLOCK:
                buffer += b"\xff" * (len(block) & 1)  # half a character: the file was cut
                break
        end = buffer.find(b"\n", 0, limit) + 1 or min(limit, len(buffer))
        line, buffer = buffer[:end], buffer[end:]
        return line

    return readline
