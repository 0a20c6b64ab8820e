"""Cut a sentence where it turns to something else."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from kiwipiepy import Token

from nlp.kiwi import Analysis, Span

START = attrgetter("start")
# Endings and words that turn against what was said: a new clause begins.
CONTRASTING_ENDINGS = ("지만", "는데", "은데", "ᆫ데", "던데", "으나")
CONTRASTING_WORDS = frozenset({"반면", "반면에", "but", "however"})
CONTRASTING_ADVERBS = frozenset(
    {"하지만", "그러나", "그런데", "근데", "그렇지만", "다만", "그래도", "그치만", "허나"}
)
# Endings that only add: a new clause begins when it speaks of something else.
ADDING_ENDINGS = frozenset({"고", "며", "으며", "고요", "구"})
INSTEAD = ("말", "고")


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
    for number, (one, other) in enumerate(pairwise(morphemes)):
        adverb = other.tag == "MAJ" and other.form in CONTRASTING_ADVERBS
        if adverb or other.form.lower() in CONTRASTING_WORDS:
            marks.append((other.start, True))
        elif contrasts(one):
            marks.append((one.end, True))
        elif places(one, other) or (
            adds(one) and other.tag != "VX" and not lists(morphemes, number)
        ):
            marks.append((one.end, False))
    return marks


def lists(morphemes: Sequence[Token], number: int) -> bool:
    """Tell whether an ending only lists: A 말고 B, A고 B고."""
    one = morphemes[number]
    former = [(token.form, token.tag) for token in morphemes[max(number - 2, 0) : number]]
    if not former:
        return False
    named = len(former) == 2 and former[0][1] == "NNP" and former[1][1] == "VCP"
    return (former[-1][0], one.form) == INSTEAD or named


def places(token: Token, other: Token) -> bool:
    """Tell whether a clause ends here whose ending Kiwi takes for another: 하지, 주는 데."""
    if token.tag == "NNB" and token.form == "데":
        return not other.tag.startswith("J")
    settled = token.tag in {"EC", "EF"} and token.form in {"지", "죠"}
    return settled and other.tag not in {"VX", "SF", "SP", "SE"} and other.form != "못하"


def contrasts(token: Token) -> bool:
    """Tell whether a morpheme is an ending that turns against what was said."""
    return bool(token.tag == "EC" and token.form.endswith(CONTRASTING_ENDINGS))


def adds(token: Token) -> bool:
    """Tell whether a morpheme is an ending that only adds to what was said."""
    return bool(token.tag == "EC" and token.form in ADDING_ENDINGS)


def before(sentence: Sequence[Token], start: int) -> Sequence[Token]:
    """Return the last morpheme before a place, in a sequence; none at the beginning."""
    at = bisect_left(sentence, start, key=START)
    return sentence[at - 1 : at] if at else ()


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
