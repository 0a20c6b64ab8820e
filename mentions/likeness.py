"""How alike two texts are, told from their MinHash signatures. Pure.

The share of equal positions estimates the Jaccard similarity of what was hashed (Broder, "On the
resemblance and containment of documents", 1997). Equal bands of positions tell which pairs are
worth comparing (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from itertools import chain
from operator import eq
from typing import TypeAlias

from mentions.columns import packed

Fingerprint: TypeAlias = tuple[int, ...]
SIZE = 64
ROWS = 4
BANDS = SIZE // ROWS
LEAST_EQUAL = 52
"""Equal positions of near copies: 0.8 of 64, rounded up."""

LEAST_BANDS = BANDS - (SIZE - LEAST_EQUAL)
"""Each position that differs spoils one band at most, so near copies share at least these."""


def alike(one: Fingerprint, other: Fingerprint) -> bool:
    """Tell whether two texts are near copies of each other."""
    equal: int = sum(map(eq, one, other))
    return equal >= LEAST_EQUAL


def is_fingerprint(numbers: Fingerprint) -> bool:
    """Tell whether it is a signature of 64 numbers of 32 bits, or the empty one."""
    whole = len(numbers) in (0, SIZE)
    return whole and all(isinstance(one, int) and 0 <= one < 2**32 for one in numbers)


def bands_of(fingerprint: Fingerprint) -> list[int]:
    """Return a signed number of 64 bits for each band; other bands have other numbers."""
    parts = (fingerprint[at : at + ROWS] for at in range(0, SIZE, ROWS))
    return [digest(bytes([number]) + packed(part)) for number, part in enumerate(parts)]


def whole_of(fingerprint: Fingerprint) -> int:
    """Return a signed number of 64 bits for the fingerprint."""
    return digest(packed(fingerprint))


def digest(data: bytes) -> int:
    """Return the data's hash as a signed number of 64 bits, which every database can hold."""
    return int.from_bytes(blake2b(data, digest_size=8).digest(), signed=True)


def kin(fingerprints: Mapping[str, Fingerprint]) -> list[set[str]]:
    """Return the ids in families: whoever is alike is of one, and so on from one to the next."""
    twins: defaultdict[Fingerprint, list[str]] = defaultdict(list)
    for key, fingerprint in fingerprints.items():
        twins[fingerprint].append(key)
    groups = joined(list(twins))
    return [{key for fingerprint in group for key in twins[fingerprint]} for group in groups]


def joined(fingerprints: list[Fingerprint]) -> list[list[Fingerprint]]:
    """Return different fingerprints in groups that likeness joins.

    Whoever was reached leaves the bands, so that a crowd of copies takes time in its number.
    """
    cut = [bands_of(one) for one in fingerprints]
    holders: defaultdict[int, set[int]] = defaultdict(set)
    for number, bands in enumerate(cut):
        for band in bands:
            holders[band].add(number)
    groups, left = [], set(range(len(cut)))
    for first in range(len(cut)):
        group = [first] if first in left else []
        reach(group, cut, holders, left)
        for number in group:
            shared = sharing(holders[band] for band in cut[number])
            near = [n for n in shared if alike(fingerprints[number], fingerprints[n])]
            reach(near, cut, holders, left)
            group += near
        groups += [[fingerprints[number] for number in group]] if group else []
    return groups


def reach(
    numbers: list[int], cut: list[list[int]], holders: Mapping[int, set[int]], left: set[int]
) -> None:
    """Take those who were reached out of what is left and out of the bands."""
    for number in numbers:
        left.discard(number)
        for band in cut[number]:
            holders[band].discard(number)


def sharing(held: Iterable[Iterable[int]]) -> list[int]:
    """Return who is held often enough to be worth comparing."""
    return [
        one for one, times in Counter(chain.from_iterable(held)).items() if times >= LEAST_BANDS
    ]
