"""Cut a text into clauses, and say which brands each clause speaks of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import Generic, TypeVar

from kiwipiepy import Token

from mentions.model import Aspect
from nlp.aspects import AspectFinder
from nlp.brands import Found
from nlp.kiwi import Analysis, Morphology, Span

Thing = TypeVar("Thing")

# Endings and words that turn against what was said: a new clause begins.
CONTRASTING_ENDINGS = ("지만", "는데", "은데", "ᆫ데", "던데", "으나")
CONTRASTING_WORDS = frozenset({"반면", "반면에", "but", "however"})
CONTRASTING_ADVERBS = frozenset(
    {"하지만", "그러나", "그런데", "근데", "그렇지만", "다만", "그래도", "그치만", "허나"}
)
# Endings that only add: a new clause begins when it speaks of something else.
ADDING_ENDINGS = frozenset({"고", "며", "으며", "고요", "구"})
INSTEAD = ("말", "고")
# Words for whatever a review is about, though its name is not in it.
HERE = re.compile(
    r"(?<!\w)(?:여기|이곳|이 ?(?:집|곳|회사|제품|브랜드|매장|가게|식당|카페|앱|영화|작품)|저희)"
)
# What follows a brand that another is held against: B보다, B 운동화보다, B에 비해, B와 달리.
HELD_AGAINST = re.compile(
    r"(?:(?: [가-힣A-Za-z0-9]{1,8})?| )보다(?![가-힣])"
    r"|에 ?비(?:해|하면|하여|할)|(?:와|과|랑|이랑|하고)는? 달리| ?대비 | ?(?:말고|빼고)(?![가-힣])"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a text that judges one thing.

    `said` is its text with a contrasting ending made final: alone, "좋았지만" sounds like
    blame. `named` are the brands in it, `standards` those of them that others are held against
    ("B보다"), `aspects` what is judged. `opens` tells that a sentence begins with it.
    """

    start: int
    end: int
    said: str
    named: tuple[str, ...]
    standards: tuple[str, ...]
    aspects: tuple[Aspect, ...]
    in_title: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """A clause and the brands it speaks of; `against` are those it speaks of in reverse."""

    clause: Clause
    brands: tuple[str, ...]
    against: tuple[str, ...]


class Inside(Generic[Thing]):
    """Things by where they start, to be asked for those inside a span."""

    def __init__(self, placed: Iterable[tuple[int, Thing]]) -> None:
        pairs = sorted(placed, key=itemgetter(0))
        self.starts = [start for start, _ in pairs]
        self.things = [thing for _, thing in pairs]

    def at(self, span: Span) -> Sequence[Thing]:
        """Return the things that start inside a span, in order."""
        return self.things[bisect_left(self.starts, span[0]) : bisect_left(self.starts, span[1])]


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts analysed texts into clauses."""

    morphology: Morphology
    aspects: AspectFinder

    def clauses(
        self, analysis: Analysis, brands: Sequence[Found], *, in_title: bool = False
    ) -> list[Clause]:
        """Return a text's clauses, in order."""
        lemmas = Inside([(one.start, one) for one in analysis.lemmas()])
        judged = Inside([(one.start, one) for one in self.aspects.find(lemmas.things)])
        found = Inside([(one.start, one) for one in brands])
        made = []
        for sentence in sentences(analysis):
            span = (sentence[0].start, max(token.end for token in sentence))
            starts = [one.start for one in found.at(span)]
            starts = sorted(starts + [one.start for one in judged.at(span)])
            words = [lemma.start for lemma in lemmas.at(span)]
            for start, end in cut(sentence, analysis.text, words, starts):
                named = found.at((start, end))
                clause = Clause(
                    start,
                    end,
                    said=self.said(sentence, analysis.text, start, end),
                    named=unique(one.brand for one in named),
                    standards=unique(
                        one.brand for one in named if HELD_AGAINST.match(analysis.text, one.end)
                    ),
                    aspects=tuple(one.aspect for one in judged.at((start, end))),
                    in_title=in_title,
                    opens=start == sentence[0].start,
                )
                made.append(clause)
        return made

    def said(self, sentence: Sequence[Token], text: str, start: int, end: int) -> str:
        """Return a clause's words as a sentence of its own."""
        inside = [token for token in sentence if start <= token.start and token.end <= end]
        if not inside or not contrasts(inside[-1]):
            return text[start:end]
        last = inside[-1].word_position
        word = [token for token in inside if token.word_position == last]
        return text[start : word[0].start] + self.morphology.closed(word)


