"""What the network is told of its mistakes."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from nlp.corpus import LABELS, Example, Shown
from nlp.courses import SIGNS

EMOTION_WEIGHT = 0.3
"""A comment's 44 yes-or-no losses together weigh about as much as its one polarity."""

WHOLE_WEIGHT = 0.5
ASPECT_WEIGHT = 0.5
SIGN_WEIGHT = 0.5
Offsets = Sequence[tuple[int, int]]


def loss_of(
    logits: torch.Tensor,
    of_tokens: torch.Tensor | None,
    examples: Sequence[Example],
    offsets: Sequence[Offsets],
) -> torch.Tensor:
    """Return the mean loss of those that teach a polarity, and those of emotions and aspects.

    `logits` and `of_tokens` are what `Network.both` returns, `offsets` where each text's tokens
    stand in it.
    """
    total = logits.sum() * 0.0
    taught = [row for row, one in enumerate(examples) if one.target is not None]
    if taught:
        targets = torch.tensor([examples[row].target for row in taught])
        total = cross_entropy(logits[taught, : len(LABELS)], targets)
        if of_tokens is not None:
            whole = of_tokens[taught, :, : len(LABELS)].amax(dim=1)
            total = total + WHOLE_WEIGHT * binary_cross_entropy_with_logits(whole, targets)
    felt = [row for row, one in enumerate(examples) if one.emotions is not None]
    if felt:
        shown = logits[felt, len(LABELS) :]
        wanted = torch.zeros_like(shown)
        for row, number in enumerate(felt):
            wanted[row, list(examples[number].emotions or ())] = 1.0
        each = binary_cross_entropy_with_logits(shown, wanted, reduction="none")
        total = total + EMOTION_WEIGHT * each.sum(dim=1).mean() * len(felt) / len(examples)
    if of_tokens is not None:
        total = total + words_loss(of_tokens, examples, offsets) / len(examples)
    return total


def words_loss(
    of_tokens: torch.Tensor, examples: Sequence[Example], offsets: Sequence[Offsets]
) -> torch.Tensor:
    """Return the summed loss of what words show: of the clearest tokens, and of all.

    Teaching each token whether it stands in a quote makes the network point at the words. The
    text as a whole has no quote: its clearest token is left to find.
    """
    total = of_tokens.sum() * 0.0
    first_sign = of_tokens.shape[2] - len(SIGNS)
    for row, example in enumerate(examples):
        tokens = of_tokens[row, : len(offsets[row])]
        if example.shown is not None:
            columns = slice(len(LABELS), first_sign)
            wanted = of_words(tokens, example.shown, offsets[row])[:, columns]
            total = total + ASPECT_WEIGHT * of_text_and_tokens(tokens[:, columns], wanted)
        if example.signs is not None:
            wanted = of_words(tokens[:, first_sign:], example.signs, offsets[row])
            total = total + SIGN_WEIGHT * of_text_and_tokens(tokens[:, first_sign:], wanted)
    return total


def of_words(tokens: torch.Tensor, shown: Sequence[Shown], offsets: Offsets) -> torch.Tensor:
    """Return 1.0 where a token stands in words that show a column's thing, of the tokens' shape."""
    wanted = torch.zeros_like(tokens)
    for one in shown:
        for number, (start, end) in enumerate(offsets):
            if start < one.end and end > one.start:
                wanted[number, one.column] = 1.0
    return wanted


def of_text_and_tokens(tokens: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Return the loss of a text's clearest tokens, of its quotes' and of its other tokens.

    Every quote weighs the same, however many tokens it has.
    """
    of_text = binary_cross_entropy_with_logits(
        tokens.amax(dim=0), wanted.amax(dim=0), reduction="sum"
    )
    each = binary_cross_entropy_with_logits(tokens, wanted, reduction="none")
    of_quotes = ((each * wanted).sum(dim=0) / wanted.sum(dim=0).clamp(min=1)).sum()
    return of_text + of_quotes + (each * (1 - wanted)).sum() / len(tokens)
