"""Read which of two brands a sentence puts above the other.

The rules are looked for in a sentence whose brands are one private letter each, so that
"A는 B 발끝도 못 따라감" is one pattern whatever A and B are called. The gaps of a pattern are
bounded and hold neither a brand nor the end of a sentence: a text costs its length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mentions.model import Polarity
from nlp.brands import Found
from nlp.comparison_rules import (
    ALIKE,
    ANY,
    DENIED,
    EVEN,
    FIRST,
    LAST,
    LEANING,
    LEFT,
    NOT_MET,
    RASCALS,
    REFUTED,
    RULES,
    SHOULD_HAVE,
    SORRY,
    SURE,
    Rule,
)
from nlp.kiwi import Span
from nlp.tone import asks, ends, reports

MOST_BRANDS = LAST - FIRST + 1
PRIVATE = re.compile(ANY)
TAIL = 60
"""Letters after a match, and after its sentence, in which it may be taken back."""


@dataclass(frozen=True, slots=True)
class Vote:
    """What a sentence's construction says of a brand, at a place of the text."""

    brand: str
    polarity: Polarity
    weight: float
    at: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What a text's constructions say of its brands.

    `left` are the places where the author leaves a brand that others are tried after.
    """

    votes: tuple[Vote, ...] = ()
    left: tuple[tuple[int, str], ...] = ()


def compared(text: str, spans: Iterable[Span], found: Sequence[Found]) -> Compared:
    """Return what the sentences at `spans` say of the brands found in a text, compared.

    Nothing is said where fewer than two or more than `MOST_BRANDS` brands are named.
    """
    names = list(dict.fromkeys(one.brand for one in found))
    if not 2 <= len(names) <= MOST_BRANDS:
        return Compared()
    votes: list[Vote] = []
    left: list[tuple[int, str]] = []
    masked = mask(text, found, names)
    for start, end in spans:
        sentence = masked.within(start, end)
        cast, leaving = sentence_votes(sentence)
        votes += cast
        left += leaving
        left += [
            (sentence.at(match.start()), sentence.name(match[1]))
            for match in LEFT.finditer(sentence.text)
        ]
    return Compared(tuple(votes), tuple(left))


@dataclass(frozen=True, slots=True)
class Masked:
    """A text whose brands are one private letter each; letter `i` stood at `places[i]`."""

    text: str
    places: Sequence[int]
    names: Sequence[str]
    following: str = ""

    def within(self, start: int, end: int) -> Masked:
        """Return the part that stood between two places, and what follows it."""
        first, last = bisect_left(self.places, start), bisect_left(self.places, end)
        return Masked(
            self.text[first:last],
            self.places[first:last],
            self.names,
            self.text[last : last + TAIL],
        )

    def said(self) -> str:
        """Return the words, with a plain name for each brand."""
        return PRIVATE.sub("이것", self.text)

    def at(self, letter: int) -> int:
        """Return where a letter stood."""
        return self.places[letter]

    def name(self, letter: str) -> str:
        """Return the brand that a private letter is."""
        return self.names[ord(letter) - FIRST]

    def other(self, name: str) -> str:
        """Return the other one of two brands; empty when there are more."""
        return next(one for one in self.names if one != name) if len(self.names) == 2 else ""


def mask(text: str, found: Sequence[Found], names: Sequence[str]) -> Masked:
    """Return a text with its brands masked; where two are named by one word, the first is."""
    letters: list[str] = []
    places: list[int] = []
    at = 0
    for one in [*found, None]:
        start = len(text) if one is None else one.start
        if start < at:
            continue
        letters.append(PRIVATE.sub(" ", text[at:start]))
        places += range(at, start)
        if one is not None:
            letters.append(chr(FIRST + names.index(one.brand)))
            places.append(start)
            at = one.end
    return Masked("".join(letters), places, names)


def sentence_votes(sentence: Masked) -> tuple[list[Vote], list[tuple[int, str]]]:
    """Return the votes of one sentence, and the brands that it tells somebody left.

    The first rule that speaks of a brand decides.
    """
    if not PRIVATE.search(sentence.text):
        return [], []
    votes = list(not_met(sentence))
    said = ends(sentence.said())
    if asks(said) and len(PRIVATE.findall(sentence.text)) > 1:
        return list(everyone(sentence, Polarity.NEUTRAL, SURE)), []
    if reports(said):
        return votes, []
    if RASCALS.search(sentence.text):
        return list(everyone(sentence, Polarity.BLAME, LEANING)), []
    if ALIKE.search(sentence.text) or EVEN.search(sentence.text):
        return votes, []
    silent = {vote.brand for vote in votes}
    left = []
    for one in RULES:
        cast = []
        for match in one.pattern.finditer(sentence.text):
            cast += [vote for vote in match_votes(sentence, match, one) if vote.brand not in silent]
            if cast and one.turns:
                left += leaving(sentence, match)
        votes += cast
        silent |= {vote.brand for vote in cast}
    votes += [
        vote
        for match in SHOULD_HAVE.finditer(sentence.text)
        if "진작" not in match[0]
        for vote in pair(sentence, match, SURE)
        if vote.brand not in silent
    ]
    return votes, left


def everyone(sentence: Masked, polarity: Polarity, weight: float) -> Iterator[Vote]:
    """Yield the same vote on every brand of a sentence."""
    for one in PRIVATE.finditer(sentence.text):
        yield Vote(sentence.name(one[0]), polarity, weight, sentence.at(one.start()))


def leaving(sentence: Masked, match: re.Match[str]) -> list[tuple[int, str]]:
    """Return whom somebody left who switched, and where."""
    told = match.groupdict().get("l")
    name = sentence.name(told) if told else sentence.other(sentence.name(match["w"]))
    return [(sentence.at(match.start("w")), name)] if name else []


def not_met(sentence: Masked) -> Iterator[Vote]:
    """Yield votes for silence on brands that the author only could not have."""
    for match in NOT_MET.finditer(sentence.text):
        name = sentence.name(match[1])
        yield Vote(name, Polarity.NEUTRAL, SURE, sentence.at(match.start()))


def match_votes(sentence: Masked, match: re.Match[str], one: Rule) -> list[Vote]:
    """Return the votes of a rule that matched, unless the sentence takes them back."""
    rest = sentence.text[match.end() - 1 : match.end() + TAIL]
    if REFUTED.match(rest) and not one.turns:
        return pair(sentence, match, one.weight, swapped=True)
    if DENIED.match(rest) and not one.turns:
        return undecided(sentence, match)
    if one.turns and "얼마나" in rest + sentence.following:
        return []
    sorry = one.turns and bool(SORRY.search(rest + sentence.following))
    return pair(sentence, match, SURE if sorry else one.weight, swapped=sorry)


def undecided(sentence: Masked, match: re.Match[str]) -> list[Vote]:
    """Return votes for silence on the brands of a match."""
    named = [name for name in match.groupdict().values() if name]
    at = sentence.at(match.start())
    return [Vote(sentence.name(name), Polarity.NEUTRAL, SURE, at) for name in named]


def pair(
    sentence: Masked, match: re.Match[str], weight: float, *, swapped: bool = False
) -> list[Vote]:
    """Return the votes for the winner and against the loser of a match.

    A side that the pattern leaves open is the text's other brand, if there is but one.
    """
    sides = match.groupdict()
    winner = sentence.name(sides["w"]) if sides.get("w") else ""
    loser = sentence.name(sides["l"]) if sides.get("l") else ""
    winner, loser = winner or sentence.other(loser), loser or sentence.other(winner)
    if swapped:
        winner, loser = loser, winner
    at = sentence.at(match.start())
    if winner == loser:
        return []
    cast = ((winner, Polarity.PRAISE), (loser, Polarity.BLAME))
    return [Vote(name, polarity, weight, at) for name, polarity in cast if name]
