"""Rank: published PageRank values, symmetry, brands kept apart, evidence."""

import gzip
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.edges import Edge, edges
from graph.rank import Why, pagerank, rank, rank_all
from mentions.model import Author, Entry, Kind, Mention, Opinion, Polarity, Reading

GRAPHS = Path(__file__).parents[3] / "shared" / "data" / "graphs"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
BRAND = "달빛커피"
WIKIPEDIA = {
    "A": 3.3, "B": 38.4, "C": 34.3, "D": 3.9, "E": 8.1, "F": 3.9,
    "G": 1.6, "H": 1.6, "I": 1.6, "J": 1.6, "K": 1.6,
}  # fmt: skip
WIKIPEDIA_EDGES = "BC CB DA DB EB ED EF FB FE GB GE HB HE IB IE JE KE"


def edge(carrier, carried, *, weight=1.0, brand=BRAND, **more):
    by, target = f"blog:{carrier}→{carried}", f"blog:{carried}"
    known = {"by": by, "target": target, "brands": (brand,)} | more
    return Edge(carrier=carrier, carried=carried, weight=weight, **known)


def entry(number, author, *, polarity=None, to=None, brands=(BRAND,), aspects=(), **more):
    mention = Mention(
        id=f"blog:{number}",
        source="blog",
        heard_at=NOW,
        kind=Kind.SHARE if to else Kind.POST,
        author=Author(id=author, source="blog"),
        brands=brands,
        reply_to=f"blog:{to}" if to else None,
        **more,
    )
    if polarity is None:
        return Entry(mention=mention)
    said = [Opinion(brand=brand, polarity=polarity, confidence=0.9) for brand in brands]
    said += [Opinion(brand=BRAND, aspect=a, polarity=p, confidence=0.9) for a, p in aspects]
    reading = Reading(
        mention_id=mention.id,
        reader="person:test",
        polarity=polarity,
        confidence=0.9,
        praise=0.5,
        opinions=tuple(said),
    )
    return Entry(mention=mention, reading=reading)


def by_author(ranking):
    return {influence.author_id: influence for influence in ranking.influences}


def test_the_published_values_of_the_eleven_node_graph():
    """The figure of en.wikipedia.org/wiki/PageRank, in percent, damping 0.85."""
    shares = pagerank(edge(*pair) for pair in WIKIPEDIA_EDGES.split())
    assert {name: round(100 * share, 1) for name, share in shares.items()} == WIKIPEDIA


def test_a_star_by_hand():
    """Centre c, n leaves: leaf = (0.15 + 0.85 c) / (n + 1), and all sum to 1."""
    shares = pagerank([edge(f"잎{n}", "가운데") for n in range(4)])
    leaf = 1 / (5 + 0.85 * 4)  # centre = leaf + 0.85 · 4 leaf
    assert shares["잎0"] == pytest.approx(leaf, abs=1e-8)
    assert shares["가운데"] == pytest.approx(leaf + 0.85 * 4 * leaf, abs=1e-8)


def test_a_circle_is_shared_evenly_and_ties_go_by_id():
    ranking = rank([edge("다", "가"), edge("가", "나"), edge("나", "다")], [], BRAND)
    assert [i.author_id for i in ranking.influences] == ["가", "나", "다"]
    assert [i.share for i in ranking.influences] == pytest.approx([1 / 3] * 3)
    assert [i.rank for i in ranking.influences] == [1, 2, 3]


def test_weights_split_what_a_person_hands_on():
    shares = pagerank([edge("가", "나", weight=3.0), edge("가", "다", weight=1.0)])
    base = shares["가"]
    assert shares["나"] - base == pytest.approx(3 * (shares["다"] - base))


def test_repeating_a_share_to_an_only_friend_is_worth_nothing():
    once = [edge("가", "나"), edge("다", "라")]
    assert pagerank([*once, *[edge("가", "나")] * 99]) == pytest.approx(pagerank(once))


def test_brands_are_kept_apart():
    mixed = [edge("가", "나"), edge("다", "라", brand="별빛커피")]
    assert set(by_author(rank(mixed, [], BRAND))) == {"가", "나"}
    assert set(by_author(rank(mixed, [], "별빛커피"))) == {"다", "라"}


def test_praise_and_blame_are_the_persons_own_whole_opinions_of_that_brand():
    entries = [
        entry(1, "칭찬하는이", polarity=Polarity.PRAISE, aspects=[("가격", Polarity.BLAME)]),
        entry(2, "칭찬하는이", polarity=Polarity.BLAME, brands=("별빛커피",)),
        entry(3, "비난하는이", polarity=Polarity.BLAME),
        entry(4, "비난하는이"),
        *(entry(n, f"팬{n}", to=1) for n in (11, 12, 13)),
        *(entry(n, f"팬{n}", to=3) for n in (14, 15)),
    ]
    people = by_author(rank(edges(entries), entries, BRAND))
    praiser, blamer = people["칭찬하는이"], people["비난하는이"]
    assert (praiser.mentions, praiser.praise, praiser.blame, praiser.carried_by) == (1, 1, 0, 3)
    assert (blamer.mentions, blamer.praise, blamer.blame, blamer.carried_by) == (2, 0, 1, 2)
    assert (praiser.rank, blamer.rank) == (1, 2)


