"""Kiwi behind two functions: a text's terms, and its sentences.

One loaded `Morphology` may be shared by threads: after loading nothing in it changes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.metadata import version
from itertools import pairwise

from kiwipiepy import Kiwi, Token

from mentions.model import Brand
from nlp.emoji import emoji
from nlp.spellings import LETTERS, letters, spellings
from nlp.text import clean, folded

Span = tuple[int, int]

TERMS_VERSION = 2
"""Raised when a change here changes terms, so that indexes are filed anew."""

# What can be searched: nouns, roots, verbs, adjectives, adverbs, exclamations, foreign words,
# numbers, emoji. Particles, endings, the copula and auxiliaries carry no meaning of their own.
TERM_TAGS = frozenset(
    {"NNG", "NNP", "NNB", "NR", "NP", "XR", "XPN", "VV", "VA", "VCN", "MAG", "IC"}
    | {"SL", "SH", "SN", "SB", "W_SERIAL"}
)
FOREIGN_TAGS = frozenset({"SL", "SN", "SH", "W_SERIAL"})
NEGATING_PREFIXES = frozenset("불비무미")
# 배송비 is also found by 배송; but 분위기 not by 위기, nor 도시락 by 도시.
NOUN_SUFFIXES = frozenset("비료점사실품원장관소력감물극작집몰권맛값방율률증표석팀")
NOUN_TAGS = frozenset({"NNG", "XSN"})
EXISTENCE = re.compile(r"(.+)([있없]다)")
PICTURES = frozenset({"SW", "W_EMOJI"})
# Kiwi's own correction of every text costs 2.2 times its time, and one change in six is for the
# worse (3,000 film reviews). So it is asked only about words that Kiwi does not know, and only
# adds terms.
TYPOS = "basic"
WORST_TYPO = 1.5
LONGEST_WORD = 20
MOST_UNKNOWN = 64
NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}  # Kiwi does not know ＩＰＨＯＮＥ
HASH = re.compile(r"#(?=\w)")
NO_WORD = re.compile(r"[A-Za-z0-9+/=_\-]{200,}")
HANGUL = re.compile(r"[가-힣]")
BLANK = re.compile(r"\s")
PACKAGES = ("kiwipiepy", "kiwipiepy_model")


def terms_version() -> str:
    """Return what terms depend on beside the user's words: this code, Kiwi and its model."""
    return " ".join([str(TERMS_VERSION), *map(version, PACKAGES)])


@dataclass(frozen=True, slots=True)
class Lemma:
    """A morpheme that carries meaning, in its dictionary form; `unknown` when it stands in none."""

    form: str
    tag: str
    start: int
    end: int
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Analysis:
    """The morphemes of one text, each with `form`, `tag`, `lemma`, `start`, `end`."""

    text: str
    morphemes: Sequence[Token]

    def sentences(self) -> list[Span]:
        """Return the spans of the sentences; a line break ends a sentence too."""
        cuts = [0]
        for number, (one, other) in enumerate(pairwise(self.morphemes), start=1):
            if one.sent_position != other.sent_position or "\n" in self.text[one.end : other.start]:
                cuts.append(number)
        cuts.append(len(self.morphemes))
        spans = (
            (self.morphemes[first].start, max(token.end for token in self.morphemes[first:last]))
            for first, last in pairwise(cuts)
            if first < last
        )
        return [(start, end) for start, end in spans if start < end]

    def lemmas(self) -> Iterator[Lemma]:
        """Yield what can be searched, in the order of the text.

        A negating prefix stays with its noun (불친절 is not 친절), and 맛있다 gives 맛 and 있다
        as `맛이 있다` does.
        """
        prefix = ""
        for token in self.morphemes:
            tag = token.tag.partition("-")[0]
            if tag == "XPN" and token.form in NEGATING_PREFIXES:
                prefix = token.form
                continue
            for term in terms_of(token, tag):
                start = token.start - len(prefix)
                yield Lemma(prefix + term, tag, start, token.end, unknown=bool(token.oov))
            prefix = ""

    def word(self, lemma: Lemma) -> str:
        """Return the word between blanks that a lemma stands in; empty when it is very long."""
        around = self.text[max(0, lemma.start - LONGEST_WORD) : lemma.end + LONGEST_WORD]
        at = min(lemma.start, LONGEST_WORD)
        before, after = BLANK.split(around[:at])[-1], BLANK.split(around[at:], maxsplit=1)[0]
        found = before + after
        return found if len(found) <= LONGEST_WORD else ""


