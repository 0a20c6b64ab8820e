"""Periods, the period before, and what a URL may ask for."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.address import understood, written
from dashboard.filters import CHOICES, PERIODS, Filters, period
from index.query import By

SEOUL = ZoneInfo("Asia/Seoul")
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(("choice", "days"), PERIODS.items())
def test_a_period_ends_today_and_has_its_days(choice: str, days: int) -> None:
    first, last = period(choice, TODAY)
    assert last == TODAY
    assert Filters(first=first, last=last).days == days


def test_days_begin_at_midnight_where_the_user_lives() -> None:
    query = Filters(first=TODAY, last=TODAY).query(SEOUL)
    assert query.since is not None
    assert query.until is not None
    assert query.since.astimezone(UTC) == datetime(2026, 11, 22, 15, tzinfo=UTC)
    assert query.until.astimezone(UTC) == datetime(2026, 11, 23, 15, tzinfo=UTC)


def test_all_time_asks_for_no_dates_and_has_no_period_before() -> None:
    first, last = period("all", TODAY)
    filters = Filters(first=first, last=last)
    assert filters.query(SEOUL).since is None
    assert filters.days is None
    assert filters.before() is None


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 900))
def test_the_period_before_is_as_long_and_touches(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days - 1)
    filters = Filters(brands=("A",), first=first, last=last)
    before = filters.before()
    assert before is not None
    assert before.days == filters.days == days
    assert before.brands == ("A",)
    assert before.query(SEOUL).until == filters.query(SEOUL).since


def test_half_a_custom_range_is_one_day() -> None:
    assert period("custom", TODAY, (date(2026, 1, 5),)) == (date(2026, 1, 5), date(2026, 1, 5))
    assert period("custom", TODAY, ()) == period("30d", TODAY)


def test_a_url_asks_only_for_what_exists() -> None:
    asked = {
        "brand": ("달빛커피", "<script>"),
        "source": ("nowhere",),
        "polarity": ("blame", "angry"),
        "period": ("90d",),
        "language": ("fr",),
        "order": ("newest",),
        "q": ("배송 느리다",),
        "from": ("2026-01-31",),
        "to": ("2026-13-99",),
        "unknown": ("x",),
    }
    known = {"brand": ["달빛커피"], "source": ["naver_movie"], "aspect": []}
    assert understood(asked, known) == {
        "brand": ["달빛커피"],
        "source": [],
        "polarity": ["blame"],
        "period": "90d",
        "order": "newest",
        "q": "배송 느리다",
        "custom": (date(2026, 1, 31),),
    }


def test_what_is_chosen_is_written_and_understood_again() -> None:
    known = {"brand": ["달빛커피"], "feeling": ["anger", "joy"], "stage": ["use"]}
    state = {
        "brand": ["달빛커피"],
        "feeling": ["anger"],
        "stage": ["use"],
        "period": "90d",
        "language": "ko",
        "organic": True,
    }
    params = written(state, "ko")
    assert params == {
        "brand": ["달빛커피"],
        "feeling": ["anger"],
        "stage": ["use"],
        "period": ["90d"],
        "organic": ["1"],
    }
    asked = {key: tuple(values) for key, values in params.items()}
    assert understood(asked, known) == {key: state[key] for key in params}
    assert understood({"organic": ("yes",)}, known) == {"organic": False}


def test_what_was_read_is_asked_of_the_index() -> None:
    facts = {By.FEELING: ("anger",), By.STAGE: ("use",), By.PAYMENT: ("rewarded",)}
    query = Filters(facts=facts).query(SEOUL)
    assert (query.feelings, query.stages, query.payments) == (("anger",), ("use",), ("rewarded",))
    assert query.copies


def test_the_quick_switch_means_organic_without_copies() -> None:
    query = Filters(facts={By.PAYMENT: ("rewarded",)}, organic=True).query(SEOUL)
    assert query.payments == ("organic",)
    assert not query.copies


def test_every_choice_of_period_can_be_shared() -> None:
    for choice in CHOICES:
        assert understood({"period": (choice,)}, {}) == {"period": choice}
