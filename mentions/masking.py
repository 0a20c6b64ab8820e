"""Hide what tells who or where a person is, before a text is kept."""

from __future__ import annotations

import re
import unicodedata

from mentions.personal import KINDS, Kind

SOMETHING = re.compile(r"[\d@＠⓪①-⑨]|[공영]\s?[일1]\s?[공영]|골뱅이|\(at\)", re.IGNORECASE)
"""A text without any of these holds nothing to hide."""
URL = re.compile(
    r"(?:(?:https?://|www\.)|(?<![\w.@\-])(?:[a-z0-9\-]{1,63}\.){1,4}"
    r"(?:com|net|org|kr|me|io|co|be|gg)/)[!#-&*-;=?-Z\\^_a-z~]{0,8192}",
    re.IGNORECASE,
)
"""Addresses of pages stay as they are: a changed one leads nowhere."""
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣ー〜∼～ㅡ"), "-")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\ufe0f\u20e3\u00a0"), " ")
WIDE = {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}


def masked(text: str) -> str:
    """Return a text with personal data replaced by what it was, such as `[전화번호]`.

    Hides telephone numbers of people (those of companies, 1588 and 080, stay), e-mail addresses,
    numbers of residents, cards, accounts, passports and cars, and what in an address tells the
    house; city, ward and 동 stay, for they tell where word of mouth goes round. Addresses of
    pages stay. Masking twice is masking once.

    >>> masked("환불은 국민 123456-01-123456으로, 안 되면 공일공 1234 5678 주세요")
    '환불은 국민 [계좌번호]으로, 안 되면 [전화번호] 주세요'
    """
    while SOMETHING.search(text):
        again = masked_once(text)
        if again == text:
            break
        text = again
    return text


def masked_once(text: str) -> str:
    """Return a text masked between the addresses of pages."""
    out: list[str] = []
    at = 0
    for url in URL.finditer(text):
        out += [masked_part(text[at : url.start()]), url[0]]
        at = url.end()
    out.append(masked_part(text[at:]))
    return "".join(out)


def masked_part(text: str) -> str:
    """Return a text without addresses of pages, masked kind by kind."""
    seen = plain(text)
    for kind in KINDS:
        text, seen = without(kind, text, seen)
    return text


def without(kind: Kind, text: str, seen: str) -> tuple[str, str]:
    """Return a text and its plain form without one kind of personal data."""
    spans = [span for found in kind.pattern.finditer(seen) if (span := kind.span(found))]
    if not spans:
        return text, seen
    return replaced(text, spans, kind.mark), replaced(seen, spans, kind.mark)


def replaced(text: str, spans: list[tuple[int, int]], mark: str) -> str:
    """Return a text with each span replaced by a mark."""
    out: list[str] = []
    at = 0
    for start, end in spans:
        out += [text[at:start], mark]
        at = end
    return "".join([*out, text[at:]])


def plain(text: str) -> str:
    """Return a text of equal length whose digits and dashes are plain, for every way to write them.

    >>> plain("０１０–①②３４")
    '010-1234'
    """
    if text.isascii():
        return text
    digits = {
        ord(character): str(value)
        for character in set(text)
        if not character.isascii() and (value := unicodedata.digit(character, None)) is not None
    }
    return text.translate(WIDE | DASHES | INVISIBLE | digits)
