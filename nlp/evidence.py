"""Which words carried a decision."""

from __future__ import annotations

from collections.abc import Iterator

from mentions.model import Evidence, Mention, Polarity
from nlp.ngrams import WORD, Ngrams
from nlp.text import Normal

MOST = 3
LEAST_PART = 0.1
"""Of what speaks for the decision: words that add less are left out."""


def evidence(
    ngrams: Ngrams | None, mention: Mention, parts: tuple[Normal, Normal], polarity: Polarity
) -> tuple[Evidence, ...]:
    """Return at most three words that spoke for praise or blame, the strongest first.

    `parts` are the clean title and text. A word's weight is its share, 0 to 1, of all that the
    n-grams add up for the decision: the linear half of the classifier is a sum, and what it finds
    telling moves the whole classifier too (tests delete the words to see). Neutral is the
    absence of such words and has no evidence.
    """
    if ngrams is None or polarity is Polarity.NEUTRAL:
        return ()
    sign = 1.0 if polarity is Polarity.PRAISE else -1.0
    told = [
        (sign * value, span, number == 0)
        for number, part in enumerate(parts)
        for value, span in valued(ngrams, part)
    ]
    total = sum(value for value, _, _ in told if value > 0)
    told.sort(key=lambda one: -one[0])
    return tuple(
        word(mention, parts[0 if in_title else 1].original(*span), value / total, in_title)
        for value, span, in_title in told[:MOST]
        if value > 0 and value >= LEAST_PART * total
    )


def valued(ngrams: Ngrams, part: Normal) -> Iterator[tuple[float, tuple[int, int]]]:
    """Yield what each word adds to praise over blame, and its span in the clean text."""
    spans = (found.span() for found in WORD.finditer(part.text))
    return zip(ngrams.by_word(part.text), spans, strict=False)  # of a long text the beginning


def word(mention: Mention, span: tuple[int, int], weight: float, in_title: bool) -> Evidence:  # noqa: FBT001
    """Return one word as it stands in the mention."""
    source = mention.title if in_title else mention.text
    start, end = span
    return Evidence(
        quote=source[start:end],
        start=start,
        end=end,
        weight=round(weight, 4),
        in_title=in_title,
    )
