"""Whom a clause speaks of, by real Kiwi and without a model."""

import pytest
from nlp_samples import ASPECTS

from mentions.model import Aspect, Brand, Touchpoint
from nlp.aspects import AspectFinder, TouchpointFinder
from nlp.brands import BrandFinder
from nlp.clauses import Cutter, credited
from nlp.kiwi import Morphology

BRANDS = (Brand(name="달빛커피"), Brand(name="별빛커피"), Brand(name="나이키"))


@pytest.fixture(scope="module")
def cut():
    morphology = Morphology.load(BRANDS)
    finder = BrandFinder.of(BRANDS)
    cutter = Cutter(morphology, AspectFinder.of(ASPECTS, morphology))

    def credits_of(text, assigned=()):
        found = finder.find(text)
        clauses = cutter.clauses(next(morphology.analyse([text])), found)
        brands = tuple(dict.fromkeys([*assigned, *(one.brand for one in found)]))
        return credited(clauses, brands, assigned)

    return credits_of


def meant(credits_found, word):
    """Return the brands of the clause that holds a word."""
    (found,) = [credit for credit in credits_found if word in credit.clause.said]
    return found.brands


def test_a_rival_that_is_named_is_not_praised_for_what_follows(cut):
    said = cut("별빛커피만 다니다가 왔어요. 커피가 정말 맛있어요. 직원이 친절해요.", ("달빛커피",))
    assert meant(said, "다니다가") == ("별빛커피",)
    assert meant(said, "맛있어요") == ("달빛커피",)
    assert meant(said, "친절해요") == ("달빛커피",)


def test_here_is_where_the_review_was_written(cut):
    said = cut("별빛커피는 비싸기만 한데 여기는 정말 좋아요.", ("달빛커피",))
    assert meant(said, "비싸기만") == ("별빛커피",)
    assert meant(said, "좋아요") == ("달빛커피",)


def test_what_was_named_last_is_meant_when_every_brand_is_named(cut):
    said = cut("달빛커피와 별빛커피에 갔어요. 직원이 친절해요.", ("달빛커피",))
    assert meant(said, "친절해요") == ("달빛커피", "별빛커피")


def test_who_switched_speaks_of_the_new_one_and_against_the_old(cut):
    said = cut("달빛커피에서 별빛커피로 옮겼어요. 직원이 친절해요.")
    assert meant(said, "친절해요") == ("별빛커피",)
    assert said[-1].against == ("달빛커피",)


def test_what_another_is_held_against_is_held_to_the_end_of_the_sentence(cut):
    said = cut("별빛커피보다 달빛커피가 훨씬 싸고 직원도 친절해요. 커피는 쓰네요.")
    by_word = {credit.clause.said: credit for credit in said}
    assert by_word["직원도 친절해요."].against == ("별빛커피",)
    assert by_word["커피는 쓰네요."].against == ()


def test_the_yardstick_is_left_out_of_what_is_judged(cut):
    said = cut("달빛커피 의자가 별빛커피보다 훨씬 좁아요")
    assert said[0].clause.said == "달빛커피 의자가 훨씬 좁아요"


def test_clauses_that_contrast_are_opposed_and_those_that_add_are_not(cut):
    first, second = cut("달빛커피는 직원이 웃는데 별빛커피는 직원이 노려봐요")
    assert (first.opposed, second.opposed) == (("별빛커피",), ("달빛커피",))
    first, second = cut("달빛커피는 맛이 좋고 별빛커피는 직원이 좋아요")
    assert (first.opposed, second.opposed) == ((), ())


def test_an_aspect_is_met_where_the_clause_says():
    store, app = Touchpoint(name="매장", words=("매장",)), Touchpoint(name="앱", words=("앱",))
    morphology = Morphology.load(BRANDS)
    price = Aspect(name="가격", domain="제품", touchpoint="매장", words=("가격",))
    cutter = Cutter(
        morphology,
        AspectFinder.of([price], morphology),
        TouchpointFinder.of([store, app], morphology),
    )
    for text, name in (("앱이 가격은 더 싸요", "앱"), ("가격이 싸요", "매장")):
        (clause,) = cutter.clauses(next(morphology.analyse([text])), [])
        assert [aspect.touchpoint for aspect in clause.aspects] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "별빛커피보다 달빛커피가 훨씬 맛있어요",
        "별빛커피 라떼보다 달빛커피가 훨씬 맛있어요",
        "별빛커피에 비해 달빛커피가 훨씬 맛있어요",
        "별빛커피와 달리 달빛커피는 맛있어요",
        "별빛커피 대비 달빛커피가 맛있어요",
        "별빛커피 말고 달빛커피 가세요",
    ],
)
def test_what_another_is_held_against_is_spoken_of_in_reverse(cut, text):
    (credit,) = cut(text)
    assert (credit.brands, credit.against) == (("달빛커피",), ("별빛커피",))


def test_aspects_are_found_by_what_their_words_mean():
    morphology = Morphology.load()
    waiting = Aspect(name="대기", domain="매장", words=("줄", "기다리다"))
    quality = Aspect(name="품질", domain="제품", words=("하자",))
    finder = AspectFinder.of((waiting, quality), morphology)
    for text, expected in (
        ("맛있을 줄 알았어요", 0),
        ("줄이 너무 길어요", 1),
        ("일을 다시 해요", 0),
        ("바닥에 하자가 있어요", 1),
    ):
        lemmas = list(next(morphology.analyse([text])).lemmas())
        assert len(finder.find(lemmas)) == expected, text
