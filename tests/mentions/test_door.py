import json
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.door import AHEAD, EARLIEST, Door, clean
from mentions.errors import ConfigError
from mentions.model import Author, Hearing, Mention, Policy, Precision

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OPEN = Policy(store_text=True, allow_model=True)
DOOR = Door({"blog": OPEN, "handles": replace(OPEN, keep_handles=True)}, b"key")
HONG = Author(id="hong", source="blog", handle="홍길동")


def admit(raw=None, **told):
    told = {"id": "blog:1", "source": "blog", "heard_at": NOW} | told
    return DOOR.admit(Hearing(mention=Mention(**told), raw=raw), NOW)


@given(st.text(st.characters()))
def test_clean_text_is_nfc_and_fits_every_database(words):
    cleaned = clean(words)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "\x00" not in cleaned
    assert cleaned.encode().decode() == cleaned
    assert clean(cleaned) == cleaned


def test_decomposed_hangul_is_composed():
    assert clean(unicodedata.normalize("NFD", "맛있어요")) == "맛있어요"
    assert clean("\ud83d\ude00") == "😀"


def test_a_source_without_a_policy_gets_the_strictest():
    kept = admit(id="new:1", source="new", text="글", title="제목", raw={"a": 1})
    assert (kept.mention.text, kept.mention.title, kept.raw) == ("", "", None)
    assert DOOR.readable_sources == ("blog", "handles")


def test_handles_stay_only_where_allowed():
    assert admit(author=HONG).mention.author.handle is None
    there = replace(HONG, source="handles")
    kept = admit(id="handles:1", source="handles", author=there, raw={"n": "홍길동"})
    assert kept.mention.author.handle == "홍길동"
    assert json.loads(kept.raw) == {"n": "홍길동"}


def test_raw_payloads_name_nobody():
    raw = {"by": "hong", "n": ["홍길동"], "url": "https://b.kr/hong/1", "deep": {"홍": 7}}
    kept = admit(author=HONG, raw=raw).raw
    assert "hong" not in kept
    assert "홍길동" not in kept
    assert json.loads(kept)["deep"] == {"홍": 7}
    short = admit(author=Author(id="12", source="blog"), raw={"id": 12, "count": 1234, "s": "12"})
    hashed = DOOR.pseudonym("blog", "12")
    assert json.loads(short.raw) == {"id": hashed, "count": 1234, "s": hashed}


def test_pseudonyms_are_keyed_and_differ_by_source():
    assert DOOR.pseudonym("blog", "hong") == DOOR.pseudonym("blog", "hong")
    others = {
        DOOR.pseudonym("blog", "kim"),
        DOOR.pseudonym("cafe", "hong"),
        Door({}, b"2").pseudonym("blog", "hong"),
    }
    assert len(others | {DOOR.pseudonym("blog", "hong")}) == 4
    assert DOOR.author_id("blog:hong") == DOOR.pseudonym("blog", "hong")
    assert DOOR.author_id("a" * 24) == "a" * 24


def test_an_empty_key_is_refused():
    with pytest.raises(ConfigError, match="author key"):
        Door({}, b"")


@pytest.mark.parametrize(
    ("moment", "known"),
    [
        (EARLIEST, True),
        (EARLIEST - timedelta(seconds=1), False),
        (NOW + AHEAD, True),
        (NOW + AHEAD + timedelta(seconds=1), False),
    ],
)
def test_dates_that_can_be(moment, known):
    kept = admit(posted_at=moment)
    assert kept.undated is not known
    assert kept.mention.posted_at == (moment if known else None)


def test_unknown_precision_has_no_date():
    kept = admit(posted_at=NOW, precision=Precision.UNKNOWN)
    assert (kept.mention.posted_at, kept.undated) == (None, False)
    assert admit().mention.precision == Precision.UNKNOWN


def test_what_tells_a_person_is_masked_before_it_is_kept():
    number = "010-1234-5678"
    raw = {
        "body": f"<p>연락처 {number}</p>",
        "spread": unicodedata.normalize("NFD", "서울 마포구 양화로 45"),
        "deep": [{"mail": "hong@naver.com", number: 1}],
        "link": "https://a.kr/01012345678",
    }
    kept = admit(
        title=f"{number} 문의",
        text="입금은 국민 123456-01-123456",
        url="https://a.kr/01012345678",
        raw=raw,
    )
    assert kept.mention.title == "[전화번호] 문의"
    assert kept.mention.text == "입금은 국민 [계좌번호]"
    assert kept.mention.url == "https://a.kr/01012345678"
    assert json.loads(kept.raw) == {
        "body": "<p>연락처 [전화번호]</p>",
        "spread": "서울 마포구 [주소]",
        "deep": [{"mail": "[이메일]", "[전화번호]": 1}],
        "link": "https://a.kr/01012345678",
    }


def test_hearing_again_what_was_masked_changes_nothing():
    first = admit(text="전화 010-1234-5678").mention
    assert admit(text="전화 010-1234-5678").mention == first
    assert admit(text=first.text).mention.text == first.text


def test_digits_of_every_width_are_masked_after_they_are_made_nfc():
    spread = unicodedata.normalize("NFD", "연락처는 ０１０－１２３４－５６７８")
    assert admit(text=spread).mention.text == "연락처는 [전화번호]"
