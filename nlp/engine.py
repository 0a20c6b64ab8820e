"""What every engine that runs the network can do."""

from __future__ import annotations

import time
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nlp.labels import Floats

Ints = NDArray[np.int64]
PROBE_SHAPE = (64, 32)


class Engine(Protocol):
    """Runs one batch: token ids and mask, shape (texts, tokens), in; logits out."""

    @property
    def name(self) -> str:
        """Library, device and number format: `openvino cpu int8`."""

    def run(self, ids: Ints, mask: Ints) -> Floats:
        """Return logits, shape (texts, outputs)."""


def seconds(engine: Engine, vocabulary: int) -> float:
    """Return the best of three runs over one small batch."""
    ids = np.full(PROBE_SHAPE, min(10, vocabulary - 1), dtype=np.int64)
    best = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        engine.run(ids, np.ones_like(ids))
        best = min(best, time.perf_counter() - started)
    return best
