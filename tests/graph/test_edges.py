"""Edges: who points at whom, by which kind, for which brand."""

from datetime import UTC, datetime

import pytest

from graph.edges import ADDRESS_WEIGHT, WEIGHTS, edges
from mentions.model import Author, Entry, Kind, Mention

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def entry(number, author, *, to=None, kind=Kind.REPLY, brands=("달빛커피",), **more):
    person = Author(id=author, source="blog") if author else None
    mention = Mention(
        id=f"blog:{number}",
        source="blog",
        heard_at=NOW,
        kind=kind if to else Kind.POST,
        author=person,
        brands=brands,
        reply_to=f"blog:{to}" if to else None,
        **more,
    )
    return Entry(mention=mention)


@pytest.mark.parametrize("kind", [Kind.SHARE, Kind.QUOTE, Kind.REPLY, Kind.COMMENT])
def test_every_kind_of_pointing_is_an_edge_with_its_weight(kind):
    (edge,) = edges([entry(1, "가"), entry(2, "나", to=1, kind=kind)])
    assert (edge.carrier, edge.carried, edge.target, edge.by) == ("나", "가", "blog:1", "blog:2")
    assert edge.weight == WEIGHTS[kind]


def test_a_share_weighs_more_than_a_quote_than_a_reply_than_a_called_name():
    weights = [WEIGHTS[Kind.SHARE], WEIGHTS[Kind.QUOTE], WEIGHTS[Kind.REPLY], ADDRESS_WEIGHT]
    assert weights == sorted(set(weights), reverse=True)


def test_every_kind_has_a_weight():
    assert set(WEIGHTS) == set(Kind)


def test_a_target_may_be_heard_after_what_points_at_it():
    (edge,) = edges([entry(2, "나", to=1), entry(1, "가")])
    assert edge.carried == "가"


def test_answering_oneself_is_no_edge():
    assert not list(edges([entry(1, "가"), entry(2, "가", to=1, addressees=("가",))]))


def test_a_target_that_was_not_heard_dangles_and_is_not_lost():
    (edge,) = edges([entry(2, "나", to=1)])
    assert (edge.carried, edge.target, edge.brands) == (None, "blog:1", ("달빛커피",))


def test_a_target_without_an_author_dangles():
    (edge,) = edges([entry(1, None), entry(2, "나", to=1)])
    assert edge.carried is None


def test_a_mention_without_an_author_points_for_nobody():
    assert not list(edges([entry(1, "가"), entry(2, None, to=1)]))


def test_people_called_by_name_are_edges_without_a_target():
    found = list(edges([entry(1, "가", addressees=("나", "다", "나"))]))
    assert [(edge.carried, edge.target, edge.weight) for edge in found] == [
        ("나", None, ADDRESS_WEIGHT),
        ("다", None, ADDRESS_WEIGHT),
    ]


def test_answering_a_person_by_name_is_one_edge():
    (edge,) = edges([entry(1, "가"), entry(2, "나", to=1, addressees=("가",))])
    assert edge.weight == WEIGHTS[Kind.REPLY]


def test_an_answer_counts_for_the_brand_it_answers_not_for_the_one_it_names():
    (edge,) = edges([entry(1, "가"), entry(2, "나", to=1, brands=("별빛커피",))])
    assert edge.brands == ("달빛커피",)


def test_a_target_that_names_no_brand_takes_that_of_the_answer():
    (edge,) = edges([entry(1, "가", brands=()), entry(2, "나", to=1)])
    assert edge.brands == ("달빛커피",)


def test_a_simulated_share_stays_marked():
    (edge,) = edges([entry(1, "가"), entry(2, "나", to=1, simulated=True)])
    assert edge.simulated
