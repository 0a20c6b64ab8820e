"""The linear half of the classifier: logistic regression on runs of one to five characters.

It sees spellings where the transformer sees pieces of words; together they err less than either.
Its answer is a sum, so that what each word added to it can be told.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from nlp.labels import BLAME, PRAISE, Floats

FILE = "ngrams.safetensors"
BUCKETS = 1 << 21
LONGEST = 5
LONGEST_TEXT = 2_048
RUN = re.compile(r"(.)\1{2,}", re.DOTALL)

Columns = tuple[NDArray[np.int64], Floats]


def plain(text: str) -> str:
    """Return a text in lower case with long runs of a character cut to two.

    >>> plain("굿ㅋㅋㅋㅋ")
    '굿ㅋㅋ'
    """
    return RUN.sub(r"\1\1", text[:LONGEST_TEXT].lower())


def grams(text: str) -> Iterator[tuple[int, str]]:
    """Yield each run of one to five characters and where it starts."""
    for length in range(1, LONGEST + 1):
        for start in range(len(text) - length + 1):
            yield start, text[start : start + length]


def bucket(gram: str) -> int:
    """Return a run's place in the table; the same in every process."""
    return crc32(gram.encode("utf-8", "replace")) % BUCKETS


@dataclass(frozen=True, slots=True)
class Ngrams:
    """`weights` of shape (buckets, 3): blame, neutral, praise; `rarity` of shape (buckets,).

    Counts are damped to 1 + log(count), multiplied by rarity (inverse document frequency), and
    a text's row has length 1, as scikit-learn's TfidfTransformer does with `sublinear_tf`.
    """

    weights: NDArray[np.float32]
    rarity: NDArray[np.float32]
    bias: Floats

    @classmethod
    def load(cls, folder: Path) -> Ngrams | None:
        """Return the folder's n-grams; None when it has none."""
        if not (folder / FILE).is_file():
            return None
        kept = load_file(folder / FILE)
        rarity = np.zeros(BUCKETS, dtype=np.float32)
        weights = np.zeros((BUCKETS, 3), dtype=np.float32)
        rarity[kept["buckets"]] = kept["rarity"]
        roots = kept["weights"].astype(np.float32) * kept["scale"]
        weights[kept["buckets"]] = roots * np.abs(roots)
        return cls(weights, rarity, kept["bias"].astype(np.float64))

    def save(self, folder: Path) -> None:
        """Write the buckets that are used; the roots of weights in eight bits, by class.

        Roots, because a few weights are large and most are small, and the small ones decide.
        """
        used = np.flatnonzero(self.rarity).astype(np.uint32)
        roots = np.sign(self.weights[used]) * np.sqrt(np.abs(self.weights[used]))
        scale = np.maximum(np.abs(roots).max(axis=0, initial=0), 1e-6) / 127
        kept = {
            "buckets": used,
            "rarity": self.rarity[used].astype(np.float16),
            "weights": np.round(roots / scale).astype(np.int8),
            "scale": scale.astype(np.float32),
            "bias": self.bias.astype(np.float32),
        }
        save_file(kept, folder / FILE)

    def row(self, text: str) -> Columns:
        """Return the buckets of a text and their values."""
        return self.valued(Counter(gram for _, gram in grams(plain(text))))

    def valued(self, counts: Counter[str]) -> Columns:
        """Return the buckets of counted runs, in their order, and their values."""
        places = np.fromiter(map(bucket, counts), np.int64, len(counts))
        damped = 1 + np.log(np.fromiter(counts.values(), np.float64, len(counts)))
        values: Floats = damped * self.rarity[places].astype(np.float64)
        length = math.sqrt(float(values @ values))
        return places, values / length if length else values

    def logits(self, texts: Sequence[str]) -> Floats:
        """Return logits of blame, neutral and praise, shape (texts, 3)."""
        found = np.zeros((len(texts), 3))
        for number, text in enumerate(texts):
            places, values = self.row(text)
            found[number] = values @ self.weights[places] + self.bias
        return found

    def by_word(self, text: str) -> list[float]:
        """Return what each word (between blanks) adds to the margin of praise over blame.

        A run's part is shared out evenly among its characters, blanks included.
        """
        folded = plain(text)
        found = list(grams(folded))
        if not found:
            return []
        count = Counter(gram for _, gram in found)
        places, values = self.valued(count)
        each = values * (self.weights[places, PRAISE] - self.weights[places, BLAME])
        part = dict(zip(count, each.tolist(), strict=True))
        starts = np.array([start for start, _ in found])
        ends = starts + np.array([len(gram) for _, gram in found])
        a_time = np.array([part[gram] / count[gram] / len(gram) for _, gram in found])
        size = len(folded) + 1
        slope = np.bincount(starts, a_time, size) - np.bincount(ends, a_time, size)
        sums = np.concatenate([[0.0], np.cumsum(np.cumsum(slope))])
        spans = (word.span() for word in WORD.finditer(folded))
        return [float(sums[end] - sums[start]) for start, end in spans]


WORD = re.compile(r"\S+")
