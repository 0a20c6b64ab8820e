"""Where on the journey brands are praised and blamed: stages, and touchpoints in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dashboard import data
from dashboard.filters import Filters
from index.query import By, Counts, Polarity
from mentions.model import Stage

FEWEST = 3
"""Mentions of one tone below which a place is not called the most praised or blamed."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A touchpoint at a stage of the journey, and how many mentions praise or blame there."""

    touchpoint: str
    stage: str
    praise: int = 0
    blame: int = 0
    neutral: int = 0

    @property
    def total(self) -> int:
        """Judgements of any tone."""
        return self.praise + self.blame + self.neutral

    @property
    def lean(self) -> float:
        """Praise less blame, as a part of all judgements: from -1 to 1."""
        return (self.praise - self.blame) / self.total if self.total else 0.0


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One stage of the journey: its mentions by tone, and its touchpoints, the largest first."""

    stage: str
    praise: int
    blame: int
    spots: tuple[Spot, ...]


def legs(filters: Filters) -> tuple[Leg, ...]:
    """Return every stage in the order of the journey; one that nobody speaks of is empty.

    Touchpoints of which no stage was read come last, in a leg whose stage is empty.
    """
    query = filters.query(data.zone())
    whole = data.count(query, (By.STAGE, By.POLARITY))
    found = spots(data.count(query, (By.TOUCHPOINT, By.STAGE, By.POLARITY)))
    made = tuple(
        Leg(
            stage=stage,
            praise=whole.get((stage, Polarity.PRAISE), 0),
            blame=whole.get((stage, Polarity.BLAME), 0),
            spots=tuple(spot for spot in found if spot.stage == stage),
        )
        for stage in map(str, Stage)
    )
    placed = {spot.touchpoint for spot in found}
    rest = unplaced(data.count(query, (By.TOUCHPOINT, By.POLARITY)), placed)
    return (*made, rest) if rest.spots else made


def unplaced(counts: Counts, placed: Collection[str]) -> Leg:
    """Return the touchpoints that have no stage, from counts by touchpoint and polarity."""
    rest: Counts = {(name, "", tone): n for (name, tone), n in counts.items() if name not in placed}
    found = tuple(spots(rest))
    return Leg(
        stage="",
        praise=sum(spot.praise for spot in found),
        blame=sum(spot.blame for spot in found),
        spots=found,
    )


def spots(counts: Counts) -> list[Spot]:
    """Return spots from counts by touchpoint, stage and polarity, the largest first."""
    tones = ("praise", "blame", "neutral")
    places = dict.fromkeys((touchpoint, stage) for touchpoint, stage, _ in counts)
    made = [
        Spot(
            touchpoint=touchpoint,
            stage=stage,
            **{tone: counts.get((touchpoint, stage, tone), 0) for tone in tones},
        )
        for touchpoint, stage in places
    ]
    return sorted(made, key=lambda spot: (-spot.total, spot.touchpoint, spot.stage))


def most(legs: Iterable[Leg], polarity: Polarity, number: int) -> list[Spot]:
    """Return the spots with the most mentions of a tone, if there are enough to say so."""
    told = [spot for leg in legs for spot in leg.spots if toned(spot, polarity) >= FEWEST]
    ranked = sorted(told, key=lambda spot: (-toned(spot, polarity), spot.touchpoint, spot.stage))
    return ranked[:number]


def toned(spot: Spot, polarity: Polarity) -> int:
    """Return how many mentions of a tone a spot has."""
    return spot.praise if polarity is Polarity.PRAISE else spot.blame
