"""Weigh what clauses and constructions say of a brand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from mentions.model import Polarity
from nlp.clauses import Credit
from nlp.comparison_rules import SURE
from nlp.labels import NEUTRAL, ORDER, Floats, reversed_row

DOUBT = 0.02
"""Weight of a clause that says nothing: where all do, their mean is still a row."""


def weighed(brand: str, said_of: Sequence[Credit], rows: Mapping[str, Floats]) -> Floats | None:
    """Return the probabilities for a brand whom constructions speak of; None if none does.

    `rows` are the probabilities of each clause's `said`. A clear row weighs more than a neutral
    one, a vote as much as its weight; an opposed clause half.
    """
    votes = [vote for credit in said_of for vote in credit.clause.votes if vote.brand == brand]
    special = [credit for credit in said_of if brand in (*credit.against, *credit.opposed)]
    if not votes and not special:
        return None
    total, weight = np.zeros(3), 0.0
    for row, worth in weights(brand, said_of, rows):
        total += row * worth
        weight += worth
    for vote in votes:
        row = np.full(3, 0.03)
        row[ORDER.index(vote.polarity)] = 0.94
        total += row * vote.weight
        weight += vote.weight
    return total / weight if weight else None


def weights(
    brand: str, said_of: Sequence[Credit], rows: Mapping[str, Floats]
) -> Iterator[tuple[Floats, float]]:
    """Yield what the clauses say of a brand, each with its weight."""
    for credit in said_of:
        row = rows[credit.clause.said]
        clear = 1 + DOUBT - float(row[NEUTRAL])
        sure = [vote.brand for vote in credit.clause.votes if vote.weight == SURE]
        if brand in sure:
            continue
        doubted = {vote.brand for vote in credit.clause.votes if vote.polarity is Polarity.BLAME}
        if brand in credit.against or brand in doubted:
            yield reversed_row(row), clear
        elif brand in credit.brands:
            yield row, clear
        elif brand in credit.opposed:
            yield reversed_row(row), clear / 2
