"""The classifier: texts in, probabilities of blame, neutral and praise out, and of emotions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mentions.errors import ConfigError
from mentions.model import Polarity
from nlp.engine import Engine, Ints
from nlp.engines import Choice, Engines, chosen
from nlp.labels import ORDER, SIDES, Floats, meaning, polarities_of, side_columns
from nlp.marking import OTHER, TARGET
from nlp.naming import locate, name_of, network_fingerprint
from nlp.ngrams import Ngrams
from nlp.tokens import Encoded, Tokens

CALIBRATION = "calibration.json"
BATCH_TOKENS = {"cpu": 2_048, "cuda": 65_536}
SHAPE_STEP = 8
CLOSE_CALL = 0.1
"""Lead of the best probability under which a fast engine's rounding could turn the answer."""

Truths = NDArray[np.bool_]
Told = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """What `nlp.evaluate` and `nlp.evaluate_mentions` fitted.

    The transformer's logits get `ngrams` times those of the n-grams, are divided by
    `temperature`, and praise gains `praise_bias`. A brand's view of a mention (`nlp.marking`) has
    a temperature of its own and no bias, and no n-grams where another brand is named: they do not
    know whom they praise. A side on an aspect counts from the probability
    `least_side` on, a sign of pay from `least_sign` on. Temperature scaling (Guo et al., "On
    calibration of modern neural networks", ICML 2017) with an intercept, because praise is more
    frequent where a model learned than where it reads.
    """

    temperature: float = 1.0
    praise_bias: float = 0.0
    ngrams: float = 0.0
    view_temperature: float = 1.0
    least_side: float = 0.5
    least_sign: float = 0.5


class Judged(NamedTuple):
    """What is told of one text.

    `polarity` are the probabilities of blame, neutral and praise, `emotions` those of each
    emotion. `sides`, shape (1 + aspects, 3), are those of the sides that it takes as a whole and
    on each aspect, `signs` those of the signs of pay; `side_places`, shape (1 + aspects, 3, 2),
    and `sign_places`, shape (signs, 2), are where the words stand that show it.
    """

    polarity: Floats
    emotions: Floats
    sides: Floats
    side_places: Ints
    signs: Floats
    sign_places: Ints


