import threading
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.model import Brand
from nlp.emoji import emoji
from nlp.kiwi import MOST_UNKNOWN, Morphology
from nlp.spellings import laughter, letters, spellings


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


def test_letters_that_are_no_laughter_stay_as_they_are():
    assert letters("ㅇㅈㅋㅋㅋ") == ("ㅇㅈ", "ㅋㅋ")
    assert letters("ㄷㄷㄷㄷ") == ("ㄷㄷ",)
    assert letters("ㅋㅋㅠㅜ") == ("ㅋㅋㅠㅠ",)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("👍🏽👍🏻👍", ("👍", "👍", "👍")),
        ("🤦🏽‍♀️🤦‍♂️", ("🤦", "🤦")),
        ("👨‍👩‍👧", ("👨‍👩‍👧",)),
        ("👩🏽‍💻 👩‍💻", ("👩‍💻", "👩‍💻")),
        ("❤️❤", ("❤", "❤")),
        ("🇰🇷🇯🇵", ("🇰🇷", "🇯🇵")),
        ("⭐⭐", ("⭐", "⭐")),
        ("맛있어요😍", ("😍",)),
        ("★★★ ▶ → ™", ()),
        ("", ()),
    ],
)
def test_an_emoji_is_one_term_whatever_the_skin(morphology, written, found):
    assert tuple(emoji(written)) == found
    assert tuple(term for term in morphology.terms(written) if emoji_of(term)) == found


def emoji_of(term):
    return tuple(emoji(term))


@pytest.mark.parametrize(
    ("plain", "playful"),
    [
        ("명작", "이건 진짜 띵작이네요"),
        ("강아지", "댕댕이랑 같이"),
        ("귀엽다", "너무 커여워ㅠ"),
        ("눈물", "롬곡이 난다"),
        ("김장훈", "숲튽훈 콘서트"),
        ("인정", "ㅇㅈㅋㅋ"),
        ("진짜", "ㄹㅇ 맛집"),
        ("이득", "ㄱㅇㄷ"),
        ("맛있다", "JMT"),
        ("비추", "비추천합니다"),
        ("재밌다", "재밋어요"),
        ("쓰레기", "완전 쓰래기"),
        ("도대체", "도데체 왜"),
    ],
)
def test_a_search_for_the_plain_form_finds_the_playful_and_the_misspelt(morphology, plain, playful):
    assert set(morphology.terms(plain)) <= set(morphology.terms(playful))


def test_the_spelling_itself_stays_a_term(morphology):
    assert morphology.terms("띵작") == ("띵작", "명작")
    assert morphology.terms("쓰래기") == ("쓰래기", "쓰레기")


def test_bad_advice_is_not_found_by_good_advice(morphology):
    assert "추천" not in morphology.terms("이건 비추")


@pytest.mark.parametrize("text", ["쿠쿠루삥뽕이 좋다", "달빛커피", "배송이 빨라요", "abcd efgh"])
def test_what_is_no_misspelling_gains_no_terms(morphology, text):
    terms = morphology.terms(text)
    assert len(terms) == len(set(terms))
    assert set(terms) <= {*terms[:2], *(term for term in terms if term in text)}


def test_only_so_many_unknown_words_of_a_text_are_corrected(morphology):
    text = "쓰래기 " * (MOST_UNKNOWN + 9)
    assert morphology.terms(text).count("쓰레기") == MOST_UNKNOWN


def test_spellings_are_many_each_once_and_end_in_terms(morphology):
    table = list(spellings())
    assert len(table) >= 150
    assert len({one.written for one in table}) == len(table)
    assert {one.sense.value for one in table} == {"praise", "blame", "neutral"}
    assert [one.written for one in table if not morphology.plain[one.written]] == []


def test_every_spelling_alone_gives_its_plain_form(morphology):
    lost = [
        one.written
        for one in spellings()
        if not set(morphology.plain[one.written]) <= set(morphology.terms(one.written))
    ]
    assert lost == []


def test_accepted_words_are_nouns_of_their_own():
    taught = Morphology.load(words=["겉바촉촉", " 뺘꾸릉 "])
    assert taught.terms("겉바촉촉이 최고")[0] == "겉바촉촉"
    assert taught.terms("뺘꾸릉에서")[0] == "뺘꾸릉"


@pytest.mark.parametrize("word", ["", " ", "가", "abc", "두 마디", "!!"])
def test_what_is_no_word_is_not_accepted(word):
    with pytest.raises(ValueError, match="no word"):
        Morphology.load(words=[word])


def test_the_version_changes_with_the_words():
    plain = Morphology.load()
    assert plain.version == Morphology.load().version
    versions = {
        plain.version,
        Morphology.load(words=["뺘꾸릉"]).version,
        Morphology.load([Brand(name="뺘꾸릉땅")]).version,
    }
    assert len(versions) == 3
