"""Proposals by the model inside Kiwi: shown, never taken."""

import tomllib

import pytest

from config import load
from mentions.model import Aspect
from nlp.near_words import as_toml, near, proposal, unknown


def words(proposed):
    return [word for word, _ in proposed]


def test_words_near_the_name_are_proposed(morphology):
    assert {"배달", "소포", "출고"} <= set(words(near(morphology, "배송", ["택배", "도착"])))
    assert {"종업원", "상냥하다"} <= set(
        words(near(morphology, "직원", ["친절하다", "점원", "알바"]))
    )


def test_predicates_come_in_dictionary_form_and_opposites_are_among_them(morphology):
    proposed = words(near(morphology, "가격", ["비싸다"], most=60))
    assert {"싸다", "저렴하다"} & set(proposed)
    assert "비싸" not in proposed


def test_what_was_given_is_not_proposed_again(morphology):
    given = ["깨끗하다", "더럽다", "지저분하다"]
    proposed = words(near(morphology, "청결·위생", given, most=100))
    assert proposed
    assert not {"청결", "위생", *given} & set(proposed)
    assert len(proposed) == len(set(proposed))


def test_at_most_so_many_are_proposed_each_with_how_near(morphology):
    proposed = near(morphology, "주차", ["주차장"], most=7)
    assert len(proposed) == 7
    assert all(0 < score <= 1 for _, score in proposed)
    assert near(morphology, "주차", [], most=0) == []


@pytest.mark.parametrize(
    "word", ["내돈내산", "불친절하다", "쿠쿠루삥뽕", "", "!!", "😀", "ㅋㅋ", "먹튀"]
)
def test_words_that_are_split_rare_or_not_known_propose_nothing(morphology, word):
    assert near(morphology, word) == []
    assert unknown(morphology, [word, "배송"]) == (word,)


def test_proposals_are_comments_until_a_person_takes_them(tmp_path):
    written = as_toml("배송", ["택배"], [("소포", 0.71), ('따"옴표', 0.5)], ["뽁뽁이포장"])
    (aspect,) = tomllib.loads(written)["aspects"]
    assert aspect == {"name": "배송", "words": ["택배"]}
    assert "# Nothing near is known of: 뽁뽁이포장" in written
    taken = written.replace('# "소포"', '"소포"').replace("# 0.71", "# 0.71")
    (aspect,) = tomllib.loads(taken)["aspects"]
    assert aspect["words"] == ["택배", "소포"]
    path = tmp_path / "config.toml"
    path.write_text(taken.replace("words", 'domain = "제품"\nwords', 1), encoding="utf-8")
    assert load(path).aspects[0].words == ("택배", "소포")


def test_the_proposal_for_an_aspect_leaves_its_words_as_they_are(morphology):
    aspect = Aspect(name="배송", domain="제품", words=("택배", "내돈내산"))
    written = proposal(morphology, aspect, most=5)
    assert tomllib.loads(written)["aspects"] == [{"name": "배송", "words": ["택배", "내돈내산"]}]
    assert written.count("    # ") == 5
    assert written.endswith("# Nothing near is known of: 내돈내산\n")
