from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import dates
from mentions.errors import Unreadable
from mentions.model import Precision

SEOUL = timezone(timedelta(hours=9))
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-03-05T15:12:00Z", "2024-03-05T15:12:00+00:00"),
        ("2024-03-05T15:12:00.123456+09:00", "2024-03-05T15:12:00.123456+09:00"),
        ("2024-03-05T15:12:00.000+0000", "2024-03-05T15:12:00+00:00"),
        ("2024-03-05 15:12:30", "2024-03-05T15:12:30+09:00"),
        ("2024.03.05. 15:12", "2024-03-05T15:12:00+09:00"),
        ("2024. 3. 5. 오후 3:12", "2024-03-05T15:12:00+09:00"),
        ("2024-03-05 오후 3:12", "2024-03-05T15:12:00+09:00"),
        ("2024-03-05 오전 12:05:01", "2024-03-05T00:05:01+09:00"),
        ("2024-03-05 오후 12:05", "2024-03-05T12:05:00+09:00"),
        ("2024/03/05 3:12 PM", "2024-03-05T15:12:00+09:00"),
        ("2024년 3월 5일 (화) 15시 12분", "2024-03-05T15:12:00+09:00"),
        ("2024-03-05 15:12:00 KST", "2024-03-05T15:12:00+09:00"),
        ("Tue, 05 Mar 2024 15:12:00 +0900", "2024-03-05T15:12:00+09:00"),
        ("Tue, 05 Mar 2024 06:12:00 GMT", "2024-03-05T06:12:00+00:00"),
        ("Tue, 05 Mar 2024 15:12:00", "2024-03-05T15:12:00+09:00"),
        ("Tue, 05 Mar 2024 15:12:00 KST", "2024-03-05T15:12:00+09:00"),
        ("화, 05 3월 2024 15:12:00 +0900", "2024-03-05T15:12:00+09:00"),
        ("Tue, 05 Mar 2024 06:12:00 -0000", "2024-03-05T06:12:00+00:00"),
        ("5 Mar 24 06:12 -0000", "2024-03-05T06:12:00+00:00"),
        ("Mar 5, 2024, 3:12 PM", "2024-03-05T15:12:00+09:00"),
        ("2024-03-05T15:12+09", "2024-03-05T15:12:00+09:00"),
        ("2024-03-05t15:12:00z", "2024-03-05T15:12:00+00:00"),
        ("2024년 3월 5일 오후 3시", "2024-03-05T15:00:00+09:00"),
        ("2024년 3월 5일 15시", "2024-03-05T15:00:00+09:00"),
        ("20240305151200", "2024-03-05T15:12:00+09:00"),
        ("1709619120", "2024-03-05T06:12:00+00:00"),
        ("1709619120000", "2024-03-05T06:12:00+00:00"),
        (1709619120, "2024-03-05T06:12:00+00:00"),
        (1709619120.0, "2024-03-05T06:12:00+00:00"),
        ("45356.633333333", "2024-03-05T15:12:00+09:00"),
        (datetime(2024, 3, 5, 15, 12), "2024-03-05T15:12:00+09:00"),  # noqa: DTZ001
        ("03/25/2024 15:12", "2024-03-25T15:12:00+09:00"),
        ("25/03/2024 15:12", "2024-03-25T15:12:00+09:00"),
    ],
)
def test_a_moment_is_understood(written: object, expected: str) -> None:
    assert dates.posted_at(written, SEOUL, NOW) == (at(expected), Precision.SECOND)


@pytest.mark.parametrize(
    "written",
    [
        *[
            "2024-03-05",
            "2024.03.05",
            "2024.3.5.",
            "24/03/05",
            "20240305",
            "2024년 3월 5일",
            "24년 3월 5일",
            "Tue, 05 Mar 2024",
            "화, 05 3월 2024",
            "Mar 5, 2024",
            "Tuesday, March 5, 2024",
            "5-Mar-2024",
            "45356",
        ],
        *[" 2024-03-05 ", "2024-03-05(화)", date(2024, 3, 5), datetime(2024, 3, 5)],  # noqa: DTZ001
    ],
)
def test_a_day_begins_at_midnight_of_the_zone(written: object) -> None:
    when = dates.posted_at(written, SEOUL, NOW)
    assert when == (at("2024-03-05T00:00:00+09:00"), Precision.DAY)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("1900-01-01", "before 1990"),
        ("1", "not understood"),
        ("0001-01-01", "not understood"),
        ("2200-01-01", "in the future"),
        ("9999-12-31 23:59:59", "in the future"),
        ("2024-02-30", "not understood"),
        ("2024-13-01", "not understood"),
        ("2024-03-05 25:00", "not understood"),
        ("03/05/2024", "year first"),
        ("10/11/24", "year or month first"),
        ("10.11.24 15:12", "year or month first"),
        ("Foo 5, 2024", "not understood"),
        ("어제", "not understood"),
        ("3시간 전", "not understood"),
        ("=1+1", "not understood"),
        ("٢٠٢٤-٠٣-٠٥" * 100, "not understood"),
        (datetime(1900, 1, 1), "before 1990"),  # noqa: DTZ001
    ],
)
def test_no_date_is_guessed(written: object, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        dates.posted_at(written, SEOUL, NOW)


@given(st.datetimes(datetime(1990, 1, 2), datetime(2026, 11, 23), timezones=st.just(SEOUL)))  # noqa: DTZ001
def test_iso_dates_come_back(moment: datetime) -> None:
    assert dates.posted_at(moment.isoformat(), SEOUL, NOW)[0] == moment


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_unreadable(text: str) -> None:
    try:
        moment, _ = dates.posted_at(text, SEOUL, NOW)
    except Unreadable:
        return
    assert moment.utcoffset() == timedelta(0)
    assert 1989 <= moment.year <= 2026
