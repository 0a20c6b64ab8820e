"""What a comparison of readings with people's judgments says, a line for each figure."""

from __future__ import annotations

from collections.abc import Sequence

from mentions.model import Mention, Payment, Reading
from nlp.scores import Scores, Truth, macro_f1


def judged_by(person: Sequence[tuple[Mention, Reading]]) -> list[Truth]:
    """Return what people's corrections say of their mentions."""
    return [
        Truth(
            mention,
            reading.opinions,
            reading.disclosure.payment if reading.disclosure else None,
            part="two" if len({one.brand for one in reading.opinions}) > 1 else "single",
        )
        for mention, reading in person
    ]


def report(scores: Scores) -> list[str]:
    """Return the figures, a line each."""
    truths = scores.truths
    lines = [f"{len(truths)} mentions, polarity macro-F1 {scores.polarity():.3f}"]
    for name in ("part", "industry"):
        for value in sorted({str(getattr(truth, name)) for truth in truths}):
            figure = scores.polarity(**{name: value})
            lines += [f"  {name} {value}: {figure:.3f}"]
    aspects, sided = scores.aspects(sides=False), scores.aspects(sides=True)
    lines.append(f"aspects F1 {aspects.f1:.3f} (P {aspects.precision:.3f} R {aspects.recall:.3f})")
    lines.append(f"aspects and sides F1 {sided.f1:.3f}")
    lines.append(f"direction beside another brand {scores.direction():.3f}")
    lines.append(f"quotes that meet {scores.quotes():.3f}")
    paid, pairs = scores.paid(), scores.payments()
    if pairs:
        exact = sum(truth == guess for truth, guess in pairs) / len(pairs)
        lines.append(
            f"signs of pay P {paid.precision:.3f} R {paid.recall:.3f}; payment exact {exact:.3f}, "
            f"macro-F1 {macro_f1(pairs, Payment):.3f}"
        )
    return lines


def wrong(scores: Scores) -> list[str]:
    """Return the brands whose polarity was read wrongly, and payments."""
    lines = [
        f"{truth.mention.id} {true.brand}: {true.polarity}, read {read and read.polarity}: "
        f"{truth.mention.title} | {truth.mention.text}"
        for truth, true, read in scores.pairs()
        if read is None or read.polarity != true.polarity
    ]
    for truth, reading in zip(scores.truths, scores.readings, strict=True):
        said = reading.disclosure
        if truth.payment and (said is None or said.payment != truth.payment):
            lines.append(f"{truth.mention.id} {truth.payment}, read {said}: {truth.mention.text}")
    return lines
