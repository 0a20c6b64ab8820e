"""Fingerprints by which near copies of a text are found, without comparing all with all."""

from __future__ import annotations

import re
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SIZE = 64
SHINGLE = 5
SHORTEST = 24
"""Letters that a text must have: "좋아요" is what everybody says, and no copy of anybody."""

MOST = 20_000
NOT_LETTER = re.compile(r"[\W_]+")
PRIME = (1 << 61) - 1
_RANDOM = np.random.default_rng(20_261_124)
FACTORS = _RANDOM.integers(1, 1 << 31, SIZE, dtype=np.uint64)
OFFSETS = _RANDOM.integers(0, 1 << 31, SIZE, dtype=np.uint64)


def fingerprint(text: str) -> tuple[int, ...]:
    """Return a MinHash of a text's runs of five letters: 64 whole numbers; empty if too short.

    The share of equal places of two fingerprints estimates the Jaccard similarity of their runs
    (Broder, "On the resemblance and containment of documents", 1997). Blanks, signs and case do
    not count; of a very long text the beginning is taken.
    """
    letters = NOT_LETTER.sub("", text[: 4 * MOST].lower())[:MOST]
    if len(letters) < SHORTEST:
        return ()
    shingles = {letters[at : at + SHINGLE] for at in range(len(letters) - SHINGLE + 1)}
    hashes = np.array([crc32(one.encode("utf-8", "replace")) for one in shingles], dtype=np.uint64)
    return tuple(int(value) for value in lowest(hashes))


def lowest(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the lowest of each of 64 shuffles of the hashes."""
    mixed = (hashes[:, None] * FACTORS[None, :] + OFFSETS[None, :]) % np.uint64(PRIME)
    smallest: NDArray[np.uint64] = (mixed & np.uint64(0xFFFFFFFF)).min(axis=0)
    return smallest
