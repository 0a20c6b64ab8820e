"""Words that people use and Kiwi does not know, for a person to accept.

Kiwi's own `extract_words` found 30 in 20,000 film reviews, a third of them pieces of words and
runs of dots: it looks at letters only. Here a candidate is what Kiwi cuts oddly at the beginning
of a word: a noun that stands in no dictionary, or a row of single syllables (겉바속촉). Whether it
is a word by itself is then told by what follows it (branching entropy) and by how surely its
first letters lead to the whole (cohesion), as in soynlp: https://github.com/lovit/soynlp.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice, takewhile

from kiwipiepy import Token

from nlp.kiwi import Analysis, Morphology
from nlp.text import clean

LEAST = 5
MOST = 100
EXAMPLES = 3
LONGEST = 10
LONGEST_EXAMPLE = 80
BATCH = 2_048
LEAST_FREEDOM = 1.0
LEAST_COHESION = 0.05
PER = 1_000
WHOLE = re.compile(r"[가-힣]{2,}")
LETTER = re.compile(r"[가-힣A-Za-z0-9]")
# What may be a piece of a word that Kiwi does not know, and what makes a row of pieces plain
# counting or plural instead: 두 번, 애들.
PIECES = frozenset({"NNG", "NNP", "NNB", "NR", "NP", "XR", "XPN", "XSN", "MAG", "MM", "IC"})
PLAIN = frozenset({"NNB", "NR", "NP", "MM", "XSN"})
NOUNS = frozenset({"NNG", "NNP"})


@dataclass(frozen=True, slots=True)
class NewWord:
    """A word that is proposed, with what speaks for it.

    `count` and `before` are the texts that hold it, now and in the earlier period; `growth` is how
    many times as often it is used now, None when no earlier period is known. `freedom` is the
    entropy of what follows it, in bits; `cohesion` is between 0 and 1.
    """

    word: str
    count: int
    before: int
    growth: float | None
    cohesion: float
    freedom: float
    examples: tuple[str, ...]


@dataclass(slots=True)
class Sightings:
    """What was seen in a period: odd beginnings of words, the words themselves, and examples."""

    texts: int = 0
    odd: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def proposed(
    texts: Iterable[str],
    morphology: Morphology,
    *,
    earlier: Iterable[str] = (),
    least: int = LEAST,
    most: int = MOST,
) -> list[NewWord]:
    """Return words that the texts use and Kiwi does not know, the fastest growing first.

    A word stands in `least` texts or more; at most `most` are returned. Without `earlier` texts
    the most frequent comes first. What Kiwi takes for a misspelling is no new word.
    """
    now = seen(texts, morphology)
    then = seen(earlier, morphology)
    candidates = {word for word, count in now.odd.items() if count >= least}
    following = followers(now.words, candidates)
    found = [
        new_word(word, now, then, following)
        for word in candidates
        if is_whole(word, following, now.odd) and is_unknown(word, morphology)
    ]
    free = [one for one in found if one.freedom >= LEAST_FREEDOM and one.cohesion >= LEAST_COHESION]
    return sorted(free, key=lambda one: (-(one.growth or 0), -one.count, one.word))[:most]


def seen(texts: Iterable[str], morphology: Morphology) -> Sightings:
    """Return what is seen in texts; each text counts once for a word, however often it has it."""
    found = Sightings()
    rest = iter(texts)
    while batch := list(islice(rest, BATCH)):
        for analysis in morphology.analyse(clean(text).text for text in batch):
            found.texts += 1
            found.words.update({written[:LONGEST] for written in analysis.text.split()})
            for word in {word for word in odd_words(analysis) if word not in morphology.plain}:
                found.odd[word] += 1
                if len(found.examples[word]) < EXAMPLES:
                    found.examples[word].append(example(analysis.text, word))
    return found


def odd_words(analysis: Analysis) -> Iterator[str]:
    """Yield what begins a word and is cut oddly."""
    for _, group in groupby(analysis.morphemes, key=place):
        pieces = list(takewhile(lambda token: token.tag in PIECES, adjoining(group)))
        if pieces and is_odd(pieces):
            word = analysis.text[pieces[0].start : max(token.end for token in pieces)]
            before = analysis.text[pieces[0].start - 1 : pieces[0].start]
            if WHOLE.fullmatch(word) and len(word) <= LONGEST and not LETTER.match(before):
                yield word


def place(token: Token) -> tuple[int, int]:
    """Return the number of a token's sentence, and of its word therein."""
    return token.sent_position, token.word_position


