"""Spikes: known series by hand, false alarms on noise, planted outbreaks, odd input."""

import math
import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rule import Severity, quiet_reason, spikes
from alerts.series import Bucket, Series, daily
from mentions.model import Polarity

SEOUL = ZoneInfo("Asia/Seoul")
START = datetime(2026, 1, 1, tzinfo=UTC)
BRAND = "달빛커피"


@dataclass(frozen=True, kw_only=True)
class Rule:
    minimum: int = 5
    history_days: int = 14
    threshold: float = 3.0
    cool_down_hours: int = 24
    look_back_days: int = 7


RULE = Rule()


def series(counts, totals=None, *, hours=24, start=START):
    totals = totals or [max(20, count) for count in counts]
    step = timedelta(hours=hours)
    buckets = (
        Bucket(since=start + n * step, until=start + (n + 1) * step, count=count, total=total)
        for n, (count, total) in enumerate(zip(counts, totals, strict=True))
    )
    return Series(brand=BRAND, polarity=Polarity.BLAME, buckets=tuple(buckets))


def found(series, rule=RULE, now=None):
    return spikes(series, rule, now=now or series.buckets[-1].until)


def test_a_spike_by_hand():
    """Past 4, 4, … 4: median √4.375 = 2.0917, no deviation, so the spread is Poisson's 0.5.

    Upper bound (2.0917 + 3 · 0.5)² − 0.375 = 12.525; 20 gives z = (√20.375 − 2.0917) / 0.5.
    Shares: 20 of 30 against 56 of 280, pooled 76 / 310.
    """
    (spike,) = found(series([4] * 14 + [20], [20] * 14 + [30]))
    numbers = spike.arithmetic
    assert numbers["upper_bound"] == pytest.approx(12.525, abs=1e-3)
    assert numbers["z"] == pytest.approx(4.8444, abs=1e-3)
    assert (spike.count, spike.usual, numbers["ratio"], numbers["spread"]) == (20, 4, 5, 0.5)
    assert numbers["share_z"] == pytest.approx(5.647, abs=1e-3)
    assert (numbers["share"], numbers["usual_share"]) == (pytest.approx(2 / 3), 0.2)
    assert numbers["history_days"] == 14
    assert (spike.severity, spike.told_at) == (Severity.WARNING, None)
    assert spike.since == START + timedelta(days=14)


def test_the_bound_is_where_spikes_begin():
    assert not found(series([4] * 14 + [12]))
    assert found(series([4] * 14 + [13]))


def test_past_noise_widens_the_bound():
    """Deviations of √ counts 1 and 9 about 4: MAD counts, not Poisson's floor."""
    calm, loud = [4] * 15, [1, 4, 9, 1, 4, 9, 1, 4, 9, 1, 4, 9, 1, 4, 9]
    assert found(series([*calm, 20]))
    assert not found(series([*loud, 20]))


def test_an_old_outbreak_does_not_hide_a_new_one():
    assert found(series([4] * 10 + [400, 400] + [4] * 10 + [20]))


def test_far_above_is_severe():
    (spike,) = found(series([4] * 14 + [100]))
    assert spike.severity == Severity.SEVERE


def test_more_of_everything_is_volume_only():
    (spike,) = found(series([4] * 14 + [40], [20] * 14 + [200]))
    assert (spike.severity, spike.arithmetic["share_z"]) == (Severity.VOLUME, 0)


def test_a_source_of_blame_only_can_rise_in_volume_only():
    (spike,) = found(series([4] * 14 + [40], [4] * 14 + [40]))
    assert spike.severity == Severity.VOLUME


def test_the_usual_of_a_silent_past_is_zero_and_has_no_ratio():
    (spike,) = found(series([0] * 14 + [8]))
    assert spike.usual == 0
    assert "ratio" not in spike.arithmetic
    assert all(math.isfinite(value) for value in spike.arithmetic.values())


def test_fewer_than_the_minimum_is_no_spike():
    counts = series([0] * 14 + [8])
    assert not found(counts, replace(RULE, minimum=9))


@pytest.mark.parametrize("days", [0, 1, 5, 13])
def test_too_little_history_is_said_and_not_judged(days):
    counts = series([4] * days + [1000])
    assert not found(counts)
    quiet = quiet_reason(counts, RULE, now=counts.buckets[-1].until)
    assert str(quiet) == f"not enough history: {days} of 14 days"


def test_enough_history_gives_no_reason_to_be_quiet():
    counts = series([4] * 15)
    assert quiet_reason(counts, RULE, now=counts.buckets[-1].until) is None


