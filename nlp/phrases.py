"""Find configured words in an analysed text: by their morphemes, long nouns by their letters too.

Kiwi cuts the same word differently where the words around it differ (이물질), drops a suffix that
tells (기사님 from 기사), and cannot know a word with a blank in the wrong place (고 객센터). So a
noun of three letters and more is also looked up by its letters, blanks left out, wherever a word
or a morpheme begins.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Generic, TypeVar

from nlp.kiwi import Analysis, Lemma, Morphology, Span
from nlp.text import clean

Thing = TypeVar("Thing")
Terms = tuple[str, ...]

PREDICATES = frozenset({"VV", "VA"})
BOUND_NOUN = "NNB"
# What makes a noun of one letter a measure: "공지 한 줄", "3줄".
COUNTED = re.compile(r"(?:[한두세네몇째]|\d)$")
FINALS = 28
ATTRIBUTIVE_FINALS = frozenset({4, 8})
"""ㄴ and ㄹ, counted among the final consonants of Hangul: 맛있을, 먹은."""
ADVERBS = frozenset({"MAG", "IC"})
MOST_ADVERBS = 2
NOUNS = "NN"
DOES = "하다"
SHORT_NOUN = 2
ENDINGS = ("EC", "EF", "EP", "ETM", "ETN")
BLANKS = re.compile(r"\s+")
WORD_START = re.compile(r"(?<![가-힣])[가-힣]")
SENTENCE_END = re.compile(r"[.!?\n]")


@dataclass(frozen=True, slots=True)
class Word(Generic[Thing]):
    """A configured word, taken apart.

    `tag` is that of a predicate which stands alone: 싸다 (cheap) is not 싸다 (to wrap). `loose`
    allows adverbs between the parts ("줄이 너무 길다"), `letters` is the noun without blanks, and
    `whole` tells whether its morphemes are all of it.
    """

    written: str
    thing: Thing
    forms: Terms
    tag: str
    loose: bool
    letters: str
    whole: bool

    @property
    def noun(self) -> bool:
        """Whether the word names something, rather than saying how it is."""
        return bool(self.letters)

    @property
    def short(self) -> bool:
        """Whether its letters may well be a part of another word."""
        return len(self.letters) <= SHORT_NOUN


@dataclass(frozen=True, slots=True)
class Match(Generic[Thing]):
    """A configured word at a span of the text."""

    word: Word[Thing]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrases(Generic[Thing]):
    """Configured words: by their first morpheme, and nouns by their letters."""

    rows: Mapping[str, Sequence[Word[Thing]]]
    nouns: Mapping[str, Sequence[Word[Thing]]]
    lengths: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, Thing]], morphology: Morphology) -> Phrases[Thing]:
        """Take each word apart; what it stands for comes with it."""
        kept = [(" ".join(clean(word).text.split()), thing) for word, thing in pairs]
        analyses = morphology.analyse([word for word, _ in kept])
        rows: dict[str, list[Word[Thing]]] = {}
        nouns: dict[str, list[Word[Thing]]] = {}
        for (written, thing), analysis in zip(kept, analyses, strict=True):
            word = taken_apart(written, thing, analysis)
            for variant in variants(word):
                rows.setdefault(variant.forms[0], []).append(variant)
            if len(word.letters) >= SHORT_NOUN:
                nouns.setdefault(word.letters, []).append(word)
        lengths: dict[str, set[int]] = {}
        for letters in nouns:
            lengths.setdefault(letters[:2], set()).add(len(letters))
        longest_first = {head: sorted(many, reverse=True) for head, many in lengths.items()}
        return cls(rows, nouns, longest_first)

    def find(self, lemmas: Sequence[Lemma], text: str = "") -> list[Match[Thing]]:
        """Return the words that stand in a text, in order; where they overlap the longest wins.

        Without the `text` nouns are found by their morphemes only.
        """
        return longest([*self.by_morphemes(lemmas, text), *self.by_letters(lemmas, text)])

    def by_morphemes(self, lemmas: Sequence[Lemma], text: str) -> Iterator[Match[Thing]]:
        """Yield the words whose morphemes stand in a row."""
        halves = {start for start, _ in split_nouns(lemmas)}
        for at, lemma in enumerate(lemmas):
            for word in self.rows.get(lemma.form, ()):
                if (word.tag and word.tag != lemma.tag) or (text and not word.whole):
                    continue
                if len(word.forms) == 1 and (lemma.start in halves or depends(lemma, text)):
                    continue
                last = last_of(word, lemmas, at, text)
                if last >= 0:
                    yield Match(word, lemma.start, lemmas[last].end)

    def by_letters(self, lemmas: Sequence[Lemma], text: str) -> Iterator[Match[Thing]]:
        """Yield the nouns whose letters stand in a row, whatever blanks are between them."""
        if not self.nouns or not text:
            return
        places = [at for at, letter in enumerate(text) if not letter.isspace()]
        letters = "".join(small(text[at]) for at in places)
        starts = {found.start() for found in WORD_START.finditer(text)}
        pairs = split_nouns(lemmas)
        for start in sorted(starts | {lemma.start for lemma in lemmas}):
            at = bisect_left(places, start)
            for length in self.lengths.get(letters[at : at + 2], ()):
                span = (start, places[min(at + length, len(places)) - 1] + 1)
                words = [
                    word
                    for word in self.nouns.get(letters[at : at + length], ())
                    if not (word.short and word.whole) or span in pairs
                ]
                if words:
                    yield from (Match(word, *span) for word in words)
                    break


def split_nouns(lemmas: Sequence[Lemma]) -> set[Span]:
    """Return the spans of two nouns of one letter without a blank: Kiwi may have cut one in two."""
    return {
        (one.start, other.end)
        for one, other in pairwise(lemmas)
        if one.end == other.start == one.start + 1 == other.end - 1
        and one.tag.startswith(NOUNS)
        and other.tag.startswith(NOUNS)
    }


def taken_apart(written: str, thing: Thing, analysis: Analysis) -> Word[Thing]:
    """Return a word with its morphemes.

    하자 (a flaw) alone looks like a form of 하다, but is none: a predicate is written with 다.
    """
    lemmas = list(analysis.lemmas())
    letters = "".join(small(letter) for letter in BLANKS.sub("", written))
    predicate = bool(lemmas) and written.endswith("다") and analysis.morphemes[-1].tag in ENDINGS
    forms: Terms
    looks_like_a_form = len(lemmas) == 1 and lemmas[0].tag in PREDICATES
    if not predicate and (len(letters) == 1 or looks_like_a_form):
        forms = (letters,)
    else:
        forms = tuple(lemma.form for lemma in lemmas)
    return Word(
        written=written,
        thing=thing,
        forms=forms,
        tag=lemmas[0].tag if len(lemmas) == 1 and predicate and lemmas[0].tag in PREDICATES else "",
        loose=" " in written,
        letters="" if predicate else letters,
        whole=predicate or "".join(forms) == letters,
    )


def depends(lemma: Lemma, text: str) -> bool:
    """Tell whether a noun only serves the words before it.

    In "맛있을 줄 알았다" 줄 is no queue, nor in "공지 한 줄". Kiwi takes 양 (the amount) for a
    bound noun even where nothing stands before it.
    """
    before = text[max(lemma.start - 3, 0) : lemma.start].rstrip(" ")
    if lemma.tag == BOUND_NOUN:
        return not text or (bool(before) and final(before[-1]) in ATTRIBUTIVE_FINALS)
    return len(lemma.form) == 1 and bool(COUNTED.search(before))


def final(letter: str) -> int:
    """Return the number of a Hangul letter's final consonant; 0 for none and for other letters."""
    return (ord(letter) - ord("가")) % FINALS if "가" <= letter <= "힣" else 0


