"""Find the aspects that a clause judges, by the morphemes of the configured words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mentions.model import Aspect
from nlp.kiwi import Lemma, Morphology
from nlp.text import clean

Terms = tuple[str, ...]
PREDICATES = frozenset({"VV", "VA"})
BOUND_NOUN = "NNB"
"""In "맛있을 줄 알았다" 줄 is no queue."""


@dataclass(frozen=True, slots=True)
class FoundAspect:
    """An aspect spoken of at a span of the text."""

    aspect: Aspect
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AspectFinder:
    """Each aspect's words as rows of morphemes, by their first morpheme."""

    rows: Mapping[str, Sequence[tuple[Terms, Aspect]]]

    @classmethod
    def of(cls, aspects: Iterable[Aspect], morphology: Morphology) -> AspectFinder:
        """Take the words apart; the aspect's name counts as one of them when it has none."""
        rows: dict[str, list[tuple[Terms, Aspect]]] = {}
        for aspect in aspects:
            for word in aspect.words or (aspect.name,):
                analysis = next(morphology.analyse([clean(word).text]))
                terms = terms_of(word, list(analysis.lemmas()))
                if terms:
                    rows.setdefault(terms[0], []).append((terms, aspect))
        return cls(rows)

    def find(self, lemmas: Sequence[Lemma]) -> list[FoundAspect]:
        """Return the aspects whose words stand as whole morphemes in a row."""
        forms = tuple(lemma.form for lemma in lemmas)
        return [
            FoundAspect(aspect, lemmas[at].start, lemmas[at + len(row) - 1].end)
            for at, form in enumerate(forms)
            for row, aspect in self.rows.get(form, ())
            if forms[at : at + len(row)] == row and lemmas[at].tag != BOUND_NOUN
        ]


def terms_of(word: str, lemmas: Sequence[Lemma]) -> Terms:
    """Return a word's morphemes; 하자 (a flaw) alone looks like a form of 하다, but is none."""
    if len(lemmas) == 1 and lemmas[0].tag in PREDICATES and not word.endswith("다"):
        return (word,)
    return tuple(lemma.form for lemma in lemmas)
