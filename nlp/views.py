"""What the network is shown of a mention from each brand's side, and where its answers stand."""

from __future__ import annotations

from nlp.clauses import Clause
from nlp.marking import NO_SIGNS, marked
from nlp.sketch import Sketch
from nlp.text import Normal, identity

LONGEST = 480
"""Letters; of a longer mention of several brands each is shown what speaks of it."""

MOST_BRANDS = 16
"""A list of more names than these has one view for all others: its whole text."""


def whole_view(sketch: Sketch) -> Normal:
    """Return the mention from its only brand's side, or from nobody's."""
    return view(sketch, sketch.brands[0] if len(sketch.brands) == 1 else "")


def view(sketch: Sketch, brand: str) -> Normal:
    """Return the mention from a brand's side, or as it is for none or for one too many.

    Of a long mention of several brands only what speaks of the brand is shown.
    """
    if brand not in sketch.views:
        sketch.views[brand] = new_view(sketch, brand)
    return sketch.views[brand]


def new_view(sketch: Sketch, brand: str) -> Normal:
    """Return a view that was not asked for before."""
    if brand not in sketch.brands[:MOST_BRANDS]:
        return identity(sketch.whole.translate(NO_SIGNS))
    if len(sketch.whole) <= LONGEST or len(sketch.brands) == 1:
        return marked(sketch.whole, sketch.names, brand)
    own = [credit.clause for credit in sketch.credits if brand in credit.brands]
    spans = sorted(span for clause in own if (span := sketch.span_in_whole(clause)))
    return marked(sketch.whole, sketch.names, brand, spans or None)


def place_of(seen: Normal, start: int, end: int) -> int | None:
    """Return where in the whole mention a token of a view stood; None for one of no words."""
    return seen.starts[start] if 0 <= start < end <= len(seen.text) else None


def clause_at(sketch: Sketch, brand: str, at: int | None) -> Clause | None:
    """Return the clause of a place; without one, the first that speaks of the brand."""
    for credit in sketch.credits:
        span = sketch.span_in_whole(credit.clause)
        if span and at is not None and at < span[1]:
            return credit.clause
    own = [credit.clause for credit in sketch.credits if brand in credit.brands]
    return next(iter(own), None)
