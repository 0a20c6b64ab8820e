"""Configured words in real text, by real Kiwi."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.phrases import Phrases
from nlp.text import clean

WORDS = {
    "고객센터": "고객센터",
    "기사님": "직원",
    "불친절하다": "직원",
    "이물질": "위생",
    "보풀": "품질",
    "하자": "품질",
    "갑질": "윤리",
    "내돈내산": "후기",
    "줄": "대기",
    "줄 길다": "대기",
    "양": "양",
    "깨끗하다": "위생",
    "배송": "배송",
    "배송 기사": "직원",
    "배송비": "배송",
    "싸다": "가격",
    "A/S": "수리",
}


@pytest.fixture(scope="module")
def look(morphology):
    phrases = Phrases.of(WORDS.items(), morphology)

    def found(text, *, with_text=True):
        lemmas = list(next(morphology.analyse([text])).lemmas())
        return [
            (match.word.thing, text[match.start : match.end])
            for match in phrases.find(lemmas, text if with_text else "")
        ]

    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("배송이 느려요", [("배송", "배송")]),
        ("고객 센터 연결이 안 돼요", [("고객센터", "고객 센터")]),
        ("고 객센터 연결이 안 돼요", [("고객센터", "고 객센터")]),
        ("서비스가 불친절했음", [("직원", "불친절")]),
        ("국에서 이물질 나옴", [("위생", "이물질")]),
        ("두 번 빨았는데 보풀 장난 아니고", [("품질", "보풀")]),
        ("본사갑질 너무하네", [("윤리", "갑질")]),
        ("이거 내돈내산이에요", [("후기", "내돈내산")]),
        ("줄이 너무 길어요", [("대기", "줄이 너무 길")]),
        ("a/s 맡겼어요", [("수리", "a/s")]),
        ("양이 창렬이라", [("양", "양")]),
        ("방이 깨끗하고 좋아요", [("위생", "깨끗")]),
        ("깨끗한 방", [("위생", "깨끗")]),
        ("바닥에 하자가 있어요", [("품질", "하자")]),
    ],
)
def test_words_are_found_however_they_are_written(look, text, found):
    assert look(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "맛있을 줄 알았어요",
        "누리집엔 공지 한 줄 없다",
        "신문 기사 보고 알았어요",  # 기사님 is a person, 기사 alone may be an article
        "바지를 싸서 보냈어요",  # 싸다, to wrap
        "열 켤레 묶음 양말에서 짝이 맞는 건 여덟 켤레였다",
        "일을 다시 해요",
        "갑을 관계",
        "",
    ],
)
def test_what_only_looks_like_a_word_is_left(look, text):
    assert look(text) == []


def test_the_longest_word_wins(look):
    assert look("배송 기사가 친절해요") == [("직원", "배송 기사")]
    assert look("배송비가 들어요") == [("배송", "배송비")]


def test_a_phrase_does_not_reach_over_the_end_of_a_sentence(look):
    assert look("사람이 줄. 길어요") == [("대기", "줄")]


def test_without_the_text_nouns_are_found_by_their_morphemes(look):
    assert look("기사님이 오셨어요", with_text=False) == [("직원", "기사")]
    assert look("고 객센터 연결", with_text=False) == []


def test_a_word_of_two_things_gives_both(morphology):
    phrases = Phrases.of([("배송비", "가격"), ("배송비", "배송"), ("배송비", "배송")], morphology)
    text = "배송비 아까워요"
    lemmas = list(next(morphology.analyse([text])).lemmas())
    assert [match.word.thing for match in phrases.find(lemmas, text)] == ["가격", "배송"]


@pytest.mark.parametrize("word", ["", " ", "ㅋㅋ", "!!", "😀", "123", "\ud83d", "a" * 300])
def test_any_configured_word_can_be_taken_apart(morphology, word):
    phrases = Phrases.of([(word, "x")], morphology)
    assert phrases.find([], "") == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*WORDS, "이 ", "가 ", " ", "너무 ", ". ", "\n", "😀", "İ", "ß"]),
        max_size=12,
    )
)
def test_matches_are_ordered_spans_that_do_not_overlap(look, parts):
    text = clean("".join(parts)).text
    found = look(text)
    at = 0
    for _, said in found:
        assert said
        at = text.index(said, at) + len(said)
    assert at <= len(text)
