"""When a count is a spike: far above the same series' own past, and not by volume alone.

Counts are compared on a square-root scale, where Poisson noise has a spread of 1/2 at every
level (Anscombe, "The transformation of Poisson, binomial and negative-binomial data", Biometrika
1948). The usual is the median of the past and the spread its median absolute deviation, so that
earlier spikes do not hide later ones; the spread is never taken below Poisson's own. Weekdays
are not told apart: a brand that is loud every Saturday gets a wide spread instead.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import sqrt
from statistics import median
from typing import Protocol

from alerts.series import Bucket, Series
from mentions.model import Spike

POISSON_SPREAD = 0.5
"""Standard deviation of √(count + 3/8) when the count is Poisson (Anscombe 1948)."""

ANSCOMBE = 3 / 8

MAD_TO_SPREAD = 1.4826
"""Turns the median absolute deviation into a standard deviation where noise is normal."""

LONGEST_HISTORY_DAYS = 56
"""Past that a count is held against: eight weeks, so that what is usual may change."""

RISEN = 1.645
"""Standard errors by which the share must rise to be no chance: 5 % one-sided."""

SEVERE = 2.0
"""A spike so many thresholds above the usual is severe."""


class AlertRule(Protocol):
    """When a count is a spike; the configuration has such a rule."""

    @property
    def minimum(self) -> int:
        """Mentions that a bucket needs to be a spike."""

    @property
    def history_days(self) -> int:
        """Days of past that are needed before anything is judged."""

    @property
    def threshold(self) -> float:
        """Spreads above the usual that must be exceeded."""

    @property
    def cool_down_hours(self) -> int:
        """Hours of silence after a spike, from its end on."""

    @property
    def look_back_days(self) -> int:
        """Past days whose spikes are found on each run."""


class Severity(StrEnum):
    """How bad a spike is. VOLUME: more is said, but the polarity's share did not rise."""

    VOLUME = "volume"
    WARNING = "warning"
    SEVERE = "severe"


LEVELS = tuple(Severity)
"""From mild to bad."""


class Why(StrEnum):
    """Why nothing can be judged."""

    NOTHING_HEARD = "nothing_heard"
    NOT_ENOUGH_HISTORY = "not_enough_history"


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """The reason why a series cannot be judged yet: it has `days` of the `needed` days."""

    why: Why
    days: float
    needed: int

    def __str__(self) -> str:
        """Return the reason in English."""
        if self.why is Why.NOTHING_HEARD:
            return "nothing heard yet"
        return f"not enough history: {int(self.days)} of {self.needed} days"


def quiet_reason(series: Series, rule: AlertRule, *, now: datetime) -> Quiet | None:
    """Return why the newest bucket cannot be judged, or None when it can."""
    days, heard = 0.0, False
    for bucket, past in _with_past(series, rule, now):
        days, heard = _days(past), heard or bucket.total > 0
    if not heard:
        return Quiet(why=Why.NOTHING_HEARD, days=0, needed=rule.history_days)
    if days >= rule.history_days:
        return None
    return Quiet(why=Why.NOT_ENOUGH_HISTORY, days=days, needed=rule.history_days)


def spikes(series: Series, rule: AlertRule, *, now: datetime) -> tuple[Spike, ...]:
    """Return the spikes of the last `look_back_days`, oldest first.

    Each bucket is judged against what came before it only, and cool-downs are followed from the
    beginning of the series, so a bucket is judged alike whenever it is looked at. A cool-down
    begins when a spike ends: after a day's spike, 24 hours silence the next day. A worse spike
    breaks it. A bucket that still goes on is judged by what it has so far: it can only be found
    too small. Buckets that begin after `now` are not looked at.
    """
    oldest = now - timedelta(days=rule.look_back_days)
    found = _cooled(_exceeding(series, rule, now), rule)
    return tuple(spike for spike in found if spike.until > oldest)


def worse(one: str, other: str) -> bool:
    """Tell whether severity `one` is worse than `other`."""
    return LEVELS.index(Severity(one)) > LEVELS.index(Severity(other))


def within_cool_down(earlier: Spike, later: Spike, rule: AlertRule) -> bool:
    """Tell whether the later spike begins before the silence after the earlier one is over."""
    return later.since < earlier.until + timedelta(hours=rule.cool_down_hours)


