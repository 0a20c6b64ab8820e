"""Mentions with what is said of each brand and aspect, and in which words: `data/mentions.tsv`.

One mention a line, tab-separated: trade, kind, text, opinions, aspects. In the text every name of
a brand stands as `{A|name}`, always the same letter for the same brand; ` ⏎ ` is a line break.
`A+ B0` praises A and takes no side on B; `A-맛:quote ;; B+가격:quote` are the judged aspects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mentions.model import Polarity
from nlp.brands import Found
from nlp.kiwi import Span

NAME = re.compile(r"\{([A-Z])\|([^{}]*)\}")
OPINION = re.compile(r"([A-Z])([-0+])")
ASPECT = re.compile(r"([A-Z])([-0+])([^:]+):(.+)", re.DOTALL)
SIDES = {"-": Polarity.BLAME, "0": Polarity.NEUTRAL, "+": Polarity.PRAISE}
LINE_BREAK = re.compile(r" ?⏎ ?")


@dataclass(frozen=True, slots=True)
class JudgedAspect:
    """An aspect of a brand, the side taken, and where the words stand that show it."""

    brand: str
    aspect: str
    side: Polarity
    span: Span


@dataclass(frozen=True, slots=True)
class Annotated:
    """A mention's text as readers see it, its brands' names, and what is said of them."""

    text: str
    names: tuple[Found, ...]
    opinions: dict[str, Polarity]
    aspects: tuple[JudgedAspect, ...]


def annotated_mentions(path: Path) -> Iterator[Annotated]:
    """Yield the annotated mentions of a file; `ValueError` names a line that is not one."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            yield annotated(line)
        except ValueError as error:
            raise ValueError(f"{path}, line {number}: {error}") from None


def annotated(line: str) -> Annotated:
    """Return one line's mention; `ValueError` says what is wrong with it."""
    _trade, _kind, written, opinions, aspects = line.split("\t")
    text, names = unmarked(LINE_BREAK.sub("\n", written.strip()))
    told = {letter: SIDES[sign] for letter, sign in OPINION.findall(opinions)}
    strangers = {one.brand for one in names} - told.keys()
    if strangers or not told:
        raise ValueError(f"no opinion of {', '.join(sorted(strangers)) or 'any brand'}")
    judged = tuple(
        judged_aspect(part.strip(), text, told) for part in aspects.split(";;") if part.strip()
    )
    return Annotated(text, names, told, judged)


def unmarked(written: str) -> tuple[str, tuple[Found, ...]]:
    """Return a text without the marks, and where the names stood."""
    text, names, at = "", [], 0
    for match in NAME.finditer(written):
        text += written[at : match.start()]
        names.append(Found(match[1], len(text), len(text) + len(match[2])))
        text += match[2]
        at = match.end()
    return text + written[at:], tuple(names)


def judged_aspect(part: str, text: str, told: dict[str, Polarity]) -> JudgedAspect:
    """Return one judged aspect; its quote must stand in the text."""
    match = ASPECT.fullmatch(part)
    if match is None or match[1] not in told:
        raise ValueError(f"not an aspect of a brand: {part}")
    quote = LINE_BREAK.sub("\n", match[4].strip())
    start = text.find(quote)
    if start < 0:
        raise ValueError(f"the quote does not stand in the text: {quote}")
    return JudgedAspect(match[1], match[3].strip(), SIDES[match[2]], (start, start + len(quote)))
