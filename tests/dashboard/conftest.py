"""A small real house: a ledger and an index whose every count is known."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import config as configuration
from dashboard import data
from house import House
from mentions.model import (
    Author,
    Hearing,
    Influence,
    Kind,
    Mention,
    Opinion,
    Polarity,
    Precision,
    Reading,
    Reward,
    Spike,
)

CONFIG = """
timezone = "Asia/Seoul"
notice = "시험 자료입니다."
notice_en = "These are test data."
[[brands]]
name = "달빛커피"
[[brands]]
name = "별빛커피"
competitor = true
[[brands]]
name = "조용한커피"
[[aspects]]
name = "배송"
domain = "service"
[[aspects]]
name = "맛"
domain = "product"
[policies.blog]
store_text = true
allow_model = true
retention_days = 3650
attribution = "블로그 제공"
[policies.press]
store_text = true
allow_model = false
"""
HOSTILE = (
    '<script>document.title="owned"</script><img src="https://evil.example/x.png" '
    'onerror="document.title=1">![사진](https://evil.example/y.png) $\\frac{1}{2}$ '
    ":red[빨강] **굵게** [눌러](javascript:alert(1))"
)
SAID = (
    # (id, brand, days ago, polarity, aspect, text)
    ("p1", "달빛커피", 1, "praise", "맛", "달빛커피 맛이 정말 좋아요"),
    ("p2", "달빛커피", 2, "praise", "배송", "배송이 빨라서 또 주문했어요"),
    ("p3", "달빛커피", 3, "praise", None, "직원이 친절해서 기분 좋았어요"),
    ("b1", "달빛커피", 1, "blame", "배송", "배송이 너무 느려서 실망했습니다"),
    ("b2", "달빛커피", 40, "blame", "배송", "한 달 전에는 배송이 늦었어요"),
    ("n1", "달빛커피", 2, "neutral", None, "달빛커피 새 매장이 열립니다"),
    ("c1", "조용한커피", 1, "neutral", None, "조용한커피에 다녀왔습니다"),
    ("q1", "별빛커피", 2, "praise", "맛", "별빛커피도 맛있네요"),
    ("x1", "별빛커피", 1, "blame", None, HOSTILE),
)


def hearing(name: str, brand: str, days: float | None, text: str, source: str = "blog") -> Hearing:
    """Return a mention as a spider would bring it; `days` None is undated."""
    now = datetime.now(UTC)
    return Hearing(
        mention=Mention(
            id=f"{source}:{name}",
            source=source,
            heard_at=now,
            url=f"https://blog.example/{name}",
            author=Author(id=f"writer-{name}", source=source, handle=f"김작가{name}"),
            title="",
            text=text,
            brands=(brand,),
            posted_at=None if days is None else now - timedelta(days=days),
            precision=Precision.UNKNOWN if days is None else Precision.SECOND,
        )
    )


def share_of(name: str) -> Hearing:
    """Return a simulated share of a mention."""
    made = hearing(f"share-{name}", "달빛커피", 1, "")
    shared = replace(made.mention, kind=Kind.SHARE, reply_to=f"blog:{name}", simulated=True)
    return replace(made, mention=shared)


def reading(name: str, brand: str, polarity: str, aspect: str | None, text: str) -> Reading:
    """Return a reading whose quote is the beginning of the text."""
    whole = Opinion(
        brand=brand,
        polarity=Polarity(polarity),
        confidence=0.9,
        quote=text[:6],
        start=0,
        end=min(6, len(text)),
    )
    parts = () if aspect is None else (replace(whole, aspect=aspect, confidence=0.8),)
    return Reading(
        mention_id=f"blog:{name}",
        reader="test@1",
        polarity=Polarity(polarity),
        confidence=0.9,
        praise=0.5,
        opinions=(whole, *parts),
    )


def tell(house: House, said: Iterable[tuple[str, str, int, str, str | None, str]]) -> None:
    """Keep, read and file mentions as the straight line does."""
    said = tuple(said)
    house.ledger.hear(hearing(name, brand, days, text) for name, brand, days, _, _, text in said)
    house.ledger.keep(
        reading(name, brand, polarity, aspect, text)
        for name, brand, _, polarity, aspect, text in said
    )
    file(house)


def file(house: House) -> None:
    """File what is not filed yet."""
    entries = list(house.ledger.unfiled(house.index.name))
    house.index.put(entries)
    house.ledger.filed(house.index.name, entries)


@pytest.fixture(scope="session")
def config_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a house where 9 mentions are read and 2 of the press are not, one of them undated.

    A simulated share stands beside them in the ledger and is never filed.
    """
    path = tmp_path_factory.mktemp("house") / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    with House(configuration.load(path)) as house:
        tell(house, SAID)
        house.ledger.hear(
            [
                hearing("u1", "달빛커피", 1, "신문이 쓴 기사", source="press"),
                hearing("d1", "달빛커피", None, "언제인지 모르는 글", source="press"),
                share_of("p1"),
            ]
        )
        file(house)
        findings(house)
    return path