def test_evidence_is_what_most_people_carried_first():
    entries = [entry(n, "가") for n in (1, 2, 3)]
    entries += [entry(10, "나", to=2), entry(11, "다", to=2), entry(12, "다", to=3)]
    assert by_author(rank(edges(entries), entries, BRAND))["가"].evidence == ("blog:2", "blog:3")


def test_one_person_sharing_twice_is_one_person():
    entries = [entry(1, "가"), entry(2, "나", to=1), entry(3, "나", to=1)]
    assert by_author(rank(edges(entries), entries, BRAND))["가"].carried_by == 1


def test_a_name_called_is_attention_but_carries_no_word():
    entries = [entry(1, "가", addressees=("나",))]
    called = by_author(rank(edges(entries), entries, BRAND))["나"]
    assert (called.rank, called.carried_by, called.evidence) == (1, 0, ())


def test_simulated_edges_are_counted_per_person():
    entries = [entry(1, "가"), entry(2, "나", to=1), entry(3, "다", to=1, simulated=True)]
    people = by_author(rank(edges(entries), entries, BRAND))
    assert (people["가"].simulated_edges, people["다"].simulated_edges) == (1, 0)


@pytest.mark.parametrize(
    ("entries", "why", "dangling"),
    [
        ([], Why.NO_MENTIONS, 0),
        ([entry(1, "가", brands=("별빛커피",))], Why.NO_MENTIONS, 0),
        ([entry(1, "가")], Why.NO_LINKS, 0),
        ([entry(1, "가"), entry(2, "가", to=1)], Why.NO_LINKS, 0),
        ([entry(2, "나", to=1)], Why.TARGETS_NOT_HEARD, 1),
    ],
)
def test_nothing_to_rank_says_why(entries, why, dangling):
    ranking = rank(edges(entries), entries, BRAND)
    assert (ranking.influences, ranking.why, ranking.dangling) == ((), why, dangling)


def test_dangling_edges_are_counted_beside_a_ranking():
    entries = [entry(1, "가"), entry(2, "나", to=1), entry(3, "다", to=99)]
    ranking = rank(edges(entries), entries, BRAND)
    assert (len(ranking.influences), ranking.dangling, ranking.why) == (2, 1, None)


def test_all_brands_at_once_equal_one_by_one():
    entries = [entry(1, "가"), entry(2, "나", to=1), entry(3, "다", brands=("별빛커피",))]
    brands = (BRAND, "별빛커피", "모르는 브랜드")
    at_once = dict(rank_all(iter(entries), brands))
    assert at_once == {brand: rank(edges(entries), entries, brand) for brand in brands}


people = st.sampled_from("가나다라마바사")
graphs = st.lists(st.tuples(people, people, st.sampled_from([0.25, 0.5, 0.8, 1.0])), min_size=1)


@given(graphs.filter(lambda drawn: any(a != b for a, b, _ in drawn)), st.randoms())
def test_order_does_not_matter_and_shares_sum_to_one(drawn, chance):
    links = [edge(a, b, weight=weight) for a, b, weight in drawn if a != b]
    shuffled = chance.sample(links, len(links))
    ranking = rank(links, [], BRAND)
    assert rank(shuffled, [], BRAND) == ranking
    assert sum(i.share for i in ranking.influences) == pytest.approx(1)


@pytest.mark.skipif(not GRAPHS.is_dir(), reason="the real graphs are not here")
def test_a_real_network_of_congress_agrees_with_its_own_power_iteration():
    with gzip.open(GRAPHS / "congress_twitter_weighted.txt.gz", "rt") as file:
        lines = file.read().splitlines()[1:]
    rows = [(b, a, float(p)) for a, b, p in (line.split() for line in lines)]
    ranking = rank([edge(a, b, weight=p) for a, b, p in rows if a != b], [], BRAND)
    expected = power_iteration([row for row in rows if row[0] != row[1]])
    assert {i.author_id: i.share for i in ranking.influences} == pytest.approx(expected, abs=1e-7)
    random.shuffle(rows)
    again = rank([edge(a, b, weight=p) for a, b, p in rows if a != b], [], BRAND)
    assert [i.author_id for i in again.influences] == [i.author_id for i in ranking.influences]


def power_iteration(rows, damping=0.85, rounds=200):
    """A second, plain implementation to hold the first against."""
    names = {name for a, b, _ in rows for name in (a, b)}
    out = dict.fromkeys(names, 0.0)
    for a, _, weight in rows:
        out[a] += weight
    mass = dict.fromkeys(names, 1 / len(names))
    for _ in range(rounds):
        lost = sum(mass[name] for name in names if not out[name])
        fresh = dict.fromkeys(names, (1 - damping + damping * lost) / len(names))
        for a, b, weight in rows:
            fresh[b] += damping * mass[a] * weight / out[a]
        mass = fresh
    return mass