@dataclass(frozen=True, slots=True)
class Morphology:
    """A loaded Kiwi that knows the brands' words as proper nouns, and words that people accepted.

    `parts` are the nouns in a compound, `plain` the plain forms of playful spellings, `corrected`
    the terms of a word that is misspelt.
    """

    kiwi: Kiwi
    words: frozenset[str]
    parts: Callable[[str], tuple[str, ...]]
    plain: Mapping[str, tuple[str, ...]]
    corrected: Callable[[str], tuple[str, ...]]

    @classmethod
    def load(cls, brands: Iterable[Brand] = (), words: Iterable[str] = ()) -> Morphology:
        """Load the dictionary and add the brands' Korean words; takes one to two seconds.

        `words` are new words that people accepted, read as one noun each. Raises `ValueError`
        for one that Kiwi cannot be taught.
        """
        kiwi = Kiwi()
        proper = frozenset(dictionary_words(brands))
        known = proper | frozenset(map(accepted, words))
        taught = {one.morpheme for one in spellings() if one.morpheme and one.written not in known}
        taught |= {(word, "NNP" if word in proper else "NNG") for word in known}
        for form, tag in sorted(taught):
            kiwi.add_user_word(form, tag)
        plain = {one.written: terms_of_text(kiwi, one.plain) for one in spellings()}
        remember = lru_cache(maxsize=65_536)
        parts = remember(partial(compound_parts, kiwi))
        return cls(kiwi, known, parts, plain, remember(partial(corrected, kiwi)))

    @property
    def version(self) -> str:
        """A digest of what terms depend on: where it is equal, equal texts have equal terms."""
        facts = [terms_version(), sorted(self.words), sorted(self.plain.items())]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:12]

    def analyse(self, texts: Iterable[str]) -> Iterator[Analysis]:
        """Yield each text's analysis in order; the texts are worked on by all cores.

        The texts must be free of lone surrogates (`nlp.text.clean`).
        """
        kept = list(texts)
        plain = (NO_WORD.sub(blank, HASH.sub(" ", text.translate(NARROW))) for text in kept)
        found = self.kiwi.tokenize(plain)
        for text, morphemes in zip(kept, found, strict=True):
            yield Analysis(text, morphemes)

    def terms(self, text: str) -> tuple[str, ...]:
        """Return a text's search terms: for mentions and for queries alike."""
        return self.terms_in(next(self.analyse([clean(text).text])))

    def terms_in(self, analysis: Analysis) -> tuple[str, ...]:
        """Return the search terms of an analysed text.

        A compound is followed by its parts, a playful spelling by its plain form, an unknown
        word by the terms of what it is a misspelling of.
        """
        terms: list[str] = []
        unknown = 0
        for lemma in analysis.lemmas():
            terms.append(lemma.form)
            terms += self.plain.get(lemma.form, ())
            if len(lemma.form) > 2 and (lemma.tag == "NNG" or lemma.form in self.words):
                terms += self.parts(lemma.form)
            if lemma.unknown and unknown < MOST_UNKNOWN:
                unknown += 1
                terms += self.corrected(analysis.word(lemma))
        return tuple(terms)

    def closed(self, word: Sequence[Token]) -> str:
        """Return a word with its last ending made final: 좋았지만 becomes 좋았다."""
        kept = [(token.form, token.tag) for token in word[:-1]]
        return str(self.kiwi.join([*kept, ("다", "EF")]))

    def sentences(self, text: str) -> list[Span]:
        """Return the spans of a text's sentences."""
        normal = clean(text)
        spans = next(self.analyse([normal.text])).sentences()
        return [normal.original(start, end) for start, end in spans]


def compound_parts(kiwi: Kiwi, noun: str) -> tuple[str, ...]:
    """Return the nouns of two letters and more in a compound: 고객센터 has 고객 and 센터."""
    blocked = [f"{noun}/NNG", f"{noun}/NNP"]
    found = [(token.form, token.tag) for token in kiwi.tokenize(noun, blocklist=blocked)]
    nouns = tuple(form for form, tag in found if tag in NOUN_TAGS and len(form) > 1)
    suffixes = [form for form, _ in found if len(form) == 1]
    whole = sum(map(len, nouns)) + len(suffixes) == len(noun)
    if not whole or (suffixes and (found[-1][0] not in NOUN_SUFFIXES or len(suffixes) > 1)):
        return ()
    return nouns if len(found) > 1 else ()


def dictionary_words(brands: Iterable[Brand]) -> Iterator[str]:
    """Yield the brands' Korean words of two letters and more that stand without a space."""
    for brand in brands:
        for word in (*(brand.words or (brand.name,)), *brand.aliases):
            plain = clean(word.strip()).text
            if len(plain) > 1 and HANGUL.search(plain) and not BLANK.search(plain):
                yield plain


def accepted(word: str) -> str:
    """Return an accepted word as Kiwi is taught it."""
    plain = clean(word.strip()).text
    if len(plain) < 2 or not HANGUL.search(plain) or BLANK.search(plain):
        raise ValueError(f"no word to be known by: {word!r} (two letters, one of them Korean)")
    return plain


def terms_of_text(kiwi: Kiwi, text: str) -> tuple[str, ...]:
    """Return the terms of a few plain words."""
    return tuple(lemma.form for lemma in Analysis(text, kiwi.tokenize(text)).lemmas())


def corrected(kiwi: Kiwi, word: str) -> tuple[str, ...]:
    """Return the terms of a misspelt word; none when every part of it is as it should be.

    Only Korean of two letters and more is corrected, and only into words that are known.
    """
    if len(HANGUL.findall(word)) < 2:
        return ()
    morphemes = kiwi.tokenize(word, typos=TYPOS)
    worst = max((token.typo_cost for token in morphemes), default=0)
    if not 0 < worst <= WORST_TYPO or any(token.oov for token in morphemes):
        return ()
    return tuple(lemma.form for lemma in Analysis(word, morphemes).lemmas() if len(lemma.form) > 1)


def blank(found: re.Match[str]) -> str:
    """Return spaces for a run that holds no word (encoded data), which Kiwi is slow on."""
    return " " * len(found[0])


def terms_of(token: Token, tag: str) -> Sequence[str]:
    """Return one morpheme as terms; none when it is nothing to search for."""
    if tag in PICTURES:
        return letters(token.form) if LETTERS.fullmatch(token.form) else tuple(emoji(token.form))
    if tag not in TERM_TAGS:
        return ()
    if tag in FOREIGN_TAGS:
        plain = folded(token.form).text.replace(",", "").strip()
        return (plain,) if plain else ()
    parts = EXISTENCE.fullmatch(token.lemma) if tag == "VA" else None
    return parts.groups() if parts else (str(token.lemma),)
