"""Proposals: who fits, the same ids each time, honest reasons, a table that runs nothing."""

import csv
import doctest
import io
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import loyalty.export
import loyalty.reason
from loyalty.export import BYTE_ORDER_MARK, COLUMNS, approved_csv
from loyalty.propose import propose
from loyalty.reason import worded
from mentions.model import Influence, Reward


@dataclass(frozen=True, kw_only=True)
class Rule:
    name: str = "입소문 감사"
    top: int = 10
    minimum_mentions: int = 2
    minimum_praise_share: float = 0.6
    points: int = 1000
    brands: tuple[str, ...] = ()


RULE = Rule()
PERSON = Influence(
    brand="달빛커피",
    author_id="0a1b2c",
    rank=2,
    share=0.125,
    mentions=5,
    praise=3,
    blame=1,
    carried_by=7,
    simulated_edges=0,
    evidence=("blog:1", "blog:2"),
)


def proposed(*people, rules=(RULE,)):
    return list(propose(people, rules))


def test_who_fits_is_proposed_with_evidence_and_points():
    (reward,) = proposed(PERSON)
    assert (reward.brand, reward.author_id, reward.rule) == ("달빛커피", "0a1b2c", "입소문 감사")
    assert (reward.points, reward.status) == (1000, "proposed")
    assert reward.evidence == ("blog:1", "blog:2")


@pytest.mark.parametrize(
    "unfit",
    [
        {"rank": 11},
        {"mentions": 1},
        {"carried_by": 0},
        {"praise": 1, "blame": 1},
        {"praise": 1, "blame": 3},
        {"praise": 0, "blame": 0},
        {"praise": 5, "blame": 4},
    ],
)
def test_who_does_not_fit_is_not_proposed(unfit):
    assert not proposed(replace(PERSON, **unfit))


@pytest.mark.parametrize("edge", [{"rank": 10}, {"mentions": 2}, {"praise": 3, "blame": 2}])
def test_the_limits_themselves_fit(edge):
    assert proposed(replace(PERSON, **edge))


@given(st.integers(0, 50), st.integers(0, 50), st.floats(0, 1))
def test_no_rule_thanks_for_blame(praise, blame, share):
    person = replace(PERSON, praise=praise, blame=blame)
    rewards = proposed(person, rules=[replace(RULE, minimum_praise_share=share)])
    assert not rewards or praise > blame


def test_a_rule_for_some_brands_is_for_no_other():
    other = replace(PERSON, brand="별빛커피")
    rewards = proposed(PERSON, other, rules=[replace(RULE, brands=("별빛커피",))])
    assert [reward.brand for reward in rewards] == ["별빛커피"]


@pytest.mark.parametrize(("brands", "times"), [((), 0), (("별빛커피",), 0), (("달빛커피",), 1)])
def test_a_competitors_friends_are_thanked_only_by_a_rule_that_names_it(brands, times):
    rewards = propose([PERSON], [replace(RULE, brands=brands)], competitors={"달빛커피"})
    assert len(list(rewards)) == times


def test_proposing_twice_is_proposing_once_though_numbers_change():
    later = replace(PERSON, rank=1, share=0.5, mentions=9, praise=8)
    assert proposed(PERSON)[0].id == proposed(later)[0].id


def test_person_brand_and_rule_each_make_another_id():
    people = [PERSON, replace(PERSON, brand="별빛커피"), replace(PERSON, author_id="ff")]
    rewards = proposed(*people, rules=[RULE, replace(RULE, name="단골")])
    assert len({reward.id for reward in rewards}) == 6


def test_nobody_or_no_rule_proposes_nothing():
    assert proposed() == proposed(PERSON, rules=()) == []


@pytest.mark.parametrize(
    ("simulated", "ending_ko", "ending_en"),
    [
        (0, "비난 1건.", "in 5 mentions."),
        (3, "일부는 모의 공유입니다.", "Some of it is simulated shares."),
        (7, "모의 공유에 따른 것입니다.", "It rests on simulated shares."),
    ],
)
def test_the_reason_says_what_it_rests_on(simulated, ending_ko, ending_en):
    (reward,) = proposed(replace(PERSON, simulated_edges=simulated))
    assert worded(reward.reason).endswith(ending_ko)
    assert worded(reward.reason, "en").endswith(ending_en)


def test_the_reason_in_korean():
    assert worded(proposed(PERSON)[0].reason) == (
        "브랜드 영향력 2위: 7명이 말을 전했고, 언급 5건 중 칭찬 3건, 비난 1건."
    )


@pytest.mark.parametrize("text", ["", "사람이 적은 까닭", "a=b", "rank=1"])
def test_a_reason_that_a_person_wrote_stays(text):
    assert worded(text) == text


def reward(number, status="approved", **more):
    values = {"brand": "달빛커피", "author_id": "0a", "rule": "감사", "reason": "rank=1"} | more
    return Reward(id=f"reward-{number}", points=1000, status=status, **values)


def rows(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


def test_only_approved_rewards_are_in_the_table():
    table = rows(approved_csv([reward(2), reward(1, "proposed"), reward(3, "declined")]))
    assert [row["id"] for row in table] == ["reward-2"]
    assert list(table[0]) == list(COLUMNS)


def test_an_empty_table_has_its_header_and_excel_can_read_it():
    assert approved_csv([]) == BYTE_ORDER_MARK + ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    "formula",
    ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1", "＠1"],
)
def test_no_cell_is_a_formula(formula):
    (row,) = rows(approved_csv([reward(1, brand=formula, evidence=(formula,))]))
    assert row["brand"] == f"'{formula}"
    assert row["evidence"].startswith("'")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_texts_come_back_whole(text):
    (row,) = rows(approved_csv([reward(1, reason=text)]))
    assert row["reason"].removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("module", [loyalty.export, loyalty.reason])
def test_the_examples_in_the_docstrings(module):
    assert doctest.testmod(module).failed == 0
