"""Normal forms of a text that remember where each character came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from mentions.errors import Unreadable

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
LONGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in a normal form; character `i` stands at `starts[i]` to `ends[i]` in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of a span that is not empty."""
        return self.starts[start], self.ends[end - 1]


def clean(text: str) -> Normal:
    """Return the text in NFC, with control characters blank and lone surrogates replaced.

    Raises `Unreadable` for a text of more than a million characters.

    >>> clean("a\\x00b").text
    'a b'
    """
    if len(text) > LONGEST:
        raise Unreadable(f"a text of {len(text):,} characters; at most {LONGEST:,} are read.")
    text = SURROGATE.sub("\ufffd", CONTROL.sub(" ", text))
    if unicodedata.is_normalized("NFC", text):
        return identity(text)
    return composed(clusters(text))


def folded(text: str) -> Normal:
    """Return the text with compatible forms made one (full width, case, kinds of space).

    >>> folded("ＮＩＫＥ Nike").text
    'nike nike'
    """
    characters = [fold_character(character) for character in text]
    if all(len(character) == 1 for character in characters):
        return identity("".join(characters))
    starts = [at for at, character in enumerate(characters) for _ in character]
    return Normal("".join(characters), starts, [at + 1 for at in starts])


@cache
def fold_character(character: str) -> str:
    """Return one character in NFKC and without case; every kind of space is a plain one."""
    if character.isspace():
        return " "
    return unicodedata.normalize("NFKC", character).casefold()


def identity(text: str) -> Normal:
    """Return a text whose characters all stand where they stood."""
    return Normal(text, range(len(text)), range(1, len(text) + 1))


def composed(parts: Sequence[str]) -> Normal:
    """Return the parts, each in NFC, mapped to where they stood together."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for part in parts:
        normal = unicodedata.normalize("NFC", part)
        out.append(normal)
        starts += [at] * len(normal)
        ends += [at + len(part)] * len(normal)
        at += len(part)
    return Normal("".join(out), starts, ends)


def clusters(text: str) -> list[str]:
    """Return the text cut before every character that does not join the one before it."""
    cuts = [at for at, character in enumerate(text) if at == 0 or not joins(character)]
    return [text[start:end] for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def joins(character: str) -> bool:
    """Tell whether a character is a combining mark or a Hangul vowel or final consonant."""
    return "\u1160" <= character <= "\u11ff" or unicodedata.combining(character) != 0
