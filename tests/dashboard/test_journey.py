"""What is praised and blamed where, how it feels and who was paid: counted, drawn and linked."""

from pathlib import Path

import pytest
from conftest import pointed
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from test_pages import APP, figure, html
from told import told_house

from dashboard import counts, data, maps
from dashboard.counts import Part
from dashboard.filters import Filters
from dashboard.journey import FEWEST, Leg, Spot, legs, most, spots, unplaced
from index.query import By, Polarity

PRAISE, BLAME = Polarity.PRAISE, Polarity.BLAME
EVERYTHING = Filters()


@pytest.fixture(scope="module")
def told_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the house once: these tests only look."""
    return told_house(tmp_path_factory.mktemp("told"))


@pytest.fixture(autouse=True)
def told(told_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return pointed(told_path, monkeypatch)


def test_every_stage_has_its_touchpoints_and_tones() -> None:
    found = {leg.stage: leg for leg in legs(EVERYTHING)}
    assert list(found) == ["before", "visit", "purchase", "use", "after_sales", "leaving"]
    assert found["purchase"].spots == (Spot(touchpoint="배송", stage="purchase", blame=3),)
    assert found["visit"].spots == (Spot(touchpoint="매장", stage="visit", praise=3),)
    assert (found["visit"].praise, found["visit"].blame) == (3, 0)
    assert found["use"].spots == ()


def test_spots_are_made_of_counts_the_largest_first() -> None:
    found = spots(
        {("앱", "use", "blame"): 2, ("매장", "visit", "praise"): 5, ("앱", "use", "neutral"): 1}
    )
    assert found == [
        Spot(touchpoint="매장", stage="visit", praise=5),
        Spot(touchpoint="앱", stage="use", blame=2, neutral=1),
    ]
    assert [spot.lean for spot in found] == [1.0, pytest.approx(-2 / 3)]


def test_touchpoints_without_a_stage_are_not_lost() -> None:
    counted = {("매장", "praise"): 4, ("콜센터", "blame"): 3, ("콜센터", "praise"): 1}
    assert unplaced(counted, {"매장"}) == Leg(
        stage="",
        praise=1,
        blame=3,
        spots=(Spot(touchpoint="콜센터", stage="", praise=1, blame=3),),
    )
    assert unplaced(counted, {"매장", "콜센터"}).spots == ()


def leg(*found: Spot) -> Leg:
    return Leg(stage="use", praise=0, blame=0, spots=found)


def test_a_place_is_called_the_most_blamed_only_when_enough_blame_it() -> None:
    few = Spot(touchpoint="앱", stage="use", blame=FEWEST - 1, praise=90)
    many = Spot(touchpoint="해지", stage="use", blame=FEWEST)
    assert most([leg(few, many)], BLAME, 5) == [many]
    assert most([leg(few, many)], PRAISE, 5) == [few]
    assert most([leg(few)], BLAME, 5) == []


def test_facts_are_split_by_tone() -> None:
    assert counts.parts(EVERYTHING, By.FEELING) == (
        Part(name="anger", mentions=3, blame=3),
        Part(name="joy", mentions=3, praise=3),
    )
    paid = {part.name: part for part in counts.parts(EVERYTHING, By.PAYMENT)}
    assert paid["organic"] == Part(name="organic", mentions=5, praise=1, blame=4)
    assert paid["disclosed"] == Part(name="disclosed", mentions=1, praise=1)
    assert paid["rewarded"] == Part(name="rewarded", mentions=1, neutral=1)


def test_the_screen_names_the_places_and_what_waits(page) -> None:
    app = page("journey")
    shown = html(app)
    assert "<h1>여정</h1>" in shown
    assert figure(app, "비난이 가장 많은 접점") == "배송"
    assert figure(app, "칭찬이 가장 많은 접점") == "매장"
    assert "구매 · 3건 · 이 접점 의견의 100%" in shown
    assert figure(app, "답을 기다리는 말") == "2"
    assert "요청 1 · 이탈 의향 1" in shown
    assert "위반" not in shown


def test_parts_of_the_screen_lead_to_the_mentions(page) -> None:
    shown = html(page("journey", language="en"))
    assert 'href="voices?touchpoint=%EB%B0%B0%EC%86%A1&amp;stage=purchase"' in shown
    assert 'href="voices?feeling=anger"' in shown
    assert 'href="voices?intent=leaving"' in shown
    assert 'href="voices?payment=suspected"' in shown
    assert "Disclosure unclear" in shown


def test_overview_says_at_once_where_blame_and_praise_are(page) -> None:
    shown = html(page("overview"))
    assert "어디서 비난받고 칭찬받나" in shown
    assert "stage=purchase" in shown
    assert "polarity=blame" in shown


def asked(**params: str) -> AppTest:
    """Return the frame as a shared address opens it."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in params.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def test_an_address_asks_for_what_was_read() -> None:
    assert figure(asked(), "언급") == "9"
    app = asked(feeling="anger", intent="complaint")
    assert figure(app, "언급") == "2"
    assert app.multiselect(key="feeling").value == ["anger"]
    assert figure(asked(stage="visit"), "언급") == "3"
    assert figure(asked(region="부산", speaker="customer"), "언급") == "1"
    assert figure(asked(feeling="<script>"), "언급") == "9"


