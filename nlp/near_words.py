"""Propose words near an aspect's name and examples, by the contextual model inside Kiwi.

A proposal is only shown: a person takes what fits. The model holds opposites near each other
(비싸다 and 싸다, which does no harm within one aspect), knows no word that it would split
(불친절), and is noise, with high scores, where words are rare: what is rare is neither asked nor
proposed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice
from statistics import fmean

from kiwipiepy import Token

from mentions.model import Aspect
from nlp.kiwi import Morphology
from nlp.text import clean

MOST = 20
NEIGHBOURS = 60
CROWD = 10
RARE = 50_000
"""Kiwi 0.24 numbers its morphemes from frequent to rare; past this number neighbours are chance."""
ENDS = {"NNG": "", "XR": "하다", "VA": "다", "VV": "다"}
"""Which morphemes can be words of an aspect, and what makes a word in dictionary form of them."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A morpheme to start from: one that Kiwi's model knows well."""

    form: str
    tag: str

    @property
    def word(self) -> str:
        """The morpheme as a word in dictionary form."""
        return self.form + ENDS[self.tag.partition("-")[0]]


def near(
    morphology: Morphology, name: str, examples: Sequence[str] = (), most: int = MOST
) -> list[tuple[str, float]]:
    """Return at most `most` words near an aspect's name and examples, with how near, 0 to 1.

    A word is as near as it is on average to the nearer half of what was given, so that an aspect
    of several sides (점원, 친절하다) gets words of each. The first is the one that is nearer than
    words usually are to it: rare words are near to everything (after "Word translation without
    parallel data", Conneau et al. 2018, section 2.3). Empty when Kiwi knows none of the words.
    """
    given = [*name.split("·"), *examples]
    seeds = list(dict.fromkeys(seed for word in given if (seed := seed_of(morphology, word))))
    known = {seed.word for seed in seeds} | {clean(word).text.strip() for word in given}
    found = {seed for one in seeds for seed in neighbours(morphology, one)}
    scored = [
        (seed, closeness(morphology, seed, seeds)) for seed in found if seed.word not in known
    ]
    scored.sort(
        key=lambda pair: (2 * pair[1] - crowding(morphology, pair[0]), pair[0].word), reverse=True
    )
    best: dict[str, float] = {}
    for seed, score in scored:
        best.setdefault(seed.word, score)
    return list(islice(best.items(), most))


def proposal(morphology: Morphology, aspect: Aspect, most: int = MOST) -> str:
    """Return an aspect's lines for config.toml with the words that are near it as comments."""
    given = [*aspect.name.split("·"), *aspect.words]
    proposed = near(morphology, aspect.name, aspect.words, most)
    return as_toml(aspect.name, aspect.words, proposed, unknown(morphology, given))


def unknown(morphology: Morphology, words: Iterable[str]) -> tuple[str, ...]:
    """Return those of the words from which nothing can be proposed: split, rare or not known."""
    return tuple(word for word in words if not has_neighbours(morphology, word))


def has_neighbours(morphology: Morphology, word: str) -> bool:
    """Tell whether something can be proposed from a word."""
    seed = seed_of(morphology, word)
    return seed is not None and any(True for _ in neighbours(morphology, seed))


def seed_of(morphology: Morphology, word: str) -> Seed | None:
    """Return the one morpheme that a word is made of, None when it is none or a rare one."""
    tokens = list(next(morphology.analyse([clean(word).text])).morphemes)
    kept = [token for token in tokens if token.tag.partition("-")[0] in ENDS]
    rest = {token.tag[:1] for token in tokens if token not in kept} - {"E"}
    if len(kept) != 1 or rest - {"X"} or any(token.tag.startswith("XP") for token in tokens):
        return None
    return Seed(kept[0].form, kept[0].tag) if is_common(morphology, kept[0]) else None


def is_common(morphology: Morphology, token: Token) -> bool:
    """Tell whether Kiwi's model knows a morpheme, and not as a rare one."""
    try:
        found = morphology.kiwi.most_similar_morphemes((token.form, token.tag), top_n=1)
    except ValueError:  # no such morpheme in the model
        return False
    return bool(found) and token.id < RARE


def neighbours(morphology: Morphology, seed: Seed) -> Iterator[Seed]:
    """Yield the common morphemes nearest to one that can be words."""
    for one in morphology.kiwi.most_similar_morphemes((seed.form, seed.tag), top_n=NEIGHBOURS):
        if one.id < RARE and one.tag.partition("-")[0] in ENDS and len(one.form) > 1:
            yield Seed(one.form, one.tag)


def closeness(morphology: Morphology, seed: Seed, given: Sequence[Seed]) -> float:
    """Return the mean similarity of a morpheme to the nearer half of those given."""
    similar = (
        float(morphology.kiwi.morpheme_similarity((seed.form, seed.tag), (one.form, one.tag)))
        for one in given
    )
    return round(fmean(nlargest((len(given) + 1) // 2, similar)), 4)


def crowding(morphology: Morphology, seed: Seed) -> float:
    """Return how near a morpheme's own neighbours are to it, on average."""
    around = morphology.kiwi.most_similar_morphemes((seed.form, seed.tag), top_n=CROWD)
    return fmean(float(one.score) for one in around)


def as_toml(
    name: str, words: Sequence[str], proposed: Sequence[tuple[str, float]], left: Sequence[str] = ()
) -> str:
    """Return an aspect's lines for config.toml, with what is proposed as comments.

    Nothing counts before a person takes the mark before it away. `left` are words from which
    nothing could be proposed.
    """
    lines = ["[[aspects]]", f"name = {quoted(name)}", "words = ["]
    lines += [f"    {quoted(word)}," for word in words]
    lines += [f"    # {quoted(word)},  # {score:.2f}" for word, score in proposed]
    lines.append("]")
    if left:
        lines.append(f"# Nothing near is known of: {', '.join(left)}")
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Return a text as a TOML string."""
    return json.dumps(text, ensure_ascii=False)
