"""How numbers, shares and moments are written for people."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from dashboard.words import Say

MINUTE, HOUR, DAY = 60, 3600, 86_400


def number(count: float) -> str:
    """Write a count with thousands separators.

    >>> number(1234567)
    '1,234,567'
    """
    return f"{count:,.0f}"


def percent(share: float | None) -> str:
    """Write a share (0 to 1) with one decimal; a dash when there is none.

    >>> percent(0.1234), percent(None)
    ('12.3 %', '–')
    """
    return "–" if share is None else f"{share * 100:.1f} %"


def signed(count: float, digits: int = 0) -> str:
    """Write a change with its sign; a true minus, so that columns line up.

    >>> signed(1200), signed(-3.24, 1)
    ('+1,200', '−3.2')
    """
    return f"{count:+,.{digits}f}".replace("-", "−")


def share(part: int, whole: int) -> float | None:
    """Return part of whole from 0 to 1, or None when the whole is nothing.

    >>> share(1, 4), share(0, 0)
    (0.25, None)
    """
    return part / whole if whole else None


def ago(moment: datetime, now: datetime, say: Say) -> str:
    """Write how long ago a moment was, in the largest unit that fits.

    >>> from datetime import UTC, timedelta
    >>> now = datetime(2026, 11, 23, tzinfo=UTC)
    >>> ago(now - timedelta(seconds=12), now, Say("en"))
    '12 s ago'
    """
    seconds = max(0, int((now - moment).total_seconds()))
    if seconds < MINUTE:
        return say("ago.seconds", n=seconds)
    if seconds < HOUR:
        return say("ago.minutes", n=seconds // MINUTE)
    if seconds < DAY:
        return say("ago.hours", n=seconds // HOUR)
    return say("ago.days", n=number(seconds // DAY))


def when(moment: datetime | None, zone: ZoneInfo, say: Say, *, exact: bool = True) -> str:
    """Write a moment as a local date, with the time of day when it is exact."""
    if moment is None:
        return say("undated")
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M" if exact else "%Y-%m-%d")