@dataclass(frozen=True)
class Classifier:
    """A loaded model.

    `polarities` says what its first outputs mean; `emotions`, `aspects` and `signs` the others.
    """

    name: str
    engines: Engines
    tokens: Tokens
    polarities: tuple[Polarity, ...]
    emotions: tuple[str, ...]
    aspects: tuple[str, ...]
    signs: tuple[str, ...]
    calibration: Calibration
    ngrams: Ngrams | None

    @classmethod
    def load(
        cls,
        model: str = "",
        *,
        device: str = "auto",
        labels: Mapping[str, str] | None = None,
        precision: str = "auto",
        engine: Choice = "auto",
    ) -> Classifier:
        """Load a folder or a downloaded Hugging Face model by name; empty is the shipped one.

        `device` is auto, cpu or cuda; `precision` is auto (the fastest exact enough on this
        machine, with a second look at close calls), float32 (in whatever batches the same figures
        to five digits) or bfloat16; `engine` is auto, openvino or torch. Nothing is downloaded.
        Raises `ConfigError` when there is no such model, its labels are not understood, or the
        device is missing.
        """
        folder = locate(model)
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        except ValueError as error:
            raise ConfigError(f"reader.model: {folder}/config.json is no JSON: {error}") from None
        names = config.get("id2label") or {"0": "LABEL_0", "1": "LABEL_1"}
        polarities = meaning({int(key): name for key, name in names.items()}, labels or {})
        calibration = calibration_of(folder)
        digest = network_fingerprint(folder)
        return cls(
            name_of(model, labels),
            chosen(folder, digest, device=device, engine=engine, precision=precision),
            Tokens.load(folder),
            polarities,
            tuple(config.get("emotions", ())),
            tuple(config.get("aspects", ())),
            tuple(config.get("signs", ())),
            calibration,
            Ngrams.load(folder) if calibration.ngrams else None,
        )

    def classify(self, texts: Sequence[str], told: Told | None = None) -> Floats:
        """Return probabilities of blame, neutral and praise, shape (texts, 3), in given order.

        The texts must be clean NFC (`nlp.text.clean`); of a long one the beginning and the end
        are read. `told(done, total)` is called after each batch.
        """
        return np.array([one.polarity for one in self.judge(texts, told)]).reshape(-1, 3)

    def judge(self, texts: Sequence[str], told: Told | None = None) -> list[Judged]:
        """Return what is told of each text: its polarity, emotions and sides on aspects."""
        if not texts:
            return []
        encoded = self.tokens.tokens(texts)
        token_ids = [one.ids for one in encoded]
        outputs = self.outputs(self.engines.fast, token_ids, told)
        linear = self.linear(texts)
        views = np.array([TARGET in text or OTHER in text for text in texts])
        polarity = self.polarity(outputs, linear, views)
        best = np.sort(polarity, axis=1)
        close = np.flatnonzero(best[:, -1] - best[:, -2] < CLOSE_CALL)
        if len(close) and self.engines.exact is not self.engines.fast:
            again = self.outputs(self.engines.exact, [token_ids[row] for row in close])
            polarity[close] = self.polarity(again, linear[close], views[close])
        rows = zip(polarity, outputs[:, len(self.polarities) :], encoded, strict=True)
        return [self.judged(*row) for row in rows]

    def judged(self, polarity: Floats, outputs: Floats, encoded: Encoded) -> Judged:
        """Return what the outputs after those of the polarity tell of one text."""
        felt, sides = len(self.emotions), self.side_columns
        shown = sides + len(self.signs)
        emotions, logits, tokens = outputs[:felt], outputs[felt:][:shown], outputs[felt + shown :]
        last = len(encoded.offsets) - 1
        places = np.array(encoded.offsets)[np.clip(tokens.astype(int), 0, last)]
        likely = yes(logits)
        return Judged(
            polarity,
            yes(emotions),
            likely[:sides].reshape(-1, SIDES),
            places[:sides].reshape(-1, SIDES, 2),
            likely[sides:],
            places[sides:],
        )

    @property
    def silence(self) -> Judged:
        """What is told of a text that says nothing."""
        shown = self.side_columns + len(self.signs)
        nothing = np.concatenate([np.full(len(self.emotions) + shown, -50.0), np.zeros(shown)])
        return self.judged(np.array([0.0, 1.0, 0.0]), nothing, Encoded([], [(0, 0)]))

    @property
    def side_columns(self) -> int:
        """How many sides of the text as a whole and of aspects the network tells."""
        return side_columns(self.aspects)

    @property
    def columns(self) -> int:
        """How many numbers the network tells of a text."""
        shown = self.side_columns + len(self.signs)
        return len(self.polarities) + len(self.emotions) + 2 * shown

    def outputs(
        self, engine: Engine, token_ids: Sequence[Sequence[int]], told: Told | None = None
    ) -> Floats:
        """Return one engine's logits of all labels, in given order."""
        found = np.zeros((len(token_ids), self.columns))
        done = 0
        most = BATCH_TOKENS[self.engines.device]
        for rows in batches([len(ids) for ids in token_ids], most):
            found[rows] = self.batch(engine, [token_ids[row] for row in rows])
            done += len(rows)
            if told:
                told(done, len(token_ids))
        return found

    def batch(self, engine: Engine, token_ids: Sequence[Sequence[int]]) -> Floats:
        """Return one batch's logits, shape (texts, outputs)."""
        longest = max(map(len, token_ids))
        longest = max(longest, min(padded(longest), self.tokens.most))
        ids = np.full((len(token_ids), longest), self.tokens.pad_id, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, one in enumerate(token_ids):
            ids[row, : len(one)] = one
            mask[row, : len(one)] = 1
        return engine.run(ids, mask)

    def linear(self, texts: Sequence[str]) -> Floats:
        """Return the n-grams' logits; zeros for a view in which another brand is named."""
        if self.ngrams is None:
            return np.zeros((len(texts), len(ORDER)))
        found = self.ngrams.logits(texts)
        found[[row for row, text in enumerate(texts) if OTHER in text]] = 0.0
        return found

    def polarity(self, outputs: Floats, linear: Floats, views: Truths) -> Floats:
        """Return probabilities of blame, neutral, praise, as sure as held-out texts showed."""
        logits = outputs[:, : len(self.polarities)].copy()
        half = np.where(views, 0.0, self.calibration.praise_bias / 2)
        heat = np.where(views, self.calibration.view_temperature, self.calibration.temperature)
        shift = {
            Polarity.PRAISE: half,
            Polarity.BLAME: -half,
            Polarity.NEUTRAL: np.zeros_like(half),
        }
        for column, meant in enumerate(self.polarities):
            logits[:, column] += self.calibration.ngrams * linear[:, ORDER.index(meant)]
            logits[:, column] = logits[:, column] / heat + shift[meant]
        return polarities_of(softmax(logits), self.polarities)


def padded(length: int) -> int:
    """Return the length that a batch is filled up to: engines keep something for every shape.

    >>> padded(1), padded(8), padded(9)
    (8, 8, 16)
    """
    return -(-length // SHAPE_STEP) * SHAPE_STEP


def batches(lengths: Sequence[int], batch_tokens: int) -> Iterator[list[int]]:
    """Yield row numbers, longest first, in batches of at most `batch_tokens` padded tokens.

    >>> list(batches([1, 9, 9, 2], 32))
    [[1, 2], [3, 0]]
    """
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if batch and (len(batch) + 1) * padded(lengths[batch[0]]) > batch_tokens:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def yes(logits: Floats) -> Floats:
    """Return the probability of each yes against no."""
    probabilities: Floats = 1 / (1 + np.exp(-np.clip(logits, -50, 50)))
    return probabilities


def softmax(logits: Floats) -> Floats:
    """Return probabilities; each row sums to 1."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    probabilities: Floats = powers / powers.sum(axis=1, keepdims=True)
    return probabilities


def calibration_of(folder: Path) -> Calibration:
    """Return what `nlp.evaluate` fitted; no change where there is nothing."""
    path = folder / CALIBRATION
    if not path.is_file():
        return Calibration()
    told = json.loads(path.read_text())
    found = {name: told.get(name, usual) for name, usual in asdict(Calibration()).items()}
    if not all(isinstance(value, int | float) for value in found.values()):
        raise ConfigError(f"{path}: temperature and praise_bias must be numbers, not {found}.")
    if not found["temperature"] > 0:
        raise ConfigError(f"{path}: temperature must be above 0, not {found['temperature']!r}.")
    return Calibration(**found)
