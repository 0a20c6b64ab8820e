"""Cut a text into clauses, and say which brands each clause speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kiwipiepy import Token

from mentions.model import Aspect
from nlp.aspects import AspectFinder, FoundAspect
from nlp.brands import Found
from nlp.kiwi import Analysis, Lemma, Span

# Endings and words that turn against what was said: a new clause begins.
CONTRASTING_ENDINGS = ("지만", "는데", "은데", "ᆫ데", "던데", "으나")
CONTRASTING_WORDS = frozenset({"반면", "반면에", "but", "however"})
CONTRASTING_ADVERBS = frozenset(
    {"하지만", "그러나", "그런데", "근데", "그렇지만", "다만", "그래도", "그치만", "허나"}
)
# Endings that only add: a new clause begins when it speaks of something else.
ADDING_ENDINGS = frozenset({"고", "며", "으며", "고요", "구"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a text that judges one thing.

    `named` are the brands in it, `standards` those of them that others are held against
    ("B보다"), `aspects` what is judged.
    """

    start: int
    end: int
    named: tuple[str, ...]
    standards: tuple[str, ...]
    aspects: tuple[Aspect, ...]
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """A clause and the brands it speaks of; `against` are those it speaks of in reverse."""

    clause: Clause
    brands: tuple[str, ...]
    against: tuple[str, ...]


def clauses(
    analysis: Analysis, brands: Sequence[Found], aspects: AspectFinder, *, in_title: bool = False
) -> list[Clause]:
    """Return a text's clauses, in order."""
    lemmas = list(analysis.lemmas())
    judged = aspects.find(lemmas)
    topics = [(one.start, one.end) for one in brands]
    topics += [(one.start, one.end) for one in judged]
    compared = {one.start for one in brands if is_standard(one, analysis.morphemes)}
    return [
        clause_at(span, brands, judged, compared, in_title=in_title)
        for sentence in analysis.sentences()
        for span in cut(sentence, analysis, lemmas, topics)
    ]


def clause_at(
    span: Span,
    brands: Iterable[Found],
    judged: Iterable[FoundAspect],
    compared: set[int],
    *,
    in_title: bool,
) -> Clause:
    """Return the clause at a span."""
    inside = [one for one in brands if span[0] <= one.start < span[1]]
    return Clause(
        *span,
        named=unique(one.brand for one in inside),
        standards=unique(one.brand for one in inside if one.start in compared),
        aspects=tuple(one.aspect for one in judged if span[0] <= one.start < span[1]),
        in_title=in_title,
    )


def cut(
    sentence: Span, analysis: Analysis, lemmas: Sequence[Lemma], topics: Sequence[Span]
) -> list[Span]:
    """Return the spans of a sentence's clauses."""
    start, end = sentence
    spans: list[Span] = []
    marks = [mark for mark in boundaries(analysis.morphemes) if start < mark[0] < end]
    for (at, contrasts), (following, _) in pairwise([*marks, (end, False)]):
        needed = lemmas if contrasts else topics
        if holds((start, at), needed) and holds((at, following), needed):
            spans.append((start, at))
            start = at
    return [stripped(span, analysis.text) for span in (*spans, (start, end))]


def boundaries(morphemes: Sequence[Token]) -> list[tuple[int, bool]]:
    """Return where a clause may begin, and whether it turns against the one before."""
    marks = []
    for one, other in pairwise(morphemes):
        adverb = other.tag == "MAJ" and other.form in CONTRASTING_ADVERBS
        if adverb or other.form.lower() in CONTRASTING_WORDS:
            marks.append((other.start, True))
        elif one.tag == "EC" and other.start >= one.end:
            if one.form.endswith(CONTRASTING_ENDINGS):
                marks.append((one.end, True))
            elif one.form in ADDING_ENDINGS and other.tag != "VX":
                marks.append((one.end, False))
    return marks


def holds(span: Span, things: Iterable[Span | Lemma]) -> bool:
    """Tell whether something begins inside a span."""
    starts = (thing.start if isinstance(thing, Lemma) else thing[0] for thing in things)
    return any(span[0] <= start < span[1] for start in starts)


def is_standard(found: Found, morphemes: Sequence[Token]) -> bool:
    """Tell whether a brand is what another one is held against: `B보다`."""
    return any(
        token.start == found.end and token.form == "보다" and token.tag.startswith("JK")
        for token in morphemes
    )


def stripped(span: Span, text: str) -> Span:
    """Return a span without blanks and commas around it; the span itself if nothing is left."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in ",，"):
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else span


def credited(clauses: Iterable[Clause], brands: tuple[str, ...]) -> list[Credit]:
    """Return whom each clause speaks of.

    A clause that names no brand speaks of those named last; before any is named, of all
    `brands` of the mention. A brand that others are held against is spoken of in reverse, and
    whoever was spoken of before (or the other brands) is meant when no other is named beside it.
    """
    made = []
    last: tuple[str, ...] = ()
    for clause in clauses:
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
