"""Counts over time: no day missing, no mention lost, no share of nothing."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.timeline import FEW, filled, share_step, shares, steps
from index.query import By

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 23)


def test_quiet_days_are_zeros() -> None:
    frame = filled({("2026-11-03", "blame"): 4}, FIRST, LAST, By.DAY)
    assert len(frame) == 23
    assert frame["mentions"].sum() == 4
    assert set(frame["polarity"]) == {"blame"}


def test_nothing_counted_is_an_empty_frame_with_its_types() -> None:
    frame = filled({}, FIRST, LAST, By.DAY)
    assert frame.empty
    assert str(frame["day"].dtype) == "datetime64[ns]"
    assert shares(frame).empty


def test_weeks_begin_on_monday_and_months_on_their_first() -> None:
    assert steps(date(2026, 11, 1), date(2026, 11, 9), By.WEEK) == [
        date(2026, 10, 26),
        date(2026, 11, 2),
        date(2026, 11, 9),
    ]
    assert steps(date(2025, 12, 31), date(2026, 2, 1), By.MONTH) == [
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.integers(0, 800),
    st.sampled_from([By.DAY, By.WEEK, By.MONTH]),
)
def test_every_day_belongs_to_a_step(first: date, days: int, by: By) -> None:
    last = first + timedelta(days=days)
    found = steps(first, last, by)
    assert found[0] <= first
    assert found[-1] <= last
    assert found == sorted(set(found))


def test_shares_are_of_what_was_read() -> None:
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime(["2026-11-01"] * 4),
            "polarity": ["praise", "blame", "neutral", "unread"],
            "mentions": [6, 3, 1, 90],
        }
    )
    found = shares(frame).set_index("polarity")
    assert found.loc["praise", "share"] == pytest.approx(0.6)
    assert found.loc["blame", "share"] == pytest.approx(0.3)
    assert found.loc["blame", "read"] == 10
    assert set(found.index) == {"praise", "blame"}


def test_a_share_of_too_few_is_not_drawn() -> None:
    frame = pd.DataFrame(
        {"day": pd.to_datetime(["2026-11-01"]), "polarity": ["blame"], "mentions": [FEW - 1]}
    )
    assert shares(frame).empty
    assert len(shares(frame.assign(mentions=FEW))) == 1


@pytest.mark.parametrize(
    ("per_day", "step"), [(10, By.DAY), (2, By.WEEK), (1, By.MONTH), (0, By.MONTH)]
)
def test_sparse_counts_get_a_wider_step(per_day: int, step: By) -> None:
    frame = pd.DataFrame(
        {
            "day": pd.date_range("2026-10-01", periods=30),
            "polarity": "blame",
            "mentions": per_day,
        }
    )
    assert share_step(frame, By.DAY) is step
