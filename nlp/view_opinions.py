"""What is said of each brand, as the network sees the mention from that brand's side.

For a network that was shown mentions so (`nlp.marking`) and tells the sides that they take on
aspects. What is said in so many words counts beside it: a construction that compares brands, and
an aspect's own words, both with the polarity of their clause. Any other model is asked by
`nlp.opinions`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from mentions.model import Opinion, Touchpoint
from nlp.classifier import Judged, softmax, yes
from nlp.clauses import Clause
from nlp.disclosure import Hint
from nlp.disclosure_words import Sign
from nlp.labels import NEUTRAL, SIDES, Floats
from nlp.ngrams import Ngrams
from nlp.opinions import clarity, confidence, quoted, spoken, strongest
from nlp.sketch import Sketch
from nlp.stages import stage_of
from nlp.views import clause_at, place_of, view, whole_view

WORDED = 1.0
"""What an aspect's own words add to its logits (fitted on held-out mentions, as all here)."""

LEAST = 1e-6
Rows = Mapping[str, Judged]


@dataclass(frozen=True, slots=True)
class ViewOpinions:
    """Asks for views; `aspects` are those that the network knows, in its order.

    `usual` says at which touchpoint an aspect is usually met; a side or a sign counts from its
    least probability on; `ngrams` choose the clause that shows an opinion best.
    """

    aspects: tuple[str, ...]
    signs: tuple[Sign, ...]
    usual: Mapping[str, str | None]
    touchpoints: Mapping[str, Touchpoint]
    least_side: float
    least_sign: float
    ngrams: Ngrams | None

    def texts(self, sketch: Sketch) -> Iterator[str]:
        """Yield every text whose judgment is needed."""
        yield self.whole(sketch)
        yield from (view(sketch, brand).text for brand in sketch.brands)
        yield from asked_alone(sketch)

    def whole(self, sketch: Sketch) -> str:
        """Return what tells of the mention as a whole: its only brand's view, else all of it."""
        return whole_view(sketch).text

    def hints(self, sketch: Sketch, judged: Rows) -> Iterator[Hint]:
        """Yield the signs of pay that the network sees in the mention."""
        seen = whole_view(sketch)
        told = judged[seen.text]
        for sign, likely, span in zip(self.signs, told.signs, told.sign_places, strict=True):
            at = place_of(seen, *span)
            if at is not None and likely >= self.least_sign:
                yield Hint(sign, *sketch.place(at))

    def polarity(self, sketch: Sketch, judged: Rows) -> Floats:
        """Return the probabilities of the mention as a whole."""
        return judged[self.whole(sketch)].polarity

    def opinions(self, sketch: Sketch, judged: Rows) -> Iterator[Opinion]:
        """Yield the opinion of each brand as a whole, then those on its aspects, one each."""
        for brand in sketch.brands:
            told = judged[view(sketch, brand).text]
            row = with_constructions(sketch, brand, told.polarity, judged)
            yield said(brand, row, sketch, self.clearest(sketch, brand, int(row.argmax())))
            worded = in_words(sketch, brand, told.polarity, judged)
            for number, name in enumerate(self.aspects, start=1):
                if name in self.usual:
                    yield from self.seen(sketch, brand, told, number, worded.pop(name, None))
            for made in worded.values():
                yield self.met(made.opinion, sketch, made.clause)

    def seen(
        self, sketch: Sketch, brand: str, told: Judged, number: int, worded: Worded | None
    ) -> Iterator[Opinion]:
        """Yield the opinion on an aspect that the network knows, if it is sure enough."""
        row = told.sides[number]
        if worded:
            row = yes(odds(row) + WORDED + np.log(np.clip(worded.row, LEAST, 1) * SIDES))
        side = int(row.argmax())
        if row[side] < self.least_side:
            return
        at = place_of(view(sketch, brand), *told.side_places[number, side])
        clause = worded.clause if worded else clause_at(sketch, brand, at)
        made = said(brand, row, sketch, clause, None if worded else at)
        yield self.met(replace(made, aspect=self.aspects[number - 1]), sketch, clause)

    def clearest(self, sketch: Sketch, brand: str, side: int) -> Clause | None:
        """Return the clause that shows a side best; of none, the first that names the brand."""
        every = [credit.clause for credit in sketch.credits]
        own = [credit.clause for credit in sketch.credits if brand in credit.brands] or every
        if side == NEUTRAL or self.ngrams is None or len(own) < 2:
            naming = [clause for clause in own if brand in clause.named]
            return next(iter(naming or own), None)
        logits = self.ngrams.logits([clause.said for clause in own])
        return own[int((logits[:, side] - logits.mean(axis=1)).argmax())]

    def met(self, made: Opinion, sketch: Sketch, clause: Clause | None) -> Opinion:
        """Return an opinion on an aspect with where on the customer's journey it was met."""
        usual = self.usual.get(made.aspect or "")
        if clause is None:
            return replace(made, touchpoint=usual)
        own = [one.touchpoint for one in clause.aspects if one.name == made.aspect]
        near = () if usual in clause.met_at else clause.met_at
        name = next(iter([*own, *near]), usual)
        words = sketch.part(clause).text[clause.start : clause.end]
        stage = stage_of(words, self.touchpoints.get(name or ""))
        return replace(made, touchpoint=name, stage=stage)


