import threading
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.model import Brand
from nlp.kiwi import Morphology, laughter


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("배송이 정말 빨라요", ("배송", "정말", "빠르다")),
        ("배송비가 들어요", ("배송비", "배송", "들다")),
        ("고객센터에 전화했어요", ("고객", "센터", "전화")),
        ("맛이 없다", ("맛", "없다")),
        ("정말 맛없어요", ("정말", "맛", "없다")),
        ("직원이 불친절해요", ("직원", "불친절")),
        ("ＩＰＨＯＮＥ 12,000원", ("iphone", "12000", "원")),
        ("ㅋㅋㅋㅋㅋㅋ ㅠㅜㅠ", ("ㅋㅋ", "ㅠㅠ")),
        ("#성수동맛집 😀", ("성수동", "맛집", "😀")),
        ("달빛커피에서", ("달빛커피", "달빛", "커피")),
        ("https://example.com/a?b=1 a@b.kr @someone", ()),
        ("분위기", ("분위기",)),
        ("", ()),
        (" \n\t", ()),
    ],
)
def test_terms_of_known_texts(morphology, text, terms):
    assert morphology.terms(text) == terms


def test_a_query_for_a_part_finds_the_compound(morphology):
    for text in ("배송이 늦어요", "무료배송비가 좋아요", "배송비 무료", "#배송"):
        assert set(morphology.terms("배송")) <= set(morphology.terms(text))


def test_decomposed_text_has_the_terms_of_composed_text(morphology):
    text = "배송이 빨라요"
    assert morphology.terms(unicodedata.normalize("NFD", text)) == morphology.terms(text)


def test_brand_words_are_known_as_one_noun():
    word = "쿠쿠루삥뽕"
    assert Morphology.load([Brand(name=word)]).terms(f"{word}이 좋다")[0] == word


def test_sentences_end_at_full_stops_and_line_breaks(morphology):
    text = "좋아요! 또 올게요.\n배송은 별로"
    assert [text[start:end] for start, end in morphology.sentences(text)] == [
        "좋아요!",
        "또 올게요.",
        "배송은 별로",
    ]


@given(st.text(max_size=80))
def test_sentences_are_ordered_spans_that_do_not_overlap(morphology, text):
    spans = morphology.sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(st.text(alphabet=st.characters(), max_size=80))
def test_any_text_has_terms_without_blanks(morphology, text):
    assert all(term and not term.isspace() for term in morphology.terms(text))


def test_threads_share_one_morphology(morphology):
    text, found = "배송이 정말 빨라요", []
    threads = [
        threading.Thread(target=lambda: found.extend(morphology.terms(text) for _ in range(50)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [("배송", "정말", "빠르다")] * 200


def test_laughter_has_one_length():
    assert laughter("ㅋ") == laughter("ㅋㅋㅋㅋ") == "ㅋㅋ"
