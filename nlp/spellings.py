"""Playful spellings and their plain forms: 띵작 is 명작, ㅇㅈ is 인정.

The table says for each how it is meant: as praise, as blame, or neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mentions.model import Polarity

TABLE = Path(__file__).parent / "data" / "spellings.tsv"
HANGUL = re.compile(r"[가-힣]+")
LETTERS = re.compile(r"[ㄱ-ㅣ]+")
LAUGHTER = re.compile(r"[ㅋㅎㅠㅜㅡ]+|[^ㅋㅎㅠㅜㅡ]+")
LAUGHING = frozenset("ㅋㅎㅠㅜㅡ")
REPEATED = re.compile(r"(.)\1*")
FINALS = 28
BIEUP = 17


@dataclass(frozen=True, slots=True)
class Spelling:
    """A playful spelling, its plain form (one word or more) and how it is meant."""

    written: str
    plain: str
    sense: Polarity

    @property
    def morpheme(self) -> tuple[str, str] | None:
        """What Kiwi must know to cut it out, as form and tag; None for letters alone (ㅇㅈ)."""
        if not HANGUL.fullmatch(self.written):
            return None
        if not self.written.endswith("다"):
            return self.written, "NNG"
        stem = self.written[:-1]
        if stem.endswith("받"):
            return stem, "VV-R"
        return stem, "VA-I" if (ord(stem[-1]) - ord("가")) % FINALS == BIEUP else "VV"


def spellings(path: Path = TABLE) -> Iterator[Spelling]:
    """Yield the spellings of a table."""
    for row in path.read_text(encoding="utf-8").splitlines()[1:]:
        written, plain, sense = row.split("\t")
        yield Spelling(written, plain, Polarity(sense))


def letters(form: str) -> tuple[str, ...]:
    """Return letters that are no syllables as terms: ㅇㅈㅋㅋㅋ is ㅇㅈ and ㅋㅋ, ㄷㄷㄷㄷ is ㄷㄷ.

    >>> letters("ㅇㅈㅋㅋㅋ"), letters("ㄷㄷㄷㄷ"), letters("ㅋㅋㅠㅜ")
    (('ㅇㅈ', 'ㅋㅋ'), ('ㄷㄷ',), ('ㅋㅋㅠㅠ',))
    """
    known = known_letters().fullmatch(form)
    runs = known.groups() if known else LAUGHTER.findall(form)
    return tuple(
        laughter(run) if len(set(run)) == 1 or LAUGHING.issuperset(run) else run
        for run in filter(None, runs)
    )


@cache
def known_letters() -> re.Pattern[str]:
    """Return what finds the table's spellings in letters alone, between laughter."""
    known = (one.written for one in spellings() if LETTERS.fullmatch(one.written))
    return re.compile(f"([ㅋㅎㅠㅜㅡ]*)({'|'.join(sorted(known))})([ㅋㅎㅠㅜㅡ]*)")


def laughter(form: str) -> str:
    """Return laughter or tears of one length.

    >>> laughter("ㅋㅋㅋㅋㅋ"), laughter("ㅠㅜ")
    ('ㅋㅋ', 'ㅠㅠ')
    """
    return REPEATED.sub(r"\1\1", form.replace("ㅜ", "ㅠ"))
