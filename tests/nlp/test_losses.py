"""What a mistake costs: by hand on a text of three tokens."""

import math

import pytest
import torch

from nlp.corpus import SURE, Example, Shown
from nlp.courses import SIGNS
from nlp.losses import ASPECT_WEIGHT, SIGN_WEIGHT, WHOLE_WEIGHT, loss_of, of_words, words_loss

OFFSETS = [(0, 0), (0, 2), (3, 5)]
COLUMNS = 3 + 3 + len(SIGNS)  # the whole, one aspect, the signs
SURPRISE = math.log(2)  # of a yes or no at logit 0


def tokens():
    return torch.zeros(1, 3, COLUMNS)


def test_a_quote_marks_the_tokens_that_touch_it():
    marked = of_words(tokens()[0], [Shown(4, 1, 3)], OFFSETS)
    assert marked[:, 4].tolist() == [0.0, 1.0, 0.0]
    assert marked.sum() == 1


def test_every_column_of_a_taught_text_counts_and_no_other():
    silent = Example("가나 다라", None, shown=())
    assert words_loss(tokens(), [silent], [OFFSETS]).item() == pytest.approx(
        ASPECT_WEIGHT * 3 * 2 * SURPRISE
    )
    quoted = Example("가나 다라", None, shown=(Shown(4, 0, 5),))
    assert words_loss(tokens(), [quoted], [OFFSETS]).item() == pytest.approx(
        ASPECT_WEIGHT * (3 * SURPRISE + SURPRISE + (9 - 2) / 3 * SURPRISE)
    )
    paid = Example("가나 다라", None, signs=())
    assert words_loss(tokens(), [paid], [OFFSETS]).item() == pytest.approx(
        SIGN_WEIGHT * len(SIGNS) * 2 * SURPRISE
    )
    assert words_loss(tokens(), [Example("가나", None)], [OFFSETS]).item() == 0


def test_a_polarity_teaches_its_text_and_its_clearest_words():
    logits = torch.zeros(1, 3)
    alone = loss_of(logits, None, [Example("가나", SURE[2])], [OFFSETS]).item()
    assert alone == pytest.approx(math.log(3))
    both = loss_of(logits, tokens(), [Example("가나", SURE[2])], [OFFSETS]).item()
    assert both == pytest.approx(math.log(3) + WHOLE_WEIGHT * SURPRISE)


def test_pointing_at_the_quote_costs_less_than_pointing_beside_it():
    example = Example("가나 다라", None, shown=(Shown(5, 3, 5),))
    right, wrong = tokens() - 4, tokens() - 4
    right[0, 2, 5] = wrong[0, 1, 5] = 4.0
    assert words_loss(right, [example], [OFFSETS]) < words_loss(wrong, [example], [OFFSETS])