@pytest.mark.parametrize("counts", [[], [0] * 30])
def test_nothing_heard_is_said(counts):
    nothing = series(counts, [0] * len(counts))
    now = START + timedelta(days=30)
    assert str(quiet_reason(nothing, RULE, now=now)) == "nothing heard yet"
    assert spikes(nothing, RULE, now=now) == ()


def test_silence_before_the_first_mention_is_no_history():
    counts = series([0] * 20 + [4] * 5 + [50], [0] * 20 + [20] * 5 + [60])
    assert not found(counts)


OLD_THEN_SILENT = [4] * 20 + [0] * 56
"""Old data, then as much silence as a past is long: nothing is left to hold a count against."""


def heard(counts):
    """Return a series in which days without blame are days without any mention."""
    return series(counts, [max(20, count) if count else 0 for count in counts])


def test_a_burst_after_a_silent_past_is_not_judged():
    counts = heard([*OLD_THEN_SILENT, 50])
    assert not found(counts)
    quiet = quiet_reason(counts, RULE, now=counts.buckets[-1].until)
    assert str(quiet) == "not enough history: 0 of 14 days"


@pytest.mark.parametrize(("days", "judged"), [(13, False), (14, True)])
def test_after_a_silent_past_judging_begins_anew(days, judged):
    counts = heard([*OLD_THEN_SILENT, *[4] * days, 50])
    assert bool(found(counts)) is judged
    assert (quiet_reason(counts, RULE, now=counts.buckets[-1].until) is None) is judged


def test_a_shorter_silence_is_a_past_of_zeros():
    (spike,) = found(heard([*OLD_THEN_SILENT[:-1], 50]))
    assert (spike.usual, spike.arithmetic["history_days"]) == (0, 56)


def test_who_is_rarely_spoken_of_is_judged_by_a_past_longer_than_the_silences():
    counts = heard([*[4, *[0] * 39] * 3, 50])
    assert found(counts, replace(RULE, history_days=90))


@given(st.lists(st.sampled_from([0, 0, 0, 9]), max_size=12), st.integers(0, 60))
def test_silences_of_any_length_can_be_judged(bursts, silence):
    counts = [count for burst in bursts for count in [burst, *[0] * silence]]
    whole = heard([*counts, 50])
    judged = found(whole, replace(RULE, look_back_days=3650))
    assert all(math.isfinite(value) for spike in judged for value in spike.arithmetic.values())
    last = whole.buckets[-1]
    assert last.since not in {s.since for s in judged} or not quiet_reason(
        whole, RULE, now=last.until
    )


def test_a_constant_series_has_no_spike():
    assert not found(series([7] * 60), replace(RULE, look_back_days=60))


def test_gaps_count_as_days_but_not_as_zeros():
    whole = series([4] * 30 + [20])
    gappy = replace(whole, buckets=whole.buckets[:5] + whole.buckets[20:])
    (spike,) = found(gappy)
    assert (spike.usual, spike.arithmetic["history_days"]) == (4, 30)


def test_buckets_of_the_future_are_not_looked_at():
    counts = series([4] * 20 + [500])
    assert not found(counts, now=counts.buckets[-1].since - timedelta(seconds=1))
    assert found(counts, now=counts.buckets[-1].since)


def test_only_the_last_days_are_found():
    counts = series([4] * 20 + [40] + [4] * 7)
    assert not found(counts)
    assert found(counts, replace(RULE, look_back_days=8))


def test_the_cool_down_silences_what_is_no_worse():
    counts = series([4] * 20 + [20, 21, 22, 23])
    assert [spike.count for spike in found(counts)] == [20, 22]
    assert [spike.count for spike in found(counts, replace(RULE, cool_down_hours=48))] == [20, 23]


@pytest.mark.parametrize(("hours", "told"), [(1, [20, 22]), (2, [20, 23]), (24, [20])])
def test_the_cool_down_begins_when_a_spike_ends(hours, told):
    counts = series([1] * (24 * 14) + [20, 21, 22, 23], hours=1)
    rule = replace(RULE, cool_down_hours=hours)
    assert [spike.count for spike in found(counts, rule)] == told


def test_a_worse_spike_breaks_the_cool_down():
    counts = series([4] * 20 + [20, 200])
    severities = [spike.severity for spike in found(counts, replace(RULE, cool_down_hours=96))]
    assert severities == [Severity.WARNING, Severity.SEVERE]


def test_the_id_is_of_brand_polarity_and_beginning_and_not_of_the_count():
    first, later = found(series([4] * 14 + [20])), found(series([4] * 14 + [25]))
    other = replace(series([4] * 14 + [20]), polarity=Polarity.PRAISE)
    assert first[0].id == later[0].id != found(other)[0].id


