import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.kiwi import Morphology
from nlp.new_words import entropy, growth, proposed

ENDINGS = ("이 좋다", "은 처음", "을 샀다", "도 있다", "에서 만나", "만 본다")


def said(word, times=1):
    return [f"오늘 {word}{ending} {number}" for number in range(times) for ending in ENDINGS]


def words(found):
    return [one.word for one in found]


def test_an_unknown_noun_is_proposed_with_its_numbers(morphology):
    (one,) = proposed(said("쿠룽땅"), morphology)
    assert (one.word, one.count, one.before, one.growth) == ("쿠룽땅", 6, 0, None)
    assert one.cohesion == 1.0
    assert one.freedom == pytest.approx(entropy(dict.fromkeys(ENDINGS, 1)), abs=0.01)
    assert one.examples == ("오늘 쿠룽땅이 좋다 0", "오늘 쿠룽땅은 처음 0", "오늘 쿠룽땅을 샀다 0")


def test_a_row_of_single_syllables_is_proposed(morphology):
    assert words(proposed(said("별망작"), morphology)) == ["별망작"]


@pytest.mark.parametrize(
    "word", ["배송", "고객센터", "달빛커피", "띵작", "쵝오", "두 번", "댕댕이"]
)
def test_what_is_known_or_misspelt_is_not_proposed(morphology, word):
    assert proposed(said(word, 2), morphology) == []


def test_a_rare_word_is_not_proposed(morphology):
    assert proposed(said("쿠룽땅")[:4], morphology) == []
    assert words(proposed(said("쿠룽땅")[:4], morphology, least=4)) == ["쿠룽땅"]


def test_a_text_counts_once_however_often_it_has_the_word(morphology):
    assert proposed(["쿠룽땅이 " * 9], morphology) == []


def test_what_never_varies_is_no_word_of_its_own(morphology):
    assert proposed(["쿠룽땅이 좋다"] * 9, morphology) == []


def test_a_word_with_a_particle_is_not_proposed_beside_the_word(morphology):
    assert words(proposed(said("쿠룽땅") + ["쿠룽땅네"] * 6, morphology)) == ["쿠룽땅"]


def test_what_grows_comes_first_and_tells_since_when(morphology):
    texts = said("쿠룽땅", 2) + said("뺘꾸릉")
    assert words(proposed(texts, morphology)) == ["쿠룽땅", "뺘꾸릉"]
    found = proposed(texts, morphology, earlier=said("쿠룽땅", 3))
    assert [(one.word, one.before) for one in found] == [("뺘꾸릉", 0), ("쿠룽땅", 18)]
    assert found[0].growth > 1 > found[1].growth


def test_the_most_are_kept(morphology):
    texts = said("쿠룽땅", 2) + said("뺘꾸릉")
    assert words(proposed(texts, morphology, most=1)) == ["쿠룽땅"]


def test_an_accepted_word_is_not_proposed_again_and_is_one_term():
    taught = Morphology.load(words=["쿠룽땅"])
    assert proposed(said("쿠룽땅"), taught) == []
    assert taught.terms("쿠룽땅에서")[0] == "쿠룽땅"


def test_nothing_is_proposed_from_nothing(morphology):
    assert proposed([], morphology) == []
    assert proposed(["", " ", "???", "😀", "https://a.example"], morphology, least=1) == []


def test_growth_adds_one_use_to_either_side():
    assert growth(9, 1_000, 4, 1_000) == 2.0
    assert growth(9, 1_000, 4, 2_000) == 4.0
    assert growth(0, 10, 0, 10) == 1.0


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 9)))
def test_entropy_is_at_most_that_of_an_even_choice(following):
    bits = entropy(following)
    several = [count for count in following.values() if count]
    assert 0 <= bits <= entropy(dict.fromkeys(range(len(several)), 1)) + 1e-9


@given(st.lists(st.text(max_size=30), max_size=12))
def test_any_texts_give_words_that_stand_in_them(morphology, texts):
    for one in proposed(texts, morphology, least=1):
        assert sum(one.word in text for text in texts) >= one.count
