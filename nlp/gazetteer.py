"""The names of Korean regions, each with the care that it needs.

`plain` names tell by themselves. Those of `place` care are words too (전주 is also last week) and
need a sign of a place beside them; `full` ones need a suffix (양주시, 야당역), `after` ones their
province (부산 중구). Food that is named after a region tells none (전주비빔밥).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "regions.tsv"
FOOD = "food"


class Care(StrEnum):
    """What a name needs beside it to tell a region."""

    PLAIN = "plain"
    PLACE = "place"
    FULL = "full"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Place:
    """A region that a name may mean, and the care that it needs."""

    region: str
    care: Care

    @property
    def province(self) -> str:
        """The first of the region's two parts."""
        return self.region.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """What each name may mean, how long names are by their beginning, and the food named so."""

    places: Mapping[str, Sequence[Place]]
    lengths: Mapping[str, Sequence[int]]
    food: Mapping[str, tuple[str, ...]]

    @classmethod
    def load(cls, path: Path = TABLE) -> Gazetteer:
        """Read the table of regions."""
        places: dict[str, list[Place]] = defaultdict(list)
        food: dict[str, list[str]] = defaultdict(list)
        for row in path.read_text(encoding="utf-8").splitlines()[1:]:
            region, care, listed = row.split("\t")
            for name in listed.split(", "):
                if care == FOOD:
                    town, _, dish = name.partition(" ")
                    food[town].append(dish)
                else:
                    places[name].append(Place(region, Care(care)))
        add_districts(places)
        dishes = {town: tuple(names) for town, names in food.items()}
        return cls(dict(places), lengths_of(places), dishes)

    def name_at(self, text: str, at: int) -> str:
        """Return the longest name that begins here; empty when there is none."""
        for length in self.lengths.get(text[at : at + 2], ()):
            name = text[at : at + length]
            if name in self.places:
                return name
        return ""

    def only(self, name: str) -> Place | None:
        """Return what a name means when it can mean one region only."""
        places = self.places.get(name, ())
        return places[0] if len(places) == 1 else None

    def is_dish(self, name: str, text: str, at: int) -> bool:
        """Tell whether the text goes on with food that is named after the region."""
        at += text.startswith(" ", at)
        return any(text.startswith(dish, at) for dish in self.food.get(name, ()))


def add_districts(places: dict[str, list[Place]]) -> None:
    """Add the districts' full names where the table leaves them out; shared ones need more."""
    regions = {place.region for meant in places.values() for place in meant}
    sharing: dict[str, list[str]] = defaultdict(list)
    for region in sorted(regions):
        sharing[region.partition(" ")[2]].append(region)
    for district, named in sharing.items():
        care = Care.AFTER if len(named) > 1 else Care.PLAIN
        if district and district not in places:
            places[district] = [Place(region, care) for region in named]


def lengths_of(names: Iterable[str]) -> dict[str, Sequence[int]]:
    """Return how long the names are that begin with the same two letters, the longest first."""
    found: dict[str, set[int]] = defaultdict(set)
    for name in names:
        found[name[:2]].add(len(name))
    return {head: sorted(lengths, reverse=True) for head, lengths in found.items()}
