"""Cut a text into clauses, and say which brands each clause speaks of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter
from typing import Generic, TypeVar

from kiwipiepy import Token

from mentions.model import Aspect
from nlp.aspects import AspectFinder, FoundAspect, FoundTouchpoint, TouchpointFinder, judged
from nlp.brands import Found
from nlp.comparisons import Vote, compared
from nlp.cutting import START, adds, before, contrasts, cut, sentences
from nlp.kiwi import Analysis, Lemma, Morphology, Span

Thing = TypeVar("Thing")

# Words for whatever a review is about, though its name is not in it.
HERE = re.compile(
    r"(?<!\w)(?:여기|이곳|얘네|이 ?(?:집|곳|회사|제품|브랜드|매장|가게|식당|카페|앱|어플|영화"
    r"|작품|업체|은행"
    r"|호텔|숙소|병원|통신사|항공사|놈들)|저희)"
)
# What follows a brand that another is held against: B보다, B 운동화보다, B에 비해, B와 달리.
HELD_AGAINST = re.compile(
    r"(?:(?: [가-힣A-Za-z0-9]{1,8})?| )보(?:다(?:는|도|야)?|단)(?![가-힣])"
    r"|에 ?비(?:해서?|하면|하여|할 ?바)(?:는)?"
    r"|(?:와|과|랑|이랑|하고)(?:는|은)? ?(?:달리|다르게|비교하[면니]|비교가 ?안 ?되게)"
    r"| ?대비 | ?(?:말고|말구|빼고)(?![가-힣])"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a text that judges one thing.

    `said` is its text with a contrasting ending made final: alone, "좋았지만" sounds like
    blame. `named` are the brands in it, `standards` those of them that others are held against
    ("B보다"), `left` those that the author leaves for another ("B 쓰다가"), `aspects` what is
    judged, `votes` what the construction says of brands, `met_at` the touchpoints named in it, or
    else in its sentence. `opens` tells that a sentence begins
    with it, `adds` that it only adds to the clause before.
    """

    start: int
    end: int
    said: str
    named: tuple[str, ...]
    standards: tuple[str, ...]
    aspects: tuple[Aspect, ...]
    in_title: bool = False
    opens: bool = False
    adds: bool = False
    left: tuple[str, ...] = ()
    votes: tuple[Vote, ...] = ()
    met_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Credit:
    """A clause and the brands it speaks of.

    `against` are those it speaks of in reverse, `opposed` those that it is set against
    ("A는 … -는데 B는 …") and that it speaks of in reverse if nothing clearer is said of them.
    """

    clause: Clause
    brands: tuple[str, ...]
    against: tuple[str, ...]
    opposed: tuple[str, ...] = ()


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
class Things:
    """What stands in one text."""

    lemmas: Inside[Lemma]
    brands: Inside[Found]
    aspects: Inside[FoundAspect]
    touchpoints: Inside[FoundTouchpoint]


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts analysed texts into clauses."""

    morphology: Morphology
    aspects: AspectFinder
    touchpoints: TouchpointFinder | None = None

    def clauses(
        self, analysis: Analysis, brands: Sequence[Found], *, in_title: bool = False
    ) -> list[Clause]:
        """Return a text's clauses, in order."""
        things = self.things(analysis, brands)
        told = compared(analysis.text, analysis.sentences(), brands)
        made = []
        for sentence in sentences(analysis):
            span = (sentence[0].start, max(token.end for token in sentence))
            starts = [one.start for one in things.brands.at(span)]
            starts = sorted(starts + [one.start for one in things.aspects.at(span)])
            words = [lemma.start for lemma in things.lemmas.at(span)]
            spans = cut(sentence, analysis.text, words, starts)
            aspects = self.judged_in(spans, things, analysis.text)
            in_sentence = touched(things, span)
            for (start, end), of_clause in zip(spans, aspects, strict=True):
                named = things.brands.at((start, end))
                held = standards(analysis.text, named)
                clause = Clause(
                    start,
                    end,
                    said=self.said(sentence, analysis.text, (start, end), held),
                    named=unique(one.brand for one in named),
                    standards=unique(one.brand for one, _ in held),
                    aspects=of_clause,
                    in_title=in_title,
                    opens=start == sentence[0].start,
                    adds=any(adds(one) for one in before(sentence, start)),
                    left=unique(name for at, name in told.left if start <= at < end),
                    votes=tuple(vote for vote in told.votes if start <= vote.at < end),
                    met_at=touched(things, (start, end)) or in_sentence,
                )
                made.append(clause)
        return made

    def things(self, analysis: Analysis, brands: Sequence[Found]) -> Things:
        """Return what stands in a text, by where it starts."""
        lemmas = list(analysis.lemmas())
        touched = self.touchpoints.find(lemmas, analysis.text) if self.touchpoints else []
        return Things(
            Inside((one.start, one) for one in lemmas),
            Inside((one.start, one) for one in brands),
            Inside((one.start, one) for one in self.aspects.find(lemmas, analysis.text)),
            Inside((one.start, one) for one in touched),
        )

    def judged_in(
        self, spans: Sequence[Span], things: Things, text: str
    ) -> list[tuple[Aspect, ...]]:
        """Return the aspects that each clause of a sentence judges, with where they were met."""
        whole = (spans[0][0], spans[-1][1])
        in_sentence = things.touchpoints.at(whole)
        rows = judged([things.aspects.at(span) for span in spans], text)
        return [
            tuple(self.placed(row, things.touchpoints.at(span), in_sentence))
            for span, row in zip(spans, rows, strict=True)
        ]

    def placed(
        self,
        row: Sequence[FoundAspect],
        in_clause: Sequence[FoundTouchpoint],
        in_sentence: Sequence[FoundTouchpoint],
    ) -> Iterator[Aspect]:
        """Yield a clause's aspects, each with the touchpoint where it was met."""
        if self.touchpoints is None:
            yield from (one.aspect for one in row)
            return
        met = self.touchpoints.met(row, in_clause, in_sentence)
        for one, touchpoint in zip(row, met, strict=True):
            yield replace(one.aspect, touchpoint=touchpoint.name if touchpoint else None)

    def said(
        self, sentence: Sequence[Token], text: str, span: Span, held: Sequence[tuple[Found, int]]
    ) -> str:
        """Return a clause's words as a sentence of its own, without what others are held against.

        "B보다 훨씬 좁다" blames more clearly without B.
        """
        start, end = span
        first = bisect_left(sentence, start, key=START)
        last_one = bisect_left(sentence, end, key=START)
        inside = [token for token in sentence[first:last_one] if token.end <= end]
        final = ""
        if inside and (contrasts(inside[-1]) or adds(inside[-1])):
            last = inside[-1].word_position
            word = [token for token in inside if token.word_position == last]
            end = word[0].start
            final = self.morphology.closed(word)
        kept, at = [], start
        for one, until in held:
            kept.append(text[at : max(at, one.start)])
            at = max(at, until)
            while at < end and text[at].isspace():
                at += 1
        left = "".join([*kept, text[at:end], final]).strip()
        return left or text[start:end] + final


