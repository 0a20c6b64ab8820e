"""Numbers, shares and moments as people write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard import figures
from dashboard.words import Say

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SEOUL = ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("seconds", "korean", "english"),
    [
        (-5, "0초 전", "0 s ago"),
        (12, "12초 전", "12 s ago"),
        (59, "59초 전", "59 s ago"),
        (60, "1분 전", "1 min ago"),
        (3599, "59분 전", "59 min ago"),
        (3600, "1시간 전", "1 h ago"),
        (86_400 * 1500, "1,500일 전", "1,500 d ago"),
    ],
)
def test_ago(seconds: int, korean: str, english: str) -> None:
    moment = NOW - timedelta(seconds=seconds)
    assert figures.ago(moment, NOW, Say("ko")) == korean
    assert figures.ago(moment, NOW, Say("en")) == english


def test_moments_are_told_where_the_user_lives() -> None:
    moment = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
    assert figures.when(moment, SEOUL, Say("ko")) == "2026-11-23 00:30"
    assert figures.when(moment, SEOUL, Say("ko"), exact=False) == "2026-11-23"
    assert figures.when(None, SEOUL, Say("ko")) == "날짜 없음"


def test_numbers() -> None:
    assert figures.number(1234567) == "1,234,567"
    assert figures.percent(0.1234) == "12.3 %"
    assert figures.percent(None) == "–"
    assert figures.share(1, 4) == 0.25
    assert figures.share(0, 0) is None
    assert figures.signed(-1234) == "−1,234"
    assert figures.signed(3.26, 1) == "+3.3"