def small(letter: str) -> str:
    """Return a letter without its case, always as one letter."""
    lower = letter.lower()
    return lower if len(lower) == 1 else letter


def variants(word: Word[Thing]) -> Iterator[Word[Thing]]:
    """Yield a word as Kiwi may take it apart: 깨끗하다 alone is one morpheme, in a text two."""
    if not word.forms:
        return
    yield word
    *before, last = word.forms
    root = last.removesuffix(DOES)
    if not word.noun and word.written.endswith(DOES) and len(root) > 1:
        other = root if root != last else last + DOES
        yield replace(word, forms=(*before, other), tag="")


def last_of(word: Word[Thing], lemmas: Sequence[Lemma], at: int, text: str) -> int:
    """Return the place of a word's last morpheme when its first stands at `at`; else -1."""
    here = at
    for form in word.forms[1:]:
        before = here
        here += 1
        while (
            word.loose
            and here < len(lemmas)
            and here - before <= MOST_ADVERBS
            and lemmas[here].form != form
            and lemmas[here].tag in ADVERBS
        ):
            here += 1
        if here >= len(lemmas) or lemmas[here].form != form:
            return -1
        if text and SENTENCE_END.search(text, lemmas[before].end, lemmas[here].start):
            return -1
    return here


def longest(matches: Iterable[Match[Thing]]) -> list[Match[Thing]]:
    """Return the matches in order without those that a longer one overlaps.

    A word of two things gives a match for each; the same word found twice is one.
    """
    ranked = sorted(matches, key=lambda match: (match.start - match.end, match.start))
    taken = bytearray(max((match.end for match in ranked), default=0))
    kept: dict[tuple[int, int], list[Match[Thing]]] = {}
    for match in ranked:
        span = (match.start, match.end)
        if span in kept:
            if all(other.word.thing != match.word.thing for other in kept[span]):
                kept[span].append(match)
        elif not any(taken[match.start : match.end]):
            taken[match.start : match.end] = b"\x01" * (match.end - match.start)
            kept[span] = [match]
    return [match for span in sorted(kept) for match in kept[span]]