def test_hours_are_judged_as_days_are():
    counts = series([1] * (24 * 14) + [12], hours=1)
    (spike,) = found(counts)
    assert spike.until - spike.since == timedelta(hours=1)


@given(st.lists(st.integers(0, 60), min_size=20, max_size=60), st.integers(0, 6))
def test_what_was_found_is_found_again_when_looked_at_later(counts, days):
    whole = series([*counts, *[0] * days])
    early = replace(whole, buckets=whole.buckets[: len(counts)])
    longer = replace(RULE, look_back_days=7 + days, cool_down_hours=72)
    later = {spike.id: spike for spike in found(whole, longer)}
    assert all(later[spike.id] == spike for spike in found(early, longer) if spike.id in later)
    assert {s.id for s in found(early, replace(longer, look_back_days=1))} <= later.keys()


def poisson(mean, chance):
    """Knuth's draw."""
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


@pytest.mark.parametrize("mean", [0.3, 2, 8, 40])
def test_false_alarms_on_poisson_noise_are_rare(mean):
    """400 days judged for each of 20 series: at most 1 day in 400 alarms."""
    chance, alarms, judged = random.Random(20261123), 0, 0
    rule = replace(RULE, look_back_days=400)
    for _ in range(20):
        counts = [poisson(mean, chance) for _ in range(414)]
        totals = [count + poisson(3 * mean, chance) for count in counts]
        spiked = found(series(counts, totals), rule)
        alarms += len(spiked)
        judged += 400
    assert alarms / judged <= 1 / 400


@pytest.mark.parametrize(("mean", "times"), [(2, 8), (8, 3.5), (40, 2)])
def test_a_planted_outbreak_is_found(mean, times):
    chance, hits = random.Random(7), 0
    for _ in range(100):
        calm = [poisson(mean, chance) for _ in range(56)]
        others = [poisson(3 * mean, chance) for _ in range(57)]
        counts = [*calm, poisson(mean * times, chance)]
        totals = [count + other for count, other in zip(counts, others, strict=True)]
        last = [s for s in found(series(counts, totals)) if s.since == START + timedelta(days=56)]
        hits += any(spike.severity != Severity.VOLUME for spike in last)
    assert hits >= 90


def test_days_are_those_of_the_zone_and_end_today():
    now = datetime(2026, 11, 23, 16, tzinfo=UTC)  # the 24th in Seoul
    days = {date(2026, 11, 22): (2, 5), date(2026, 11, 24): (1, 1), date(2026, 11, 25): (9, 9)}
    built = daily(BRAND, Polarity.BLAME, days, zone=SEOUL, now=now)
    assert [(b.count, b.total) for b in built.buckets] == [(2, 5), (0, 0), (1, 1)]
    assert built.buckets[0].since == datetime(2026, 11, 21, 15, tzinfo=UTC)
    assert built.buckets[-1].until == datetime(2026, 11, 24, 15, tzinfo=UTC)


def test_days_of_clock_changes_are_shorter_and_longer():
    zone = ZoneInfo("Europe/Berlin")
    days = {date(2026, 3, 1): (1, 1)}
    now = datetime(2026, 11, 1, tzinfo=UTC)
    built = daily(BRAND, Polarity.BLAME, days, zone=zone, now=now)
    lengths = {(bucket.until - bucket.since) / timedelta(hours=1) for bucket in built.buckets}
    assert lengths == {23, 24, 25}
    assert all(a.until == b.since for a, b in zip(built.buckets, built.buckets[1:], strict=False))


def test_dates_of_1900_and_2200_cost_nothing():
    days = {date(1900, 1, 1): (1, 1), date(2200, 1, 1): (1, 1), date(9999, 12, 31): (1, 1)}
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert daily(BRAND, Polarity.BLAME, days, zone=SEOUL, now=now).buckets == ()


def test_no_day_is_an_empty_series():
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert daily(BRAND, Polarity.BLAME, {}, zone=SEOUL, now=now).buckets == ()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"count": 3, "total": 2}, "cannot be"),
        ({"count": -1}, "cannot be"),
        ({"until": START}, "ends before"),
        ({"since": START.replace(tzinfo=None)}, "UTC"),
        ({"since": START.astimezone(SEOUL)}, "UTC"),
    ],
)
def test_a_bucket_that_cannot_be_is_refused(wrong, message):
    right = {"since": START, "until": START + timedelta(days=1), "count": 1, "total": 2}
    with pytest.raises(ValueError, match=message):
        Bucket(**right | wrong)


def test_buckets_out_of_order_are_refused():
    whole = series([1, 2])
    with pytest.raises(ValueError, match="out of order"):
        replace(whole, buckets=whole.buckets[::-1])
