"""What one cell of a file says: a text, a count, an id, a kind."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urljoin, urlsplit

from mentions.door import LONGEST
from mentions.errors import Unreadable
from mentions.model import Kind

KINDS: Mapping[str, Kind] = {
    **{kind.value: kind for kind in Kind},
    **dict.fromkeys(
        ("게시글", "게시물", "글", "리뷰", "후기", "기사", "review", "article"), Kind.POST
    ),
    **dict.fromkeys(("댓글",), Kind.COMMENT),
    **dict.fromkeys(("답글", "대댓글", "답변"), Kind.REPLY),
    **dict.fromkeys(("공유", "리트윗", "retweet", "repost"), Kind.SHARE),
    **dict.fromkeys(("인용",), Kind.QUOTE),
}
NOTHING = frozenset({"", "-", "n/a", "na", "nan", "null", "none", "없음"})
YES = frozenset({"1", "true", "yes", "y", "예"})
UNITS = {"": 1, "천": 1_000, "만": 10_000, "억": 10**8, "k": 1_000, "m": 10**6}
COUNT = re.compile(r"([\d,]+(?:\.\d+)?)\s*([천만억km]?)\+?\s*[명회개건]?", re.IGNORECASE)
EXPONENT = re.compile(r"[+-]?\d+(?:\.\d+)?[eE]\+?\d+")
GUARDED = re.compile(r"'(?=[=+\-@\t\r])")
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])
PLAIN = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]*")
EXACT_IN_EXCEL = 10**15
LONGEST_ID = 400
LONGEST_NAME = 200
SHORT = frozenset({"author", "source", "kind", "language"})


def text(value: object) -> str:
    """Return a cell as clean text without the sign that guards a formula.

    Raises `Unreadable` for a nested value and as `clean` does.

    >>> text("'=SUM(A1)"), text(3.0), text(None)
    ('=SUM(A1)', '3', '')
    """
    if not isinstance(value, str):
        return scalar(value)
    return clean(value[1:] if GUARDED.match(value) else value)


def clean(words: str) -> str:
    """Return NFC text without control characters and outer space.

    Raises `Unreadable` for half of a surrogate pair, which no database can keep.

    >>> clean(" 배송\\x00 빨라요 ")
    '배송 빨라요'
    """
    if words.isascii() and words.isprintable():
        return words.strip()
    if not PLAIN.fullmatch(words):
        words = words.translate(CONTROL)
        if any("\ud800" <= sign <= "\udfff" for sign in words):
            raise Unreadable("broken character (half of an emoji)")
    return unicodedata.normalize("NFC", words).strip()


def check_lengths(said: Mapping[str, str]) -> None:
    """Raise `Unreadable` for a cell that is longer than the ledger keeps."""
    for name, words in said.items():
        most = LONGEST_NAME if name in SHORT else LONGEST
        if len(words) > most:
            raise Unreadable(f"{name}: longer than {most:,} characters")


def scalar(value: object) -> str:
    """Return a number, a truth value or a date as text."""
    if value is None or value != value:  # noqa: PLR0124  the second is NaN
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (int, float, date, time)):
        return str(value)
    raise Unreadable(f"a cell holds a {type(value).__name__} instead of a text")


def native_id(value: object) -> str:
    """Return an id as text; raises `Unreadable` for one that a spreadsheet has rounded.

    >>> native_id("0012"), native_id(8834312)
    ('0012', '8834312')
    """
    said = text(value)
    rounded = isinstance(value, float) and abs(value) >= EXACT_IN_EXCEL
    if rounded or EXPONENT.fullmatch(said):
        raise Unreadable("id: rounded by a spreadsheet; export it as text or leave it out")
    return "" if said.casefold() in NOTHING else said


def source(said: str) -> str:
    """Return a source name as part of an id: no spaces and no colon.

    >>> source("네이버 블로그")
    '네이버_블로그'
    """
    return re.sub(r"[\s:]+", "_", said)


def kind(said: str, *, answers: bool) -> Kind:
    """Return the kind that is written, else a reply when the row answers another, else a post."""
    if not said:
        return Kind.REPLY if answers else Kind.POST
    try:
        return KINDS[said.casefold()]
    except KeyError:
        raise Unreadable(f"kind: write one of {', '.join(Kind)}") from None


def count(said: str, what: str) -> int | None:
    """Return a count of people or reactions; nothing written is None.

    >>> count("1,234", "likes"), count("1.2만", "views"), count("-", "likes")
    (1234, 12000, None)
    """
    if said.isdecimal():
        return int(said)
    if said.casefold() in NOTHING:
        return None
    if not (found := COUNT.fullmatch(said)):
        raise Unreadable(f"{what}: not a count")
    return round(float(found[1].replace(",", "")) * UNITS[found[2].casefold()])


def is_count(said: str) -> bool:
    """Return whether a cell can be a count; nothing written can."""
    return said.isdecimal() or said.casefold() in NOTHING or bool(COUNT.fullmatch(said))


def flag(said: str) -> bool:
    """Return whether a cell says yes."""
    return said.casefold() in YES


def names(value: object) -> tuple[str, ...]:
    """Return the names in a cell, from a list or divided by comma, semicolon or bar.

    >>> names("달빛커피, 별빛커피"), names(["달빛커피"])
    (('달빛커피', '별빛커피'), ('달빛커피',))
    """
    parts = value if isinstance(value, list) else re.split(r"[,;|]", text(value))
    return tuple(dict.fromkeys(name for part in parts if (name := text(part))))


def url(said: str, base: str = "") -> str:
    """Return a web address, or "" for anything that is none (a script, a local path).

    >>> url("https://example.com/a?b=c"), url("javascript:alert(1)"), url("example.com/1")
    ('https://example.com/a?b=c', '', '')
    >>> url("view/1", "https://example.com/rss/")
    'https://example.com/rss/view/1'
    """
    if not said:
        return ""
    try:
        said = urljoin(base, said)
        parts = urlsplit(said)
    except ValueError:
        return ""
    return said if parts.scheme in {"http", "https"} and parts.netloc else ""


def digest(*parts: str) -> str:
    """Return what stands for the id of a row that has none."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


def storable(value: object) -> Any:
    """Return a raw cell as JSON can hold it."""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, str):
        return value.translate(CONTROL).encode("utf-8", "replace").decode()
    return value if isinstance(value, (int, float, bool, list, dict)) else str(value)


def identity(source_name: str, native: str) -> str:
    """Return a mention's id; a native id too long for a database index is digested.

    >>> identity("naver_movie", "8834312")
    'naver_movie:8834312'
    """
    return f"{source_name}:{native if len(native) <= LONGEST_ID else digest(native)}"
