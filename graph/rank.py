"""Rank the people whose word is carried for a brand: a weighted PageRank over their edges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import fsum

from graph.edges import Edge, edges
from graph.tallies import Tallies, Tally, tally, tallying
from mentions.model import Entry, Influence

RANKING = 1
"""Raised when a change of this room's code changes rankings, so that brands are ranked again."""

DAMPING = 0.85
"""Chance of following an edge, as in the PageRank paper."""

TOLERANCE = 1e-10
"""Largest error per person at which iteration stops: below what a screen can show."""

MOST_ROUNDS = 500
"""Enough for any graph: the error shrinks by `DAMPING` a round, and 0.85^500 is 5e-36."""

TIE_DIGITS = 9
"""Shares that agree to so many digits are a tie, broken by carriers and then by id."""

MOST_EVIDENCE = 5


class Why(StrEnum):
    """Why there is nothing to rank."""

    NO_MENTIONS = "no_mentions"
    NO_LINKS = "no_links"
    TARGETS_NOT_HEARD = "targets_not_heard"


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """A brand's people, the most carried first; `why` is given exactly when there are none.

    `dangling` counts edges at mentions that were not heard or have no known author.
    """

    influences: tuple[Influence, ...] = ()
    why: Why | None = None
    dangling: int = 0


def rank(edges: Iterable[Edge], entries: Iterable[Entry], brand: str) -> Ranking:
    """Rank everyone in the brand's graph; their shares sum to 1.

    Weighted PageRank: Page, Brin, Motwani and Winograd, "The PageRank Citation Ranking" (1999),
    with a person's weight split over those they point at by the weights of the edges. What one
    person hands on is bounded, so sharing a friend a hundred times is worth no more than once
    to who is their only friend. Equal input in any order gives equal output.
    """
    about = [edge for edge in edges if brand in edge.brands]
    return _ranking(brand, about, tally(entries))


def rank_all(entries: Iterable[Entry], brands: Iterable[str]) -> Iterator[tuple[str, Ranking]]:
    """Yield each brand and its ranking, reading the entries once for all of them."""
    tallies: Tallies = {}
    by_brand: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges(tallying(entries, tallies)):
        for brand in dict.fromkeys(edge.brands):
            by_brand[brand].append(edge)
    for brand in brands:
        yield brand, _ranking(brand, by_brand.get(brand, []), tallies)


def _ranking(brand: str, about: list[Edge], tallies: Tallies) -> Ranking:
    linked = [edge for edge in about if edge.carried is not None]
    dangling = len(about) - len(linked)
    if not linked:
        return Ranking(why=_why(brand, dangling, tallies), dangling=dangling)
    shares = pagerank(linked)
    carried = _carried(linked)
    order = sorted(shares, key=lambda author: _order(author, shares[author], carried))
    influences = (
        _influence(brand, _Place(author, place, shares[author]), carried, tallies)
        for place, author in enumerate(order, start=1)
    )
    return Ranking(influences=tuple(influences), dangling=dangling)


def _why(brand: str, dangling: int, tallies: Tallies) -> Why:
    if dangling:
        return Why.TARGETS_NOT_HEARD
    heard = any(named == brand for named, _ in tallies)
    return Why.NO_LINKS if heard else Why.NO_MENTIONS


def pagerank(linked: Iterable[Edge]) -> dict[str, float]:
    """Return each person's part of the PageRank mass; the parts sum to 1.

    Mass of people who point at nobody is spread evenly over all.
    """
    import networkx  # noqa: PLC0415 - half a second that only ranking should pay

    several: dict[tuple[str, str], list[float]] = defaultdict(list)
    for edge in linked:
        several[edge.carrier, str(edge.carried)].append(edge.weight)
    weights = {pair: fsum(parts) for pair, parts in several.items()}  # exact in any order
    network = networkx.DiGraph()
    network.add_nodes_from(sorted({person for pair in weights for person in pair}))
    network.add_weighted_edges_from((*pair, weights[pair]) for pair in sorted(weights))
    found = networkx.pagerank(network, alpha=DAMPING, tol=TOLERANCE, max_iter=MOST_ROUNDS)
    return {str(author): float(share) for author, share in found.items()}


@dataclass(slots=True)
class _Carried:
    carriers: set[str] = field(default_factory=set)
    targets: dict[str, set[str]] = field(default_factory=dict)
    simulated: int = 0


def _carried(linked: Iterable[Edge]) -> dict[str, _Carried]:
    found: dict[str, _Carried] = {}
    for edge in linked:
        one = found.setdefault(str(edge.carried), _Carried())
        one.simulated += edge.simulated
        if edge.target:  # a name called is attention, but no word of theirs went further
            one.carriers.add(edge.carrier)
            one.targets.setdefault(edge.target, set()).add(edge.carrier)
    return found


def _order(author: str, share: float, carried: Mapping[str, _Carried]) -> tuple[float, int, str]:
    carriers = len(carried[author].carriers) if author in carried else 0
    return -round(share, TIE_DIGITS), -carriers, author


@dataclass(frozen=True, slots=True)
class _Place:
    author: str
    rank: int
    share: float


def _influence(
    brand: str, place: _Place, carried: Mapping[str, _Carried], tallies: Tallies
) -> Influence:
    own = tallies.get((brand, place.author), Tally())
    heard = carried.get(place.author, _Carried())
    evidence = sorted(heard.targets, key=lambda target: (-len(heard.targets[target]), target))
    return Influence(
        brand=brand,
        author_id=place.author,
        rank=place.rank,
        share=place.share,
        mentions=own.mentions,
        praise=own.praise,
        blame=own.blame,
        carried_by=len(heard.carriers),
        simulated_edges=heard.simulated,
        evidence=tuple(evidence[:MOST_EVIDENCE]),
    )
