"""What a model's own labels mean: praise, blame or neutral."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mentions.errors import ConfigError
from mentions.model import Polarity

ORDER: tuple[Polarity, ...] = (Polarity.BLAME, Polarity.NEUTRAL, Polarity.PRAISE)
BLAME, NEUTRAL, PRAISE = range(3)
SIDES = len(ORDER)
Floats = NDArray[np.float64]

# Label names of the sentiment models on the Hugging Face hub, in lower case.
KNOWN = {
    Polarity.PRAISE: ("praise", "positive", "pos", "긍정", "칭찬"),
    Polarity.BLAME: ("blame", "negative", "neg", "부정", "비난"),
    Polarity.NEUTRAL: ("neutral", "neu", "중립"),
}
KNOWN_NAMES = {name: polarity for polarity, names in KNOWN.items() for name in names}
# Two labels without a name: by convention the second one is the positive.
UNNAMED_PAIR = {"label_0": Polarity.BLAME, "label_1": Polarity.PRAISE}
CLEAR_MARGIN = 0.2


def meaning(labels: Mapping[int, str], given: Mapping[str, str]) -> tuple[Polarity, ...]:
    """Return the polarity of each of a model's outputs.

    `given` maps label names as the model has them and goes before the names known here; several
    labels may mean the same (stars). Raises `ConfigError` when a label's meaning is unknown, or
    when praise or blame has no label.
    """
    names = [labels[number] for number in range(len(labels))]
    strangers = sorted(given.keys() - set(names))
    if strangers:
        raise ConfigError(
            f"reader.labels: the model has no label {strangers[0]!r}. It has: {', '.join(names)}."
        )
    known = KNOWN_NAMES | (UNNAMED_PAIR if len(names) == 2 else {})
    polarities = []
    for name in names:
        polarity = given.get(name) or known.get(name.strip().lower())
        if polarity is None:
            raise ConfigError(
                f"reader.labels: say what the model's label {name!r} means, for example "
                f'labels = {{ "{name}" = "praise" }}. The model has: {", ".join(names)}.'
            )
        polarities.append(Polarity(polarity))
    missing = {Polarity.PRAISE, Polarity.BLAME} - set(polarities)
    if missing:
        raise ConfigError(f"reader.labels: no label of the model means {min(missing)!s}.")
    return tuple(polarities)


def side_columns(aspects: Sequence[str]) -> int:
    """Return how many columns tell sides: of the text as a whole and of each aspect, if any."""
    return SIDES * (1 + len(aspects)) if aspects else 0


def reversed_row(row: Floats) -> Floats:
    """Return probabilities with praise and blame exchanged."""
    return row[[PRAISE, NEUTRAL, BLAME]]


def polarities_of(probabilities: Floats, polarities: tuple[Polarity, ...]) -> Floats:
    """Return probabilities of blame, neutral and praise, shape (texts, 3).

    A model without a neutral label gets one from its doubt: the part of the margin between
    praise and blame that is below `CLEAR_MARGIN` becomes neutral, so that neutral wins when the
    stronger of the two has less than about 0.57.
    """
    three = np.zeros((len(probabilities), 3))
    for column, polarity in enumerate(polarities):
        three[:, ORDER.index(polarity)] += probabilities[:, column]
    if Polarity.NEUTRAL not in polarities:
        clear = np.minimum(1.0, np.abs(three[:, PRAISE] - three[:, BLAME]) / CLEAR_MARGIN)
        three *= clear[:, None]
        three[:, NEUTRAL] = 1.0 - clear
    return three
