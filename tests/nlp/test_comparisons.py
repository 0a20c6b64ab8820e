"""Which of two brands a sentence puts above the other."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.model import Brand, Polarity
from nlp.brands import BrandFinder
from nlp.clauses import Clause, Credit
from nlp.comparisons import MOST_BRANDS, Vote, compared
from nlp.weighing import weighed

SUN, MOON = "해님마트", "달님마트"
FINDER = BrandFinder.of([Brand(name=SUN), Brand(name=MOON), Brand(name="별님마트")])
SIGN = {Polarity.PRAISE: "+", Polarity.BLAME: "-", Polarity.NEUTRAL: "0"}


def told(text):
    return compared(text, [(0, len(text))], FINDER.find(text))


def signs(text):
    cast = {vote.brand: SIGN[vote.polarity] for vote in told(text).votes}
    return cast.get(SUN, " ") + cast.get(MOON, " ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("달님마트보다 해님마트가 낫다", "+-"),
        ("해님마트가 달님마트보다 비싸요", "-+"),
        ("해님마트가 달님마트보다 훨씬 빨라요", "+-"),
        ("해님마트는 달님마트 발끝도 못 따라감", "-+"),
        ("해님마트가 달님마트만 못하네요", "-+"),
        ("달님마트 말고 해님마트 가세요", "+-"),
        ("해님마트 갈 바엔 달님마트 간다", "-+"),
        ("차라리 달님마트", "  "),
        ("해님마트 괜히 갔다 차라리 달님마트 갈걸", "-+"),
        ("달님마트에서 해님마트로 갈아탔는데 만족", "+-"),
        ("달님마트에서 해님마트로 갈아탔는데 후회돼요", "-+"),
        ("해님마트로 옮겼다가 다시 달님마트로 돌아왔어요", "-+"),
        ("해님마트 < 달님마트", "-+"),
        ("해님마트 >>> 넘사벽 >>> 달님마트", "+-"),
        ("달님마트 급인 척하는 해님마트", "-+"),
        ("해님마트나 달님마트나 거기서 거기", "  "),
        ("해님마트 김밥 달님마트 못지않게 맛있어요", "  "),
        ("해님마트랑 달님마트 중에 뭐가 나아요?", "00"),
        ("해님마트가 달님마트보다 낫다고 할 순 없다", "00"),
        ("해님마트가 달님마트보다 나은 점이 하나도 없다", "-+"),
        ("달님마트 문 닫아서 해님마트 갔어요", " 0"),
        ("해님마트도 가고 달님마트도 갔어요", "  "),
    ],
)
def test_known_constructions(text, expected):
    assert signs(text) == expected


def test_a_side_left_open_is_the_only_other_brand():
    two = "해님마트 실망. 달님마트가 훨씬 낫다"
    assert signs(two) == "-+"
    assert signs(f"{two} 별님마트") == " +"


def test_one_brand_or_too_many_are_not_compared():
    assert told("해님마트가 다른 데보다 낫다") == compared("", [], [])
    many = [Brand(name=f"가게{number}호점") for number in range(MOST_BRANDS + 1)]
    text = " ".join(brand.name for brand in many)
    assert compared(text, [(0, len(text))], BrandFinder.of(many).find(text)).votes == ()


def test_whoever_is_left_stands_where_it_was_named():
    assert told("달님마트만 다니다가 해님마트 갔어요").left == ((0, MOON),)


@given(st.lists(st.sampled_from([SUN, MOON, "보다 ", "가 낫다", ". ", "\ue000", "말고 ", "😀"])))
def test_votes_lie_where_a_brand_is_named(parts):
    text = "".join(parts)
    found = FINDER.find(text)
    votes = compared(text, [(0, len(text))], found).votes
    assert all(any(one.start <= vote.at <= one.end for one in found) for vote in votes)


@pytest.mark.parametrize(
    "text",
    [
        "해님마트 달님마트 " * 8_000,
        "해님마트 " + "가" * 200_000 + " 달님마트",
        "해님마트보다 " * 16_000 + "달님마트",
        "해님마트 달님마트 " + ">" * 190_000,
        "해님마트 달님마트 " + "다고 " * 60_000,
    ],
    ids=["brands", "letters", "than", "signs", "sayings"],
)
def test_long_texts_cost_their_length(text):
    started = time.process_time()
    told(text)
    assert time.process_time() - started < 8


def credit(said, brands=(), against=(), opposed=(), votes=()):
    clause = Clause(0, len(said), said, brands, against, (), votes=votes)
    return Credit(clause, brands, against, opposed)


ROWS = {"좋다": np.array([0.02, 0.02, 0.96]), "그렇다": np.array([0.02, 0.96, 0.02])}


def test_plain_clauses_are_left_to_the_classifier():
    assert weighed(SUN, [credit("좋다", brands=(SUN,))], ROWS) is None


def test_a_clause_against_a_brand_is_turned_round():
    assert weighed(SUN, [credit("좋다", against=(SUN,))], ROWS).argmax() == 0


def test_opposition_counts_where_nothing_clearer_is_said():
    silent = [credit("그렇다", brands=(SUN,)), credit("좋다", brands=(MOON,), opposed=(SUN,))]
    assert weighed(SUN, silent, ROWS).argmax() == 0
    clear = [credit("좋다", brands=(SUN,)), credit("좋다", brands=(MOON,), opposed=(SUN,))]
    assert weighed(SUN, clear, ROWS).argmax() == 2


def test_a_sure_vote_decides():
    vote = Vote(SUN, Polarity.BLAME, 3.0, 0)
    row = weighed(SUN, [credit("좋다", brands=(SUN,), votes=(vote,))], ROWS)
    assert row.argmax() == 0
    assert row.sum() == pytest.approx(1)
