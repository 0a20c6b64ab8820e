"""What was read stands on the card, calmly, in plain words, and outside text stays text."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from test_cards import HOSTILE, Parsed

from dashboard import badges
from dashboard.words import WORDS, Say
from mentions.model import (
    Contact,
    Disclosure,
    Emotion,
    Evidence,
    Experience,
    Feeling,
    Intent,
    Opinion,
    Payment,
    Polarity,
    Reading,
    Spam,
    Speaker,
    Stage,
)

KO, EN = Say("ko"), Say("en")
PLAIN = Reading(mention_id="a:1", reader="m@1", polarity=Polarity.BLAME, confidence=0.9, praise=0.1)


def test_a_plain_mention_bears_no_badge() -> None:
    organic = replace(PLAIN, disclosure=Disclosure(payment=Payment.ORGANIC, rule="no_sign"))
    for reading in (PLAIN, organic):
        assert badges.flags(reading, KO) == ""
        assert badges.facts(reading, KO) == ""


@pytest.mark.parametrize(
    ("payment", "rule", "korean"),
    [
        (Payment.DISCLOSED, "first_part", "광고 표시됨글 첫머리에 표시함 · 2024-12 기준"),
        (Payment.SUSPECTED, "team", "표시 미확인 의심체험단·서포터즈라고 적음 · 2024-12 기준"),
        (Payment.REWARDED, "review_event", "대가성리뷰 이벤트에 참여한다고 적음 · 2024-12 기준"),
        (Payment.UNKNOWN, "partial_text", "판단 불가글의 일부만 있음 · 2024-12 기준"),
    ],
)
def test_payment_is_told_with_its_rule_and_words(payment: Payment, rule: str, korean: str) -> None:
    disclosure = Disclosure(payment=payment, rule_set="2024-12", rule=rule, quote="제공받아")
    shown = Parsed(badges.flags(replace(PLAIN, disclosure=disclosure), KO)).text
    assert shown.startswith(korean)
    assert shown.endswith("제공받아")


def test_no_word_accuses() -> None:
    assert not [key for key, both in WORDS.items() if "위반" in both.ko]
    assert not [key for key, both in WORDS.items() if "violat" in both.en.lower()]


def test_what_else_was_read_is_named() -> None:
    whole = Opinion(brand="A", polarity=Polarity.BLAME, confidence=0.9)
    reading = replace(
        PLAIN,
        opinions=(
            whole,
            replace(whole, aspect="배송", touchpoint="배송", stage=Stage.PURCHASE),
            replace(whole, aspect="직원", touchpoint="매장"),
        ),
        emotions=(
            Emotion(feeling=Feeling.FATIGUE, confidence=0.5),
            Emotion(feeling=Feeling.ANGER, confidence=0.9),
        ),
        intents=(Intent.COMPLAINT, Intent.LEAVING),
        speaker=Speaker.EMPLOYEE,
        region="부산",
        contact=Contact.PASSIVE,
        experience=Experience.DECISIVE,
        spam=(Spam.REPETITION,),
    )
    shown = Parsed(badges.facts(reading, KO)).text
    assert shown == (
        "여정배송 (구매), 매장감정분노, 피로의도불만, 이탈 의향화자임직원지역부산"
        "접촉브랜드가 먼저경험결정적인 일"
    )
    assert "반복 게시" in badges.flags(reading, KO)
    assert "Posted again and again" in badges.flags(reading, EN)


def test_a_correction_is_marked_with_who_made_it() -> None:
    shown = badges.flags(replace(PLAIN, reader="person:지은"), KO)
    assert "사람이 고침" in shown
    assert "지은" in shown


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_in_a_reading_add_no_element(text: str) -> None:
    disclosure = Disclosure(payment=Payment.SUSPECTED, rule=text, rule_set=text, quote=text)
    opinion = Opinion(brand="A", polarity=Polarity.BLAME, confidence=1, aspect="x", touchpoint=text)
    reading = replace(
        PLAIN,
        reader=f"person:{text}",
        disclosure=disclosure,
        region=text,
        opinions=(opinion,),
        read_at=datetime.now(UTC),
    )
    assert set(Parsed(badges.flags(reading, KO)).tags) <= {"div", "span", "small", "q"}
    assert set(Parsed(badges.facts(reading, KO)).tags) <= {"dl", "div", "dt", "dd", "span"}


def test_the_line_is_thicker_where_a_word_weighs_more() -> None:
    words = [
        Evidence(quote="짜증", start=0, end=2, weight=0.6),
        Evidence(quote="좀", start=3, end=4, weight=0.1),
        Evidence(quote="제목", start=0, end=2, weight=0.6, in_title=True),
        Evidence(quote="무게 없음", start=5, end=6, weight=0.0),
    ]
    found = badges.evidence(words, in_title=False, polarity="blame")
    assert [(mark.start, mark.kind) for mark in found] == [(0, "blame w3"), (3, "blame w1")]
    assert len(badges.evidence(words, in_title=True, polarity="blame")) == 1
    assert badges.evidence([], in_title=False, polarity="blame") == []
