"""A small house in which everything that can be read was read, and every count is known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from conftest import CONFIG, file

import config as configuration
from house import House
from mentions.model import (
    Author,
    Contact,
    Disclosure,
    Emotion,
    Evidence,
    Experience,
    Feeling,
    Hearing,
    Intent,
    Mention,
    Opinion,
    Payment,
    Polarity,
    Reading,
    Speaker,
    Stage,
)

BRAND = "달빛커피"
LATE = "주문하고 40분이나 기다렸는데 배송이 안 와서 짜증나요"
MODEL = "test@1"
ANGER, JOY = (
    (Emotion(feeling=Feeling.ANGER, confidence=0.91),),
    (Emotion(feeling=Feeling.JOY, confidence=0.8),),
)


def hearing(name: str, text: str, days: float = 1, source: str = "blog") -> Hearing:
    """Return a mention of the brand."""
    now = datetime.now(UTC)
    mention = Mention(
        id=f"{source}:{name}",
        source=source,
        heard_at=now,
        url=f"https://blog.example/{name}",
        author=Author(id=f"writer-{name}", source=source),
        text=text,
        brands=(BRAND,),
        posted_at=now - timedelta(days=days),
    )
    return Hearing(mention=mention)


def read(name: str, polarity: Polarity, aspect: str | None = None, **facts: object) -> Reading:
    """Return a reading; with `touchpoint` and `stage` its opinion on an aspect has them."""
    place = {key: facts.pop(key) for key in ("touchpoint", "stage") if key in facts}
    whole = Opinion(brand=BRAND, polarity=polarity, confidence=0.9)
    parts = (replace(whole, aspect=aspect, **place),) if aspect else ()
    reading = Reading(
        mention_id=f"blog:{name}",
        reader=MODEL,
        polarity=polarity,
        confidence=0.9,
        praise=0.5,
        opinions=(whole, *parts),
    )
    return replace(reading, **facts)


def paid(payment: Payment, rule: str, quote: str = "") -> Disclosure:
    """Return a disclosure of today's rules whose words are the beginning of the text."""
    return Disclosure(
        payment=payment, rule_set="2026-06", rule=rule, quote=quote, start=0, end=len(quote)
    )


def signature(text: str) -> tuple[int, ...]:
    """Return a fingerprint that only the same text has."""
    random = Random(text)
    return tuple(random.randrange(2**32) for _ in range(64))


ORGANIC = paid(Payment.ORGANIC, "no_sign")
SLOW = {"touchpoint": "배송", "stage": Stage.PURCHASE, "emotions": ANGER, "disclosure": ORGANIC}
SHOP = {"touchpoint": "매장", "stage": Stage.VISIT, "emotions": JOY}
TEXTS = {
    "late": LATE,
    "lost": "택배가 또 없어졌어요 환불해 주세요",
    "gone": "이제 별빛커피로 갈아탑니다 안녕",
    "gift": "[제품제공] 달빛커피에서 제공받아 쓴 후기예요 너무 예뻐요",
    "team": "체험단으로 다녀왔는데 분위기 좋네요",
    "cosy": "창가 자리 아늑해서 또 갈래요",
    "event": "리뷰 이벤트 참여합니다 맛은 보통",
    "twin": LATE,
}
READINGS = (
    read(
        "late",
        Polarity.BLAME,
        "배송",
        **SLOW,
        evidence=(
            Evidence(quote="짜증나요", start=26, end=30, weight=0.6),
            Evidence(quote="40분이나", start=5, end=10, weight=0.2),
        ),
        intents=(Intent.COMPLAINT,),
        region="부산",
        speaker=Speaker.CUSTOMER,
        contact=Contact.ACTIVE,
        experience=Experience.DECISIVE,
        fingerprint=signature(LATE),
    ),
    read("lost", Polarity.BLAME, "배송", **SLOW, intents=(Intent.COMPLAINT, Intent.REQUEST)),
    read("gone", Polarity.BLAME, "배송", **SLOW, intents=(Intent.LEAVING,)),
    read(
        "gift",
        Polarity.PRAISE,
        "맛",
        **SHOP,
        disclosure=paid(Payment.DISCLOSED, "first_part", "[제품제공] 달빛커피에서 제공받아"),
    ),
    read("team", Polarity.PRAISE, "맛", **SHOP, disclosure=paid(Payment.SUSPECTED, "team")),
    read("cosy", Polarity.PRAISE, "맛", **SHOP, disclosure=ORGANIC),
    read("event", Polarity.NEUTRAL, disclosure=paid(Payment.REWARDED, "review_event")),
    read("twin", Polarity.BLAME, disclosure=ORGANIC, fingerprint=signature(LATE)),
)


def told_house(folder: Path) -> Path:
    """Write a house of eight mentions that were read and one of the press that was not."""
    path = folder / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    with House(configuration.load(path)) as house:
        late = hearing("late", LATE, days=2)
        others = [hearing(name, text) for name, text in TEXTS.items() if name != "late"]
        press = hearing("news", "달빛커피가 새 매장을 엽니다", source="press")
        house.ledger.hear([late, *others, press])
        house.ledger.keep(READINGS)
        file(house)
    return path