def sentences(analysis: Analysis) -> Iterator[list[Token]]:
    """Yield the morphemes of each sentence."""
    rest = deque(analysis.morphemes)
    for _, end in analysis.sentences():
        sentence = []
        while rest and rest[0].start < end:
            sentence.append(rest.popleft())
        yield sentence


def cut(
    sentence: Sequence[Token], text: str, words: Sequence[int], topics: Sequence[int]
) -> list[Span]:
    """Return the spans of a sentence's clauses, given where its words and topics start."""
    start, end = sentence[0].start, max(token.end for token in sentence)
    spans: list[Span] = []
    marks = [mark for mark in boundaries(sentence) if start < mark[0] < end]
    for (at, turns), (following, _) in pairwise([*marks, (end, False)]):
        needed = words if turns else topics
        if holds((start, at), needed) and holds((at, following), needed):
            spans.append((start, at))
            start = at
    return [stripped(span, text) for span in (*spans, (start, end))]


def boundaries(morphemes: Sequence[Token]) -> list[tuple[int, bool]]:
    """Return where a clause may begin, and whether it turns against the one before."""
    marks = []
    before = ""
    for one, other in pairwise(morphemes):
        adverb = other.tag == "MAJ" and other.form in CONTRASTING_ADVERBS
        if adverb or other.form.lower() in CONTRASTING_WORDS:
            marks.append((other.start, True))
        elif contrasts(one):
            marks.append((one.end, True))
        elif adds(one) and other.tag != "VX" and (before, one.form) != INSTEAD:
            marks.append((one.end, False))
        before = one.form
    return marks


def contrasts(token: Token) -> bool:
    """Tell whether a morpheme is an ending that turns against what was said."""
    return bool(token.tag == "EC" and token.form.endswith(CONTRASTING_ENDINGS))


def adds(token: Token) -> bool:
    """Tell whether a morpheme is an ending that only adds to what was said."""
    return bool(token.tag == "EC" and token.form in ADDING_ENDINGS)


def holds(span: Span, starts: Sequence[int]) -> bool:
    """Tell whether one of the sorted starts lies inside a span."""
    return bisect_left(starts, span[0]) < bisect_left(starts, span[1])


def stripped(span: Span, text: str) -> Span:
    """Return a span without blanks and commas around it; the span itself if nothing is left."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in ",，"):
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else span


def credited(
    clauses: Sequence[Clause], brands: tuple[str, ...], assigned: Iterable[str] = ()
) -> list[Credit]:
    """Return whom each clause speaks of.

    A clause that names no brand speaks of those named last; before any is named, of all
    `brands` of the mention. What is `assigned` to the mention (the film that a review was
    written under) but not named in it comes back with every new sentence, and with "여기", so
    that a rival is not praised for it. A brand that others are held against is spoken of in
    reverse, and whoever was spoken of before (or the other brands) is meant when no other is
    named beside it.
    """
    made = []
    named = {name for clause in clauses for name in clause.named}
    home = tuple(name for name in assigned if name not in named)
    last: tuple[str, ...] = ()
    for clause in clauses:
        if home and (clause.opens or HERE.search(clause.said)):
            last = home
        brands_meant = tuple(name for name in clause.named if name not in clause.standards)
        if not brands_meant:
            before = last or brands
            brands_meant = tuple(name for name in before if name not in clause.standards)
        if clause.named and brands_meant:
            last = brands_meant
        made.append(Credit(clause, brands_meant, clause.standards))
    return made


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Return names, each once, in order."""
    return tuple(dict.fromkeys(names))
