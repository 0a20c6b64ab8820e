"""Measure the spike rule: false alarms on noise, time, and the labelled Twitter series of NAB.

    .venv/bin/python benchmarks/spikes.py [FOLDER_OF_NAB_TWEETS]

The rule was not fitted to these series. They have no polarity, so only volume is judged; hours
are its buckets, and an alarm stands at the hour's last five minutes, when the hour is known.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import numpy as np

from alerts.rule import spikes
from alerts.series import Bucket, Series
from config import AlertRule
from mentions.model import Polarity

NAB = Path(__file__).parents[2] / "shared" / "data" / "nab_tweets"
START = datetime(2025, 1, 1, tzinfo=UTC)
ROWS_AN_HOUR = 12


def series(counts: list[int], totals: list[int], step: timedelta) -> Series:
    """Return a series of equal buckets."""
    buckets = (
        Bucket(since=START + n * step, until=START + (n + 1) * step, count=count, total=total)
        for n, (count, total) in enumerate(zip(counts, totals, strict=True))
    )
    return Series(brand="brand", polarity=Polarity.BLAME, buckets=tuple(buckets))


def noise(mean: float, rule: AlertRule, days: int = 414, brands: int = 100) -> tuple[int, int]:
    """Return alarms on Poisson days without any event, of all kinds and of risen share."""
    chance = np.random.default_rng(20261123)
    alarms = blaming = 0
    for _ in range(brands):
        counts = chance.poisson(mean, days)
        totals = counts + chance.poisson(3 * mean, days)
        whole = series(counts.tolist(), totals.tolist(), timedelta(days=1))
        found = spikes(whole, rule, now=whole.buckets[-1].until)
        alarms += len(found)
        blaming += sum(spike.severity != "volume" for spike in found)
    return alarms, blaming


def nab_scores(scorer: ModuleType, name: str, rule: AlertRule) -> np.ndarray:
    """Return 1 at the rows of a NAB series at which the rule alarms, 0 elsewhere."""
    values = scorer.rows(name)[1].astype(int)
    hours = [
        int(part.sum()) for part in np.split(values, range(ROWS_AN_HOUR, len(values), ROWS_AN_HOUR))
    ]
    whole = series(hours, hours, timedelta(hours=1))
    alarms = np.zeros(len(values))
    for spike in spikes(whole, rule, now=whole.buckets[-1].until):
        hour = round((spike.since - START) / timedelta(hours=1))
        alarms[min(len(values), (hour + 1) * ROWS_AN_HOUR) - 1] = 1.0
    return alarms


def load_scorer(folder: Path) -> ModuleType:
    """Import the benchmark's scoring rule, for the series that are in the folder."""
    spec = importlib.util.spec_from_file_location("nab_score", folder / "nab_score.py")
    assert spec
    assert spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    scorer.WIN = {
        name: windows
        for name, windows in scorer.WIN.items()
        if (folder / f"{name.split('/')[-1]}.gz").exists()
    }
    return scorer


def main() -> None:
    """Print every figure."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else NAB
    everything = AlertRule(look_back_days=3650)
    for mean in (0.3, 1, 2, 4, 8, 20, 40, 100):
        started = time.perf_counter()
        alarms, blaming = noise(mean, everything)
        took = time.perf_counter() - started
        print(
            f"noise, mean {mean:>5}: {alarms / 400:.2f} alarms a 100 days and series, "
            f"{blaming / 400:.2f} with risen share, {took / 414 / 100 * 1e6:.0f} µs a day"
        )
    if not folder.is_dir():
        print(f"{folder}: not here, NAB left out")
        return
    scorer = load_scorer(folder)
    for days in (14, 3):
        rule = AlertRule(look_back_days=3650, history_days=days)
        scores = {name: nab_scores(scorer, name, rule) for name in scorer.WIN}
        figures = scorer.report(scores, 0.5)
        shown = ", ".join(f"{profile} {value:.1f}" for profile, value in figures.items())
        count = sum(int(score.sum()) for score in scores.values())
        print(f"NAB, {len(scores)} series, history of {days} days: {shown}; {count} alarms")


if __name__ == "__main__":
    main()