def _with_past(
    series: Series, rule: AlertRule, now: datetime
) -> Iterator[tuple[Bucket, Sequence[Bucket]]]:
    """Yield each bucket that has begun, and the past it is held against until the next is taken.

    The past begins with a mention: silence before the first one was not listened to, nor was
    one as long as the whole past, so that what comes after it is held against nothing older.
    """
    longest = timedelta(days=max(LONGEST_HISTORY_DAYS, rule.history_days))
    past: deque[Bucket] = deque()
    heard: datetime | None = None
    for bucket in series.buckets:
        if bucket.since > now:
            return
        cut = bucket.since - longest
        if heard is None or heard < cut:
            past.clear()
        while past and past[0].since < cut:
            past.popleft()
        yield bucket, past
        past.append(bucket)
        heard = bucket.since if bucket.total else heard


def _days(buckets: Sequence[Bucket]) -> float:
    """Return days from the first to the last bucket, gaps included."""
    if not buckets:
        return 0.0
    lasted = (buckets[-1].until - buckets[0].since) / timedelta(days=1)
    return round(lasted, 1)  # a clock change of an hour is no missing day


def _exceeding(series: Series, rule: AlertRule, now: datetime) -> Iterator[Spike]:
    for bucket, history in _with_past(series, rule, now):
        if bucket.count < rule.minimum or _days(history) < rule.history_days:
            continue
        spike = _judge(series, bucket, history, rule)
        if spike:
            yield spike


def _judge(
    series: Series, bucket: Bucket, history: Sequence[Bucket], rule: AlertRule
) -> Spike | None:
    """Return the spike that the bucket is, or None."""
    arithmetic = _arithmetic(bucket, history, rule)
    if arithmetic["z"] <= rule.threshold:
        return None
    return Spike(
        id=spike_id(series, bucket.since),
        brand=series.brand,
        polarity=series.polarity,
        since=bucket.since,
        until=bucket.until,
        count=bucket.count,
        usual=arithmetic["usual"],
        severity=_severity(arithmetic),
        arithmetic=arithmetic,
    )


def _arithmetic(bucket: Bucket, history: Sequence[Bucket], rule: AlertRule) -> dict[str, float]:
    """Return the numbers of the decision by name; `ratio` only where the usual is not 0."""
    roots = [sqrt(past.count + ANSCOMBE) for past in history]
    middle = median(roots)
    mad = median(abs(root - middle) for root in roots)
    spread = max(MAD_TO_SPREAD * mad, POISSON_SPREAD)
    usual = float(median(past.count for past in history))
    numbers = {
        "count": float(bucket.count),
        "usual": usual,
        "upper_bound": (middle + rule.threshold * spread) ** 2 - ANSCOMBE,
        "spread": spread,
        "z": (sqrt(bucket.count + ANSCOMBE) - middle) / spread,
        "threshold": float(rule.threshold),
        "minimum": float(rule.minimum),
        "history_days": _days(history),
        **_shares(bucket, history),
    }
    return numbers | ({"ratio": bucket.count / usual} if usual else {})


def _shares(bucket: Bucket, history: Sequence[Bucket]) -> dict[str, float]:
    """Compare the polarity's share with the past's: two proportions, pooled z."""
    count = sum(past.count for past in history)
    total = sum(past.total for past in history)
    pooled = (count + bucket.count) / (total + bucket.total)
    error = sqrt(pooled * (1 - pooled) * (1 / total + 1 / bucket.total))
    share, usual = bucket.count / bucket.total, count / total
    rise = (share - usual) / error if error else 0.0
    return {"total": float(bucket.total), "share": share, "usual_share": usual, "share_z": rise}


def _severity(arithmetic: dict[str, float]) -> Severity:
    if arithmetic["share_z"] < RISEN:
        return Severity.VOLUME
    far = arithmetic["z"] > SEVERE * arithmetic["threshold"]
    return Severity.SEVERE if far else Severity.WARNING


def _cooled(found: Iterator[Spike], rule: AlertRule) -> Iterator[Spike]:
    """Leave out spikes within the cool-down of the last one kept, unless they are worse."""
    last: Spike | None = None
    for spike in found:
        hot = last is not None and within_cool_down(last, spike, rule)
        if last is None or not hot or worse(spike.severity, last.severity):
            last = spike
            yield spike


def spike_id(series: Series, since: datetime) -> str:
    """Return the id of the series' spike that begins then: the same on every run."""
    written = "\n".join((series.brand, series.polarity, since.isoformat()))
    return f"spike-{hashlib.sha256(written.encode()).hexdigest()[:20]}"