def touched(things: Things, span: Span) -> tuple[str, ...]:
    """Return the names of the touchpoints in a span, each once."""
    return unique(one.touchpoint.name for one in things.touchpoints.at(span))


def standards(text: str, named: Sequence[Found]) -> list[tuple[Found, int]]:
    """Return the brands that others are held against, and where the words that say so end."""
    held = ((one, HELD_AGAINST.match(text, one.end)) for one in named)
    return [(one, match.end()) for one, match in held if match]


def credited(
    clauses: Sequence[Clause], brands: tuple[str, ...], assigned: Iterable[str] = ()
) -> list[Credit]:
    """Return whom each clause speaks of.

    A clause that names no brand speaks of those named last; before any is named, of all
    `brands` of the mention. What is `assigned` to the mention (the film that a review was
    written under) but not named in it comes back with every new sentence, and with "여기", so
    that a rival is not praised for it. A brand that others are held against is spoken of in
    reverse, and whoever was spoken of before (or the other brands) is meant when no other is
    named beside it. So is a brand that the author left, as long as it is not named again.
    """
    made: list[Credit] = []
    named = {name for clause in clauses for name in clause.named}
    home = tuple(name for name in assigned if name not in named)
    last: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    for clause in clauses:
        if home and (clause.opens or HERE.search(clause.said)):
            last = home
        left = tuple(name for name in left if name not in clause.named)
        others = any(name not in (*clause.left, *clause.standards) for name in clause.named)
        left = unique([*left, *(clause.left if others else ())])
        held = () if clause.opens or clause.named else held
        held = clause.standards or held
        reverse = unique([*held, *left])
        brands_meant = tuple(name for name in clause.named if name not in reverse)
        if not brands_meant:
            before = last or brands
            brands_meant = tuple(name for name in before if name not in reverse)
        if clause.named and brands_meant:
            last = brands_meant
        if not others:
            left = unique([*left, *clause.left])
        made.append(Credit(clause, brands_meant, reverse))
    return contrasted(made)


def contrasted(credits_made: Sequence[Credit]) -> list[Credit]:
    """Return the credits, where two clauses in a row set one brand against another so marked."""
    made = list(credits_made)
    for number, (one, other) in enumerate(pairwise(credits_made)):
        names = (one.clause.named, other.clause.named)
        alone = len(names[0]) == len(names[1]) == 1 and names[0] != names[1]
        if alone and not other.clause.adds:
            made[number] = replace(made[number], opposed=unique([*made[number].opposed, *names[1]]))
            made[number + 1] = replace(other, opposed=names[0])
    return made


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Return names, each once, in order."""
    return tuple(dict.fromkeys(names))
