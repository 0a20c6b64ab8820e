"""The kinds of columns that the ledger's tables are made of, the same on every database."""

from __future__ import annotations

import json
import struct
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, LargeBinary, Text
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as whole microseconds since 1970 in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Return microseconds; a naive datetime raises TypeError."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the aware datetime in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Json(TypeDecorator[Any]):
    """Lists and mappings as JSON text that a person can read and LIKE can search."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ARG002
        """Return compact JSON."""
        return to_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Return what was kept."""
        return None if value is None else json.loads(value)


class Signature(TypeDecorator[tuple[int, ...]]):
    """A MinHash: numbers of 32 bits, kept as four bytes each."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Return the bytes; a number that does not fit raises struct.error."""
        return None if value is None else packed(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> tuple[int, ...] | None:  # noqa: ARG002
        """Return the numbers."""
        return None if value is None else struct.unpack(f"<{len(value) // 4}I", value)


def packed(numbers: tuple[int, ...]) -> bytes:
    r"""Return numbers of 32 bits as bytes.

    >>> packed((1, 256))
    b'\x01\x00\x00\x00\x00\x01\x00\x00'
    """
    return struct.pack(f"<{len(numbers)}I", *numbers)


def to_json(value: Any) -> str:
    r"""Return compact JSON that any database takes: no NUL, no lone surrogate.

    >>> to_json(["맛", "\x00"])
    '["맛","\\u0000"]'
    """
    found = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return found if is_utf8(found) else json.dumps(value, separators=(",", ":"))


def is_utf8(words: str) -> bool:
    """Tell whether no lone surrogate stands in the words."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True
