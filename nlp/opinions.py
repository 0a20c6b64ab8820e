"""What is said of each brand, and of its aspects, from the clauses of a mention, each classified.

For models that know a text's praise or blame and no more. The shipped one is asked by `nlp.views`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mentions.model import Opinion, Polarity, Touchpoint
from nlp.classifier import Judged
from nlp.clauses import Clause, Credit
from nlp.disclosure import Hint
from nlp.labels import BLAME, ORDER, PRAISE, Floats
from nlp.sketch import Sketch
from nlp.stages import stage_of
from nlp.tone import shifted
from nlp.weighing import weighed

LONGEST_QUOTE = 300


@dataclass(frozen=True, slots=True)
class ClauseOpinions:
    """Asks for the polarity of each clause, and tells what brands and aspects they speak of."""

    touchpoints: Mapping[str, Touchpoint]

    def whole(self, sketch: Sketch) -> str:
        """Return what tells of the mention as a whole."""
        return sketch.whole

    def texts(self, sketch: Sketch) -> Iterator[str]:
        """Yield every text whose judgment is needed."""
        yield sketch.whole
        for brand in sketch.brands:
            yield sketch.joined(brand)
        special = any(one.against or one.clause.votes for one in sketch.credits)
        if sketch.brands and (len(sketch.credits) > 1 or special):
            yield from (credit.clause.said for credit in sketch.credits)

    def opinions(self, sketch: Sketch, judged: Mapping[str, Judged]) -> Iterator[Opinion]:
        """Yield the opinion of each brand as a whole, then those on its aspects, one each."""
        rows = {text: one.polarity for text, one in judged.items()}
        for brand in sketch.brands:
            yield whole_opinion(sketch, brand, rows)
            yield from aspect_opinions(sketch, brand, rows, self.touchpoints)

    def hints(self, _sketch: Sketch, _judged: Mapping[str, Judged]) -> Iterator[Hint]:
        """Yield no signs of pay: such a model knows none."""
        yield from ()

    def polarity(self, sketch: Sketch, judged: Mapping[str, Judged]) -> Floats:
        """Return the probabilities of the mention as a whole."""
        return shifted(judged[sketch.whole].polarity, sketch.tone)


def whole_opinion(sketch: Sketch, brand: str, judged: Mapping[str, Floats]) -> Opinion:
    """Return the opinion of a brand as a whole, with the clause that shows it best."""
    own = [credit for credit in sketch.credits if brand in credit.brands]
    compared = beside_others(sketch, brand, judged)
    if compared is not None:
        return compared
    candidates = own or sketch.credits
    row = judged[sketch.joined(brand) if own else sketch.whole]
    rows = [judged.get(credit.clause.said, row) for credit in candidates]
    return opinion(sketch, brand, shifted(row, sketch.tone), candidates, rows)


def beside_others(sketch: Sketch, brand: str, judged: Mapping[str, Floats]) -> Opinion | None:
    """Return the opinion that comparing constructions give of a brand, if they do."""
    row = spoken(sketch, brand, judged)
    if row is None:
        return None
    shown = [credit for credit in sketch.credits if speaks_of(credit, brand)]
    rows = [judged[credit.clause.said] for credit in shown]
    return opinion(sketch, brand, shifted(row, sketch.tone), shown, rows)


def spoken(sketch: Sketch, brand: str, judged: Mapping[str, Floats]) -> Floats | None:
    """Return what comparing constructions say of a brand; None where none speaks of it."""
    asked = all(credit.clause.said in judged for credit in sketch.credits)
    return weighed(brand, sketch.credits, judged) if len(sketch.brands) > 1 and asked else None


def speaks_of(credit: Credit, brand: str) -> bool:
    """Tell whether a clause says anything of a brand, in whatever direction."""
    voted = any(vote.brand == brand for vote in credit.clause.votes)
    return voted or brand in {*credit.brands, *credit.against, *credit.opposed}


def opinion(
    sketch: Sketch, brand: str, row: Floats, shown: Sequence[Credit], rows: Sequence[Floats]
) -> Opinion:
    """Return the opinion that `row` gives; the quote is the clause that says it clearest."""
    polarity = strongest(row)
    made = Opinion(brand=brand, polarity=polarity, confidence=confidence(row, polarity))
    if not shown:
        return made
    column = ORDER.index(polarity)
    best = max(range(len(shown)), key=lambda number: rows[number][column])
    return quoted(made, sketch, shown[best].clause)


def aspect_opinions(
    sketch: Sketch,
    brand: str,
    judged: Mapping[str, Floats],
    touchpoints: Mapping[str, Touchpoint],
) -> list[Opinion]:
    """Return the brand's opinions on aspects, one each: the clearest praise or blame wins."""
    best: dict[str, Opinion] = {}
    for credit in sketch.credits:
        if brand not in credit.brands:
            continue
        for aspect in credit.clause.aspects:
            row = shifted(judged.get(credit.clause.said, judged[sketch.whole]), sketch.tone)
            polarity = strongest(row)
            words = sketch.part(credit.clause).text[credit.clause.start : credit.clause.end]
            met = touchpoints.get(aspect.touchpoint or "")
            made = Opinion(
                brand=brand,
                aspect=aspect.name,
                touchpoint=aspect.touchpoint,
                stage=stage_of(words, met),
                polarity=polarity,
                confidence=confidence(row, polarity),
            )
            before = best.get(aspect.name)
            if before is None or clarity(made) > clarity(before):
                best[aspect.name] = quoted(made, sketch, credit.clause)
    return list(best.values())


def quoted(made: Opinion, sketch: Sketch, clause: Clause, at: int | None = None) -> Opinion:
    """Return the opinion with its quote as it stands in the mention.

    Of a clause that is too long to quote, the part around `at` is.
    """
    source = sketch.mention.title if clause.in_title else sketch.mention.text
    last = max(clause.start, clause.end - LONGEST_QUOTE)
    first = clause.start if at is None else max(clause.start, min(at - LONGEST_QUOTE // 2, last))
    start, end = sketch.part(clause).original(first, min(clause.end, first + LONGEST_QUOTE))
    return replace(made, quote=source[start:end], start=start, end=end, in_title=clause.in_title)


def clarity(made: Opinion) -> tuple[bool, float]:
    """Return how clearly an opinion takes a side."""
    return made.polarity is not Polarity.NEUTRAL, made.confidence


def strongest(row: Floats) -> Polarity:
    """Return the most probable polarity."""
    return ORDER[int(row.argmax())]


def confidence(row: Floats, polarity: Polarity) -> float:
    """Return the probability of a polarity, to four digits."""
    return round(float(row[ORDER.index(polarity)]), 4)


def praise_against_blame(row: Floats) -> float:
    """Return the probability of praise when only praise and blame are allowed; 0.5 for silence."""
    sides = float(row[PRAISE] + row[BLAME])
    return round(float(row[PRAISE]) / sides, 4) if sides > 0 else 0.5
