"""Rules over morphemes: a clause is written as one line, and a rule finds morphemes in it.

A line is ` 추천/NNG 하/XSV ㅂ니다/EF`. A rule is a row of items with blanks between them:

- `추천|강추/N|IC` one of these forms with a tag that begins with one of these letters
- `*/J` any form with such a tag, `추천/*` a form with any tag
- `?좀/MAG` may be missing, `…` up to four morphemes of any kind
- `<BUY>` one of the rules in the section of that name, `?<BUY>` may be missing
- `^` and `$` the line's beginning and end

A question mark is written `¿/SF`. A file of rules has sections, each under its `[name]`; the
section `[not name]` keeps the rules of `[name]` from telling anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from kiwipiepy import Token

from nlp.kiwi import Analysis

# Kiwi writes the consonant that an ending leaves below a syllable as a letter of its own kind.
FINALS = {
    0x11A8 + at: letter
    for at, letter in enumerate("ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
}
LETTERS = FINALS | {ord(" "): "_", ord("/"): "_"}
QUESTION_MARK = "¿"
LONGEST_FORM = 20
GAP = r"(?: \S+){0,4}?"
TURNING = ("는데", "은데", "ㄴ데", "던데", "지만", "으나", "는데요", "ㄴ데요", "은데요")
CAUSING = frozenset({"어서", "길래", "니까", "으니까", "더니", "라서", "이라서", "거든"})
WONDERING = frozenset({"ㄹ까", "을까"})
NEVER = "(?!)"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as a line of morphemes, and the lines of its clauses."""

    line: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """What tells something, and what keeps it from doing so."""

    wanted: re.Pattern[str]
    barred: re.Pattern[str]

    def tells(self, line: str) -> bool:
        """Tell whether a line holds what is wanted and nothing that bars it."""
        return bool(self.wanted.search(line)) and not self.barred.search(line)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The sections of a file of rules, each as a regular expression."""

    sections: Mapping[str, str]

    @classmethod
    def load(cls, path: Path) -> Rulebook:
        """Read a file of rules. Raises `ValueError` for a rule outside a section."""
        return cls.of(path.read_text(encoding="utf-8"))

    @classmethod
    def of(cls, written: str) -> Rulebook:
        """Return the rulebook of sections as they are written.

        >>> Rulebook.of("[praise]\\n좋/VA").cue("praise").tells(" 좋/VA 다/EF")
        True
        """
        found: dict[str, list[str]] = {}
        sections: dict[str, str] = {}
        name = ""
        for row in filter(None, map(str.strip, written.splitlines())):
            if row.startswith("["):
                name = row[1:-1]
                found[name] = []
            elif not row.startswith("#"):
                if not name:
                    raise ValueError(f"a rule outside a section: {row}")
                found[name].append("".join(item(one, sections) for one in row.split()))
                sections[name] = "|".join(found[name])
        return cls(sections)

    def cue(self, name: str) -> Cue:
        """Return what tells `name`. Raises `KeyError` when there is no such section."""
        barred = self.sections.get(f"not {name}", NEVER)
        return Cue(re.compile(self.sections[name]), re.compile(barred))


def item(written: str, sections: Mapping[str, str]) -> str:
    """Return one item of a rule as a regular expression."""
    if written in {"^", "$"}:
        return written
    if written == "…":
        return GAP
    plain = written.removeprefix("?")
    if plain.startswith("<"):
        found = f"(?:{sections[plain[1:-1]]})"
    else:
        forms, _, tags = plain.rpartition("/")
        form = r"[^\s/]+" if forms == "*" else f"(?:{either(forms)})"
        tag = r"\w+" if tags == "*" else rf"(?:{either(tags)})\w*"
        found = rf" {form}/{tag}(?!\S)"
    return f"(?:{found})?" if written.startswith("?") else found


def either(names: str) -> str:
    """Return alternatives, each taken literally."""
    return "|".join(map(re.escape, names.split("|")))


def sentences(analysis: Analysis) -> Iterator[Sentence]:
    """Yield the sentences of an analysed text; a line break ends one too."""
    for tokens in cut(analysis.morphemes, lambda one, other: parts(analysis.text, one, other)):
        yield Sentence(line(tokens), tuple(map(line, cut(tokens, turns))))


def cut(tokens: Sequence[Token], ends: Callable[[Token, Token], bool]) -> Iterator[Sequence[Token]]:
    """Yield the tokens in runs, cut where one token ends what the other begins."""
    start = 0
    for at, (one, other) in enumerate(pairwise(tokens), start=1):
        if ends(one, other):
            yield tokens[start:at]
            start = at
    if tokens:
        yield tokens[start:]


def parts(text: str, one: Token, other: Token) -> bool:
    """Tell whether a sentence ends between two tokens."""
    if wonders(one) and other.tag[:2] in {"NN", "VV", "VX"}:
        return False
    return one.sent_position != other.sent_position or "\n" in text[one.end : other.start]


def turns(one: Token, other: Token) -> bool:
    """Tell whether a clause ends between two tokens of a sentence."""
    form = one.form.translate(FINALS)
    if wonders(one):
        return False
    if one.tag in {"EF", "SF"}:
        return other.tag not in {"SF", "SW", "JX", "SSC"}
    if one.tag == "EC":
        return form in CAUSING or form.endswith(TURNING)
    return bool(one.tag == "NNB" and one.form == "데" and other.tag != "JKB")


def wonders(token: Token) -> bool:
    """Tell whether a token is the ending of what somebody asks themselves: 살까 고민."""
    return token.form.translate(FINALS) in WONDERING


def line(tokens: Sequence[Token]) -> str:
    """Return tokens written as one line."""
    return "".join(f" {form_of(token)}/{token.tag.partition('-')[0]}" for token in tokens)


def form_of(token: Token) -> str:
    """Return a token's form in plain letters and without blanks, cut when it is endless."""
    if token.tag == "SF" and "?" in token.form:
        return QUESTION_MARK
    return str(token.form)[:LONGEST_FORM].translate(LETTERS)
