"""Who is praised or blamed for what: how opinions are filed, matched and counted in any engine.

Engines know flat keywords only, while a query must be met by one and the same opinion. So each
opinion is filed under a key for every combination of its axes (brand, polarity, aspect,
touchpoint, stage), one field per combination, and a query picks the combination that it speaks of.

Touchpoint and stage stand together in one field only, that of all axes: a touchpoint has its
stage most of the time, so few ask for both. Who does is answered from that field's keys, which are
few: those that are met are looked up among them, and counted one by one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, product
from typing import NamedTuple

from index.query import UNREAD, By, Query
from mentions.model import Entry

AXES = (By.BRAND, By.POLARITY, By.ASPECT, By.TOUCHPOINT, By.STAGE)
_WHOLE_AXES = AXES[:2]
_ASPECT_AXES = frozenset(AXES[2:])
_APART = {By.TOUCHPOINT, By.STAGE}


class Said(NamedTuple):
    """One opinion by its axes, in the order of `AXES`."""

    brand: str
    polarity: str
    aspect: str | None = None
    touchpoint: str | None = None
    stage: str | None = None


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
        Said(o.brand, o.polarity, o.aspect, o.touchpoint, o.stage)
        for o in opinions
        if o.aspect is not None
    }


def fields() -> tuple[str, ...]:
    """Return the name of every keyword field that opinions are filed under."""
    whole = [field(axes, aspects=False) for axes in _combined(_WHOLE_AXES)]
    return (*whole, *(field(axes, aspects=True) for axes in _STORED))


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
    said = [*opinion[: 3 if aspects else 2], *(value for value in opinion[3:] if value is not None)]
    if not all(isinstance(value, str) for value in said):
        raise TypeError(f"an opinion of {said!r}: brand, polarity and aspect must be text")
    told = {axis for axis in AXES if getattr(opinion, axis) is not None}
    stored = _STORED if aspects else _combined(_WHOLE_AXES)
    return tuple(
        (field(axes, aspects=aspects), key(getattr(opinion, axis) for axis in axes))
        for axes in stored
        if told.issuperset(axes)
    )


def key(values: Iterable[str]) -> str:
    """Return the key of these values; JSON, so that no value can pose as two."""
    return json.dumps(list(values), ensure_ascii=False)


@dataclass(frozen=True)
class Plan:
    """Which opinion keys a query is met by, and how keys become values of the facets asked."""

    query: Query
    facets: tuple[By, ...] = ()

    @cached_property
    def wanted(self) -> Mapping[By, tuple[str, ...]]:
        """The values that the query asks for, by axis."""
        query = self.query
        asked = (
            query.brands,
            query.polarities,
            query.aspects,
            query.touchpoints,
            query.stages,
        )
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
        return not _ASPECT_AXES.isdisjoint(self.axes)

    @cached_property
    def keyed(self) -> tuple[By, ...]:
        """The axes of the keys that are counted."""
        return _stored(self.axes)

    @property
    def ambiguous(self) -> bool:
        """Whether two keys of one mention could mean the same values of the facets."""
        return self.keyed != self.axes or any(
            len(set(values)) > 1 for axis, values in self.wanted.items() if axis not in self.counted
        )

    @property
    def field(self) -> str:
        """The field whose keys are counted."""
        return field(self.keyed, aspects=self.aspects)

    def filter(self, known: Callable[[str], Iterable[str]]) -> tuple[str, list[str]] | None:
        """Return the field and keys of which a mention must have one; None when none is asked for.

        `known` tells all keys of a field.
        """
        if not self.wanted:
            return None
        axes = tuple(self.wanted)
        if axes == _stored(axes):
            keys = [key(values) for values in product(*self.wanted.values())]
            return field(axes, aspects=self.aspects), keys
        whole = field(AXES, aspects=True)
        return whole, [name for name in known(whole) if self._meets(_said(AXES, name))]

    def values(self, found: str) -> tuple[str, ...] | None:
        """Return the counted values of a key; None if its opinion is not asked for."""
        said = _said(self.keyed, found)
        told = [value for axis in self.counted if (value := said[axis])]
        return tuple(told) if self._meets(said) and len(told) == len(self.counted) else None

    def _meets(self, said: Mapping[By, str]) -> bool:
        return all(said[axis] in values for axis, values in self.wanted.items())

    def groups(self, found: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
        """Return the keys that mean the same counted values."""
        groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for name in found:
            values = self.values(name)
            if values is not None:
                groups[values].append(name)
        return groups


def _said(axes: tuple[By, ...], found: str) -> dict[By, str]:
    """Return the values of a key by axis."""
    return dict(zip(axes, json.loads(found), strict=True))


def _combined(axes: tuple[By, ...]) -> list[tuple[By, ...]]:
    return [chosen for size in range(1, len(axes) + 1) for chosen in combinations(axes, size)]


def _stored(axes: tuple[By, ...]) -> tuple[By, ...]:
    """Return the axes of the narrowest field that tells these."""
    return AXES if _APART.issubset(axes) else axes


_STORED = tuple(dict.fromkeys(_stored(axes) for axes in _combined(AXES)))
