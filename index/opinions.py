"""Who is praised or blamed for what: how opinions are filed, matched and counted in any engine.

Engines know flat keywords only, while a query must be met by one and the same opinion. So each
opinion is filed under a key for every combination of its axes (brand, polarity, aspect,
touchpoint), one field per combination, and a query picks the combination that it speaks of.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, product
from typing import NamedTuple

from index.query import UNREAD, By, Query
from mentions.model import Entry

AXES = (By.BRAND, By.POLARITY, By.ASPECT, By.TOUCHPOINT)
_WHOLE_AXES = AXES[:2]


class Said(NamedTuple):
    """One opinion by its axes, in the order of `AXES`."""

    brand: str
    polarity: str
    aspect: str | None = None
    touchpoint: str | None = None


def on_brands(entry: Entry) -> set[Said]:
    """Return the opinions on brands as a whole, one of each brand, brand '' when there is none.

    A brand of the mention without an opinion of its own has the polarity of the whole text.
    """
    if entry.reading is None:
        return {Said(brand, UNREAD) for brand in entry.mention.brands or ("",)}
    found = {Said(o.brand, o.polarity) for o in entry.reading.opinions if o.aspect is None}
    judged = {opinion.brand for opinion in found}
    missing = [brand for brand in entry.mention.brands if brand not in judged]
    if not found and not missing:
        missing = [""]
    return found | {Said(brand, entry.reading.polarity) for brand in missing}


def on_aspects(entry: Entry) -> set[Said]:
    """Return the opinions on aspects; an unread mention has none."""
    opinions = () if entry.reading is None else entry.reading.opinions
    return {
        Said(o.brand, o.polarity, o.aspect, o.touchpoint) for o in opinions if o.aspect is not None
    }


def fields() -> tuple[str, ...]:
    """Return the name of every keyword field that opinions are filed under."""
    whole = [field(axes, aspects=False) for axes in _combined(_WHOLE_AXES)]
    return (*whole, *(field(axes, aspects=True) for axes in _combined(AXES)))


def field(axes: Iterable[By], *, aspects: bool) -> str:
    """Return the field that holds keys of these axes."""
    return "_".join(("aspects" if aspects else "whole", *axes))


def filed(entry: Entry) -> dict[str, list[str]]:
    """Return the distinct keys of the entry by field."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for said, aspects in ((on_brands(entry), False), (on_aspects(entry), True)):
        for opinion in said:
            for name, value in _keys(opinion, aspects=aspects):
                keys[name].add(value)
    return {name: sorted(values) for name, values in keys.items()}


@lru_cache(maxsize=10_000)
def _keys(opinion: Said, *, aspects: bool) -> tuple[tuple[str, str], ...]:
    """Return fields and keys of one opinion; the same few opinions come again and again."""
    known: tuple[By, ...] = AXES if aspects else _WHOLE_AXES
    if aspects and opinion.touchpoint is None:
        known = AXES[:3]
    return tuple(
        (field(axes, aspects=aspects), key(getattr(opinion, axis) for axis in axes))
        for axes in _combined(known)
    )


def key(values: Iterable[str]) -> str:
    """Return the key of these values; JSON, so that no value can pose as two."""
    texts = list(values)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError(f"an opinion of {texts!r}: brand, polarity and aspect must be text")
    return json.dumps(texts, ensure_ascii=False)


@dataclass(frozen=True)
class Plan:
    """Which opinion keys a query is met by, and how keys become values of the facets asked."""

    query: Query
    facets: tuple[By, ...] = ()

    @cached_property
    def wanted(self) -> Mapping[By, tuple[str, ...]]:
        """The values that the query asks for, by axis."""
        query = self.query
        asked = (query.brands, query.polarities, query.aspects, query.touchpoints)
        return {axis: values for axis, values in zip(AXES, asked, strict=True) if values}

    @cached_property
    def counted(self) -> tuple[By, ...]:
        """The facets that are axes of an opinion, in the order of `AXES`."""
        return tuple(axis for axis in AXES if axis in self.facets)

    @cached_property
    def axes(self) -> tuple[By, ...]:
        """The axes asked for or counted."""
        return tuple(axis for axis in AXES if axis in self.wanted or axis in self.counted)

    @cached_property
    def aspects(self) -> bool:
        """Whether opinions on aspects are looked at."""
        return By.ASPECT in self.axes or By.TOUCHPOINT in self.axes

    @property
    def ambiguous(self) -> bool:
        """Whether two keys of one mention could mean the same values of the facets."""
        return any(
            len(set(values)) > 1 for axis, values in self.wanted.items() if axis not in self.counted
        )

    @property
    def field(self) -> str:
        """The field whose keys are counted."""
        return field(self.axes, aspects=self.aspects)

    @property
    def filter(self) -> tuple[str, list[str]] | None:
        """The field and keys of which a mention must have one; None when nothing is asked."""
        if not self.wanted:
            return None
        keys = [key(values) for values in product(*self.wanted.values())]
        return field(self.wanted, aspects=self.aspects), keys

    def values(self, found: str) -> tuple[str, ...] | None:
        """Return the counted values of a key; None if its opinion is not asked for."""
        said = dict(zip(self.axes, json.loads(found), strict=True))
        if any(said[axis] not in values for axis, values in self.wanted.items()):
            return None
        values = tuple(said[axis] for axis in self.counted)
        return values if all(values) else None

    def groups(self, found: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
        """Return the keys that mean the same counted values."""
        groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for name in found:
            values = self.values(name)
            if values is not None:
                groups[values].append(name)
        return groups


def _combined(axes: tuple[By, ...]) -> list[tuple[By, ...]]:
    return [chosen for size in range(1, len(axes) + 1) for chosen in combinations(axes, size)]