def adjoining(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield the first tokens that stand without a gap between them."""
    end = -1
    for token in tokens:
        if end not in {-1, token.start}:
            return
        end = token.end
        yield token


def is_odd(pieces: Sequence[Token]) -> bool:
    """Tell whether pieces are an unknown noun, or single syllables only."""
    if any(token.oov and token.tag in NOUNS for token in pieces):
        return len(pieces) == 1 or all(token.oov or len(token.form) == 1 for token in pieces)
    plain = any(token.tag in PLAIN for token in pieces)
    return len(pieces) > 1 and not plain and all(len(token.form) == 1 for token in pieces)


def is_unknown(word: str, morphology: Morphology) -> bool:
    """Tell whether a word stands in no dictionary by itself, and is no misspelling."""
    alone = next(morphology.analyse([word])).morphemes
    known = len(alone) == 1 and not alone[0].oov
    return not known and not morphology.corrected(word)


def followers(words: Mapping[str, int], candidates: set[str]) -> dict[str, Counter[str]]:
    """Return for each candidate, and for its first letters, what follows it in words."""
    heads = {word[:length] for word in candidates for length in range(1, len(word) + 1)}
    found: dict[str, Counter[str]] = {head: Counter() for head in heads}
    for written, count in words.items():
        for length in range(1, len(written) + 1):
            head = written[:length]
            if head in found:
                found[head][written[length : length + 1]] += count
    return found


def is_whole(word: str, following: Mapping[str, Counter[str]], odd: Mapping[str, int]) -> bool:
    """Tell whether a word is no shorter candidate with an ending or a particle behind it."""
    heads = (word[:length] for length in range(2, len(word)))
    return not any(
        odd.get(head, 0) >= odd[word] and entropy(following[head]) >= LEAST_FREEDOM
        for head in heads
    )


def new_word(
    word: str, now: Sightings, then: Sightings, following: Mapping[str, Counter[str]]
) -> NewWord:
    """Return a candidate with its numbers."""
    whole, first = following[word].total(), following[word[:1]].total()
    return NewWord(
        word=word,
        count=now.odd[word],
        before=then.odd[word],
        growth=growth(now.odd[word], now.texts, then.odd[word], then.texts),
        cohesion=round((whole / first) ** (1 / (len(word) - 1)), 3) if first else 0.0,
        freedom=round(entropy(following[word]), 3),
        examples=tuple(now.examples[word]),
    )


def growth(count: int, texts: int, before: int, earlier: int) -> float | None:
    """Return how many times as often a word is used, one use added to either side.

    >>> growth(9, 1_000, 4, 1_000), growth(9, 1_000, 0, 0)
    (2.0, None)
    """
    if not earlier:
        return None
    return round((count + 1) / texts / ((before + 1) / earlier), 2)


def entropy(following: Mapping[str, int]) -> float:
    """Return the entropy of what follows, in bits.

    >>> entropy({"이": 2, "가": 2})
    1.0
    """
    total = sum(following.values())
    shares = [count / total for count in following.values() if count]
    return -sum(share * math.log2(share) for share in shares) + 0.0


def example(text: str, word: str) -> str:
    """Return the part of a text around a word, in one line."""
    at = text.find(word)
    start = max(0, at - LONGEST_EXAMPLE // 2)
    return " ".join(text[start : start + LONGEST_EXAMPLE].split())
