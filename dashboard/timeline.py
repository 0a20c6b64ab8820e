"""Counts over time: quiet days filled in, steps that are wide enough, shares of what was read."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from index.query import UNREAD, By, Counts, Polarity

POLARITIES = (Polarity.PRAISE, Polarity.BLAME, Polarity.NEUTRAL, UNREAD)
LENGTH = {By.DAY: 1, By.WEEK: 7, By.MONTH: 30}

ENOUGH = 10
"""Read mentions per step below which a line of shares would be noise."""

FEW = 5
"""Read mentions per step without which no share is drawn."""


def filled(counts: Counts, first: date, last: date, by: By) -> pd.DataFrame:
    """Return counts by step and polarity as `day`, `polarity`, `mentions`, zeros filled in."""
    found = {polarity for _, polarity in counts}
    rows = [
        (pd.Timestamp(day), str(polarity), counts.get((day.isoformat(), polarity), 0))
        for day in steps(first, last, by)
        for polarity in POLARITIES
        if polarity in found
    ]
    frame = pd.DataFrame(rows, columns=["day", "polarity", "mentions"])
    return frame.astype({"day": "datetime64[ns]", "mentions": "int64"})


def steps(first: date, last: date, by: By) -> list[date]:
    """Return the first day of every day, week (from Monday) or month that the days touch."""
    if by is By.MONTH:
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return [date(month // 12, month % 12 + 1, 1) for month in months]
    stride = 7 if by is By.WEEK else 1
    start = first - timedelta(days=first.weekday()) if by is By.WEEK else first
    return [start + timedelta(days=n) for n in range(0, (last - start).days + 1, stride)]


def share_step(volume: pd.DataFrame, by: By) -> By:
    """Choose a step for shares that has at least `ENOUGH` read mentions on average, if one has."""
    read = volume.loc[volume["polarity"] != UNREAD, "mentions"].sum()
    days = volume["day"].nunique() * LENGTH[by]
    coarser = (By.DAY, By.WEEK, By.MONTH)
    for wider in coarser[coarser.index(by) :]:
        if read * LENGTH[wider] >= ENOUGH * days:
            return wider
    return By.MONTH


def shares(volume: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of praise and blame per step of a `timeline`, and `read`, their whole.

    Steps with fewer than `FEW` read mentions are left out: their share says nothing.
    """
    if volume.empty:
        return volume.assign(share=[], read=[])
    read = volume[volume["polarity"] != UNREAD]
    whole = read.groupby("day")["mentions"].transform("sum")
    counted = read.assign(read=whole, share=read["mentions"] / whole.clip(lower=1))
    told = counted["polarity"].isin([Polarity.PRAISE, Polarity.BLAME])
    return counted[told & (whole >= FEW)]
