"""The classifier: texts in, probabilities of blame, neutral and praise out, and of emotions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mentions.errors import ConfigError
from mentions.model import Polarity
from nlp.engine import Engine
from nlp.engines import Choice, Engines, chosen
from nlp.labels import ORDER, Floats, meaning, polarities_of
from nlp.naming import locate, name_of, network_fingerprint
from nlp.ngrams import Ngrams
from nlp.tokens import Tokens

CALIBRATION = "calibration.json"
BATCH_TOKENS = {"cpu": 4_096, "cuda": 65_536}
CLOSE_CALL = 0.2
"""Lead of the best probability under which a fast engine's rounding could turn the answer."""

Told = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """What `nlp.evaluate` fitted.

    The transformer's logits get `ngrams` times those of the n-grams, are divided by
    `temperature`, and praise gains `praise_bias`. Temperature scaling (Guo et al., "On
    calibration of modern neural networks", ICML 2017) with an intercept, because praise is more
    frequent where a model learned than where it reads.
    """

    temperature: float = 1.0
    praise_bias: float = 0.0
    ngrams: float = 0.0


class Judged(NamedTuple):
    """Probabilities of blame, neutral, praise, shape (texts, 3); of emotions, (texts, emotions)."""

    polarity: Floats
    emotions: Floats


@dataclass(frozen=True)
class Classifier:
    """A loaded model: `polarities` says what its first outputs mean, `emotions` the others."""

    name: str
    engines: Engines
    tokens: Tokens
    polarities: tuple[Polarity, ...]
    emotions: tuple[str, ...]
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
            calibration,
            Ngrams.load(folder) if calibration.ngrams else None,
        )

    def classify(self, texts: Sequence[str], told: Told | None = None) -> Floats:
        """Return probabilities of blame, neutral and praise, shape (texts, 3), in given order.

        The texts must be clean NFC (`nlp.text.clean`); of a long one the beginning and the end
        are read. `told(done, total)` is called after each batch.
        """
        return self.judge(texts, told).polarity

    def judge(self, texts: Sequence[str], told: Told | None = None) -> Judged:
        """Return probabilities of polarity and of emotions, each row a text."""
        if not texts:
            return Judged(np.zeros((0, 3)), np.zeros((0, len(self.emotions))))
        token_ids = self.tokens.encode(texts)
        outputs = self.outputs(self.engines.fast, token_ids, told)
        linear = self.ngrams.logits(texts) if self.ngrams else np.zeros((len(texts), 3))
        polarity = self.polarity(outputs, linear)
        best = np.sort(polarity, axis=1)
        close = np.flatnonzero(best[:, -1] - best[:, -2] < CLOSE_CALL)
        if len(close) and self.engines.exact is not self.engines.fast:
            again = self.outputs(self.engines.exact, [token_ids[row] for row in close])
            polarity[close] = self.polarity(again, linear[close])
        columns = outputs[:, len(self.polarities) :][:, : len(self.emotions)]
        return Judged(polarity, 1 / (1 + np.exp(-columns)))

    def outputs(
        self, engine: Engine, token_ids: Sequence[Sequence[int]], told: Told | None = None
    ) -> Floats:
        """Return one engine's logits of all labels, in given order."""
        found = np.zeros((len(token_ids), len(self.polarities) + len(self.emotions)))
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
        ids = np.full((len(token_ids), longest), self.tokens.pad_id, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, one in enumerate(token_ids):
            ids[row, : len(one)] = one
            mask[row, : len(one)] = 1
        return engine.run(ids, mask)

    def polarity(self, outputs: Floats, linear: Floats) -> Floats:
        """Return probabilities of blame, neutral, praise, as sure as held-out texts showed."""
        logits = outputs[:, : len(self.polarities)].copy()
        half = self.calibration.praise_bias / 2
        shift = {Polarity.PRAISE: half, Polarity.BLAME: -half, Polarity.NEUTRAL: 0.0}
        for column, meant in enumerate(self.polarities):
            logits[:, column] += self.calibration.ngrams * linear[:, ORDER.index(meant)]
            logits[:, column] = logits[:, column] / self.calibration.temperature + shift[meant]
        return polarities_of(softmax(logits), self.polarities)


def batches(lengths: Sequence[int], batch_tokens: int) -> Iterator[list[int]]:
    """Yield row numbers, longest first, in batches of at most `batch_tokens` padded tokens.

    >>> list(batches([1, 5, 5, 2], 10))
    [[1, 2], [3, 0]]
    """
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > batch_tokens:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


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
