"""Whatever people or machines write is read or refused with a reason, in linear time."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nlp_samples import BRANDS, mention_of

from mentions.errors import Unreadable
from mentions.model import Brand
from nlp.brands import BrandFinder

PIECES = [
    "배송이 느려요",
    "달빛커피",
    "최고 ㅋㅋㅋ",
    "협찬받아 작성했습니다",
    "010-1234-5678",
    "👩‍👩‍👧‍👦",
    "\u1112\u1161\u11ab",
    "\ud800",
    "\x00",
    "\u202e",
    "#광고",
    "…",
    "보다",
    "<b>",
    "\n",
    "ＡＢＣ",
    "A" * 300,
    "ㅠ" * 300,
    " " * 50,
    "이 이 이",
    "(((((",
    "이벤트 당첨",
]
TEXTS = st.one_of(
    st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(title=TEXTS, texts=st.lists(TEXTS, min_size=1, max_size=8))
def test_any_text_gives_a_sound_reading(reader, title, texts):
    mentions = [mention_of(text, number, title=title) for number, text in enumerate(texts)]
    readings = list(reader.read(mentions))
    assert [reading.mention_id for reading in readings] == [mention.id for mention in mentions]
    for mention, reading in zip(mentions, readings, strict=True):
        assert 0 <= reading.confidence <= 1
        assert 0 <= reading.praise <= 1
        quoted = [*reading.opinions, *reading.evidence, reading.disclosure]
        for one in quoted:
            source = mention.title if one.in_title else mention.text
            assert source[one.start : one.end] == one.quote
        assert all(0 <= emotion.confidence <= 1 for emotion in reading.emotions)


@pytest.mark.parametrize(
    "text",
    ["", " ", "👍", "\u200b", "ㅋ", "?" * 5, "\x00\x01", "\ud83d"],
    ids=repr,
)
def test_next_to_nothing_is_read(reader, text):
    (reading,) = reader.read([mention_of(text)])
    assert reading.fingerprint == ()
    assert reading.copy_of is None


@pytest.mark.parametrize(
    "piece",
    [
        "배송이 느려요 ",
        "가",
        "ㅋ",
        "a",
        "A보다 B가 낫다 ",
        "협찬 광고 아님 제공받아 ",
        "#광고 ",
        "1 ",
        "\n",
        "(",
        "👩‍👩‍👧 ",
        "달빛커피는 좋고 하늘신발은 싫고 ",
        "서울 강남구 ",
        "010-1234 ",
        "ᄒ",
        "참 잘하는 짓이다 ",
    ],
)
def test_a_long_text_takes_no_longer_than_its_length(reader, piece):
    def seconds(length):
        mention = mention_of((piece * (length // len(piece) + 1))[:length], brands=("달빛커피",))
        started = time.process_time()
        try:
            assert len(list(reader.read([mention]))) == 1
        except Unreadable:
            pytest.fail("an ordinary length was refused")
        return time.process_time() - started

    seconds(1_000)
    short, long = seconds(5_000), seconds(40_000)
    assert long < 8 * 3 * max(short, 0.05)


def test_two_hundred_thousand_letters_are_read(reader):
    text = ("달빛커피 배송이 느려요. 하늘신발은 좋았어요 ㅋㅋ " * 8_000)[:200_000]
    (reading,) = reader.read([mention_of(text)])
    assert {one.brand for one in reading.opinions} == {"달빛커피", "하늘신발"}


def test_ten_thousand_brands_are_found_as_fast_as_three():
    many = [Brand(name=f"상표{number:05}") for number in range(10_000)]
    text = "상표00077 배송이 느리고 상표09999 는 좋아요. " * 200
    few, all_of_them = BrandFinder.of(BRANDS), BrandFinder.of(many)

    def seconds(finder):
        started = time.process_time()
        found = finder.find(text)
        return time.process_time() - started, found

    seconds(all_of_them)
    quick, _ = seconds(few)
    slow, found = seconds(all_of_them)
    assert len(found) == 400
    assert slow < 20 * max(quick, 0.01)
