"""Words with one slip of the finger."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.model import Brand
from nlp.brands import BrandFinder, finder
from nlp.misspelling import Misspelt, is_slip

BRANDS = [
    Brand(name="달빛커피"),
    Brand(name="나래은행"),
    Brand(name="우리동네피자"),
    Brand(name="별난"),
]
SYLLABLE = st.integers(0xAC00, 0xD7A3).map(chr)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("달빚커피 맛있어요", ("달빛커피",)),
        ("어제 달빛컬피에서 샀어요", ("달빛커피",)),
        ("우리동내피자가 식어서 왔다", ("우리동네피자",)),
        ("나라은행은 멀다", ()),
        ("별빛커피 맛있어요", ()),
        ("달빛코코 맛있어요", ()),
        ("벌난 물건", ()),
        ("새달빚커피", ()),
    ],
)
def test_slips_are_found_unless_another_word_is_meant(text, names):
    assert finder(BRANDS)(text) == names


def test_a_slip_is_found_where_it_stands():
    (found,) = BrandFinder.of(BRANDS).find("오늘 달빚커피는 별로")
    assert (found.brand, found.start, found.end) == ("달빛커피", 3, 7)


def test_what_is_near_two_words_is_neither():
    assert list(Misspelt.of(["달빛커피", "달빗커피"]).find("달빚커피")) == []


@given(SYLLABLE, SYLLABLE)
def test_a_slip_goes_both_ways_and_is_no_likeness(one, other):
    words = (f"달{one}커피", f"달{other}커피")
    assert is_slip(*words) == is_slip(*reversed(words))
    assert not is_slip(words[0], words[0])


@given(st.text(max_size=60))
def test_spans_lie_inside_any_text(text):
    for start, end, word in Misspelt.of(["달빛커피", "우리동네피자"]).find(f"{text} 달빚커피"):
        assert 0 <= start < end <= len(text) + 5
        assert end - start == len(word)


def test_long_texts_cost_their_length():
    words = Misspelt.of(["달빛커피", "우리동네피자"])
    started = time.process_time()
    list(words.find("달빚코피 " * 40_000))
    list(words.find("달" * 200_000))
    assert time.process_time() - started < 3