@dataclass(frozen=True, slots=True)
class Worded:
    """An aspect whose words stand in a clause, and the polarity of that clause."""

    clause: Clause
    row: Floats
    opinion: Opinion


def asked_alone(sketch: Sketch) -> Iterator[str]:
    """Yield the clauses whose own polarity counts: with an aspect's words, or in a comparison."""
    if not sketch.brands:
        return
    compares = len(sketch.brands) > 1 and any(
        credit.against or credit.opposed or credit.clause.votes for credit in sketch.credits
    )
    if len(sketch.credits) > 1 or compares:
        for credit in sketch.credits:
            if compares or credit.clause.aspects:
                yield credit.clause.said


def with_constructions(sketch: Sketch, brand: str, row: Floats, judged: Rows) -> Floats:
    """Return a brand's probabilities, with what comparing constructions say of it."""
    rows = {
        one.clause.said: judged[one.clause.said].polarity
        for one in sketch.credits
        if one.clause.said in judged
    }
    compared = spoken(sketch, brand, rows)
    if compared is None:
        return row
    both: Floats = softmax(np.log(np.clip(row, LEAST, 1) * np.clip(compared, LEAST, 1))[None])[0]
    return both


def in_words(sketch: Sketch, brand: str, row: Floats, judged: Rows) -> dict[str, Worded]:
    """Return the aspects whose words are said of a brand, each with its clearest clause.

    `row` is the brand's own, for a mention of one clause.
    """
    best: dict[str, Worded] = {}
    for credit in sketch.credits:
        if brand not in credit.brands:
            continue
        clause = credit.clause
        own = judged[clause.said].polarity if clause.said in judged else row
        for aspect in clause.aspects:
            made = Worded(
                clause, own, replace(said(brand, own, sketch, clause), aspect=aspect.name)
            )
            before = best.get(aspect.name)
            if before is None or clarity(made.opinion) > clarity(before.opinion):
                best[aspect.name] = made
    return best


def odds(chances: Floats) -> Floats:
    """Return the logits of probabilities."""
    kept = np.clip(chances, LEAST, 1 - LEAST)
    logits: Floats = np.log(kept / (1 - kept))
    return logits


def said(
    brand: str, row: Floats, sketch: Sketch, clause: Clause | None, at: int | None = None
) -> Opinion:
    """Return the opinion that a row of sides gives; its quote is the clause, around a place."""
    polarity = strongest(row)
    made = Opinion(brand=brand, polarity=polarity, confidence=confidence(row, polarity))
    if clause is None:
        return made
    return quoted(made, sketch, clause, None if at is None else sketch.place(at)[0])