def findings(house: House) -> None:
    """Keep one ranking, one spike and one reward."""
    author = house.ledger.mention("blog:p1")
    assert author is not None
    assert author.mention.author is not None
    person = author.mention.author.id
    house.ledger.findings.put_influences(
        "달빛커피",
        [
            Influence(
                brand="달빛커피",
                author_id=person,
                rank=1,
                share=0.1234,
                mentions=7,
                praise=5,
                blame=1,
                carried_by=3,
                simulated_edges=2,
                evidence=("blog:p1",),
            )
        ],
    )
    since = datetime.now(UTC) - timedelta(days=2)
    house.ledger.findings.put_spikes(
        [
            Spike(
                id="spike-1",
                brand="달빛커피",
                polarity=Polarity.BLAME,
                since=since,
                until=since + timedelta(days=1),
                count=42,
                usual=6.0,
                severity="severe",
                arithmetic={"z": 5.25},
                words=("환불",),
                evidence=("blog:b1",),
            )
        ]
    )
    house.ledger.findings.put_rewards(
        [
            Reward(
                id="reward-1",
                brand="달빛커피",
                author_id=person,
                rule="top",
                points=1500,
                reason="칭찬 5건",
            )
        ]
    )
    house.ledger.quarantine.put("read", "blog:zz", "text cannot be read")


@pytest.fixture(scope="session")
def empty_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the configuration of a house where nothing was heard yet."""
    path = tmp_path_factory.mktemp("empty") / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


@pytest.fixture
def house(config_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the dashboard at the small house."""
    return pointed(config_path, monkeypatch)


@pytest.fixture
def empty_house(empty_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the dashboard at the house where nothing was heard yet."""
    return pointed(empty_path, monkeypatch)


POINTED: list[Path] = []


def pointed(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the dashboard open the house of a configuration, once for all tests of that house."""
    monkeypatch.setenv(configuration.CONFIG_VARIABLE, str(path))
    monkeypatch.delenv(configuration.HOME_VARIABLE, raising=False)
    st.cache_data.clear()
    if POINTED[-1:] != [path]:
        forget()
        POINTED.append(path)
    return path


def forget() -> None:
    """Close what the dashboard has open, if anything."""
    if POINTED:
        place = data.spine()
        place.ledger.close()
        place.index.close()
    st.cache_resource.clear()
    POINTED.clear()


@pytest.fixture(scope="session", autouse=True)
def closed() -> Iterator[None]:
    """Leave nothing open behind the last test."""
    yield
    forget()


def draw(page: str, language: str, period: str, brands: tuple[str, ...]) -> None:
    """Draw one screen without the frame; runs inside `AppTest`."""
    import importlib
    from datetime import UTC, datetime

    from dashboard import data
    from dashboard.filters import Filters
    from dashboard.filters import period as days
    from dashboard.view import View
    from dashboard.words import Say

    first, last = days(period, data.today())
    view = View(
        say=Say(language),
        filters=Filters(brands=brands, first=first, last=last),
        zone=data.zone(),
        now=datetime.now(UTC),
    )
    importlib.import_module(f"dashboard.screens.{page}").show(view)


Draw = Callable[..., AppTest]


@pytest.fixture
def page() -> Draw:
    """Return a function that draws a screen and fails when it raised."""

    def drawn(
        name: str, language: str = "ko", period: str = "30d", brands: tuple[str, ...] = ()
    ) -> AppTest:
        app = AppTest.from_function(
            draw,
            default_timeout=60,
            kwargs={"page": name, "language": language, "period": period, "brands": brands},
        ).run()
        assert not app.exception, app.exception
        return app

    return drawn