def test_the_switch_leaves_out_ads_and_copies() -> None:
    app = asked(organic="1")
    assert app.toggle(key="organic").value is True
    assert figure(app, "언급") == "4"
    assert app.multiselect(key="payment").disabled
    assert "광고·사본 빼고" in html(app)


def test_only_what_was_read_can_be_asked_for() -> None:
    app = asked()
    assert app.multiselect(key="feeling").options == ["기쁨", "분노"]
    assert app.multiselect(key="stage").options == ["방문", "구매"]
    assert app.multiselect(key="region").options == ["부산"]


@given(st.integers(0, 99), st.integers(0, 99), st.integers(1, 99))
def test_a_bar_is_whole_whatever_its_parts(praise: int, blame: int, neutral: int) -> None:
    part = Part(name="joy", mentions=5, praise=praise, blame=blame, neutral=neutral)
    drawn = maps.segments(part, 1.0)
    widths = [float(piece.partition("%")[0]) for piece in drawn.split("width:")[2:]]
    assert sum(widths) == pytest.approx(100, abs=0.02)


def test_a_share_of_too_few_is_not_told() -> None:
    assert maps.few(1, 4) == "–"
    assert maps.few(1, 5) == "20%"


def test_shares_of_too_few_are_not_drawn(page) -> None:
    page("journey")
    part = Part(name="rewarded", mentions=1, praise=1)
    drawn = maps.splits([part], By.PAYMENT, view_of("ko"), whole=True)
    assert '<span class="split" style="width:0.00%">' in drawn
    many = Part(name="rewarded", mentions=9, praise=9)
    drawn = maps.splits([part, many], By.PAYMENT, view_of("ko"), whole=True)
    assert drawn.count('<span class="split" style="width:100.00%">') == 1


def test_names_from_outside_are_only_text(page) -> None:
    hostile = Leg(
        stage="<b>",
        praise=1,
        blame=0,
        spots=(Spot(touchpoint="<script>alert(1)</script>", stage='"><img>', praise=1),),
    )
    page("journey")  # opens the house that addresses are made for
    drawn = maps.board([hostile], view_of("ko"))
    assert "<script" not in drawn
    assert "<img" not in drawn
    assert "<b>&lt;script&gt;" in drawn


def view_of(language: str):
    from datetime import UTC, datetime

    from dashboard.view import View
    from dashboard.words import Say

    return View(say=Say(language), filters=EVERYTHING, zone=data.zone(), now=datetime.now(UTC))
