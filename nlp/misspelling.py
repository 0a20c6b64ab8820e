"""Find words of four Korean letters and more that are written with one slip of the finger.

A slip changes, adds or drops one jamo of one letter (달빚커피 for 달빛커피), so one half of the
word always stands as it should: a text is looked up by halves, and costs what its words cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nlp.kiwi import Analysis, Span

SHORTEST = 4
WORD = re.compile(r"(?<![가-힣])[가-힣]{4,}")
KOREAN = re.compile(r"[가-힣]+")
FIRST_SYLLABLE, VOWELS, FINALS = 0xAC00, 21, 28
WILD = "*"
GUESSED = 64
"""Kiwi numbers the morphemes of its dictionary from here on; below stand guesses by tag."""
KNOWN = ("NNG", "NNP", "NNB", "NP", "NR", "VV", "VA", "MAG", "MAJ", "XR", "SL")


@dataclass(frozen=True, slots=True)
class Misspelt:
    """Words by what is left of them when one letter is left out."""

    rows: Mapping[str, Sequence[str]]
    halves: frozenset[str]
    lengths: Sequence[int]

    @classmethod
    def of(cls, words: Iterable[str]) -> Misspelt:
        """Prepare the words; those that are short or not all Korean are left out."""
        rows: dict[str, list[str]] = {}
        halves: set[str] = set()
        lengths: set[int] = set()
        for word in words:
            if len(word) < SHORTEST or not KOREAN.fullmatch(word):
                continue
            lengths.add(len(word))
            halves |= {f"{len(word)}<{word[:2]}", f"{len(word)}>{word[-2:]}"}
            for row in without_one(word):
                rows.setdefault(row, []).append(word)
        return cls(rows, frozenset(halves), sorted(lengths, reverse=True))

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, word) where a text's word begins with one of the words, misspelt.

        What is one slip away from two of the words is neither.
        """
        for match in WORD.finditer(text) if self.lengths else ():
            for length in self.lengths:
                written = text[match.start() : match.start() + length]
                meant = self.meant(written) if len(written) == length else ""
                if meant and match.start() + length <= match.end():
                    yield match.start(), match.start() + length, meant
                    break

    def meant(self, written: str) -> str:
        """Return the only word that is one slip away; empty when there is none."""
        length = len(written)
        if not {f"{length}<{written[:2]}", f"{length}>{written[-2:]}"} & self.halves:
            return ""
        near = {
            word
            for row in without_one(written)
            for word in self.rows.get(row, ())
            if word == written or is_slip(word, written)
        }
        return next(iter(near)) if len(near) == 1 and written not in near else ""


def without_one(word: str) -> Iterator[str]:
    """Yield a word with each of its letters left out in turn."""
    for at in range(len(word)):
        yield f"{word[:at]}{WILD}{word[at + 1 :]}"


def is_slip(word: str, written: str) -> bool:
    """Tell whether two words of one length differ in one jamo of one letter.

    >>> is_slip("달빛커피", "달빚커피"), is_slip("달빛커피", "별빛커피")
    (True, False)
    """
    pairs = [pair for pair in zip(word, written, strict=True) if pair[0] != pair[1]]
    if len(pairs) != 1:
        return False
    one, other = (jamo(letter) for letter in pairs[0])
    return sum(left != right for left, right in zip(one, other, strict=True)) == 1


def jamo(letter: str) -> tuple[int, int, int]:
    """Return a Korean letter's consonant, vowel and final, each by its number."""
    number = ord(letter) - FIRST_SYLLABLE
    return number // (VOWELS * FINALS), number // FINALS % VOWELS, number % FINALS


def is_ordinary(analysis: Analysis, span: Span, word: str) -> bool:
    """Tell whether a misspelt word's wrong letter belongs to a word that Kiwi knows.

    나라은행 is no slip for 나래은행: 나라 is a word of its own.
    """
    wrong = next(
        start
        for start, (letter, meant) in enumerate(
            zip(analysis.text[span[0] : span[1]], word, strict=True), start=span[0]
        )
        if letter != meant
    )
    return any(
        token.start <= wrong < token.end
        and token.len > 1
        and token.id >= GUESSED
        and token.tag.startswith(KNOWN)
        for token in analysis.morphemes
    )
