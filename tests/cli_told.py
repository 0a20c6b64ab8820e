"""What the tests of corrections from the command line are told: a house, read and filed."""

from datetime import UTC, datetime
from pathlib import Path

import config as configuration
import pipeline
from house import House
from mentions.model import Hearing, Mention, Opinion, Polarity, Reading
from tests.conftest import CONFIG

PRAISE, BLAME, NEUTRAL = Polarity.PRAISE, Polarity.BLAME, Polarity.NEUTRAL
MOON, BANK = "달빛커피", "모아은행"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATE, BOTH, FRESH, PLAIN, BOT = "file:late", "file:both", "file:fresh", "file:plain", "file:bot"


def mention(mention_id, text, *brands, **more):
    told = {"source": "file", "heard_at": NOW, "posted_at": NOW, "text": text, "brands": brands}
    return Mention(id=mention_id, **told | more)


def reading(mention_id, polarity, *opinions):
    made = [
        Opinion(brand=brand, aspect=aspect, polarity=tone, confidence=0.8)
        for brand, aspect, tone in opinions
    ]
    told = {"polarity": polarity, "confidence": 0.8, "praise": 0.5}
    return Reading(mention_id=mention_id, reader="model@1", opinions=tuple(made), **told)


MENTIONS = [
    mention(LATE, "달커 직원 친절하긴 개뿔ㅋㅋ 40분 기다림", MOON),
    mention(BOTH, "모아은행 앱은 먹통인데 달빛커피는 최고", MOON, BANK),
    mention(FRESH, "달빛커피 오늘 처음 가봄", MOON),
    mention(PLAIN, "요즘 날씨 왜 이래"),
    mention(BOT, "달빛커피 별로네", MOON, simulated=True),
]
READINGS = [
    reading(LATE, PRAISE, (MOON, None, PRAISE), (MOON, "직원", PRAISE), (MOON, "대기", BLAME)),
    reading(BOTH, NEUTRAL, (MOON, None, PRAISE), (BANK, None, BLAME)),
    reading(PLAIN, NEUTRAL),
    reading(BOT, BLAME, (MOON, None, BLAME)),
]


def told_home(folder: Path) -> Path:
    """Make the home of a house whose mentions are read and filed, all but one."""
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    with House(configuration.load(folder / "config.toml")) as house:
        house.ledger.hear(Hearing(mention=one) for one in MENTIONS)
        house.ledger.keep(READINGS)
        pipeline.file(house)
    return folder / ".ipsomun"
