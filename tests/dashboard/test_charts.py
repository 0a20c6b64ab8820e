"""Charts over plain data: what is drawn, in which order and colour, and what it is called."""

import re
from pathlib import Path

import pandas as pd
import pytest

from dashboard import charts
from dashboard.words import Say

DAYS = pd.to_datetime(["2026-11-01", "2026-11-02"])


@pytest.fixture
def timeline() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "day": [DAYS[0], DAYS[0], DAYS[1], DAYS[1]],
            "polarity": ["praise", "blame", "praise", "blame"],
            "mentions": [3, 1, 0, 2],
        }
    )


@pytest.mark.parametrize("step", ["day", "week", "month"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_volume_is_stacked_by_polarity(timeline: pd.DataFrame, step: str, language: str) -> None:
    say = Say(language)
    spec = charts.volume(timeline, step, say).to_dict()
    assert spec["mark"] == {"type": "bar", "orient": "vertical"}
    assert spec["encoding"]["y"]["stack"] == "zero"
    scale = spec["encoding"]["color"]["scale"]
    assert scale["domain"] == [say("polarity.blame"), say("polarity.praise")]
    assert scale["range"] == [charts.COLOURS["blame"], charts.COLOURS["praise"]]
    rows = next(iter(spec["datasets"].values()))
    assert sum(row["mentions"] for row in rows) == 6


def test_share_lines_differ_in_more_than_colour(timeline: pd.DataFrame) -> None:
    frame = timeline.assign(share=[0.75, 0.25, 0.0, 1.0], read=[4, 4, 2, 2])
    encoding = charts.shares(frame, "day", Say("ko")).to_dict()["encoding"]
    assert encoding["strokeDash"]["scale"]["domain"] == ["칭찬", "비난"]
    assert encoding["strokeDash"]["scale"]["range"] == [[1, 0], [5, 3]]
    assert encoding["y"]["scale"]["domain"] == [0, 1]


def test_bars_are_sorted_by_size() -> None:
    frame = pd.DataFrame(
        {
            "name": ["작은", "큰", "큰"],
            "polarity": ["praise", "praise", "unread"],
            "mentions": [3, 2, 5],
        }
    )
    spec = charts.bars(frame, Say("ko")).to_dict()
    assert spec["encoding"]["y"]["sort"] == ["큰", "작은"]
    assert spec["encoding"]["color"]["scale"]["domain"] == ["칭찬", "미판독"]
    assert spec["height"] == 2 * charts.BAR_STEP + charts.AROUND


def test_nothing_to_draw_is_an_empty_chart() -> None:
    empty = pd.DataFrame({"day": pd.to_datetime([]), "polarity": [], "mentions": []})
    assert charts.volume(empty, "day", Say("en")).to_dict()["encoding"]["y"]["field"] == "mentions"


def test_years_are_written_when_more_than_one_is_shown() -> None:
    assert charts.time_axis("week", 400).to_dict()["axis"]["format"] == "%Y-%m"
    assert charts.time_axis("day", 30).to_dict()["axis"]["format"] == "%m-%d"


def test_style_sheet_has_the_colours_of_the_charts() -> None:
    css = Path(charts.__file__).with_name("style.css").read_text(encoding="utf-8")
    found = dict(re.findall(r"--(praise|blame|neutral|unread): (#\w+);", css))
    assert found == charts.COLOURS


def test_praise_and_blame_differ_along_the_axis_that_red_green_blindness_keeps() -> None:
    praise, blame = charts.COLOURS["praise"], charts.COLOURS["blame"]
    assert int(praise[5:7], 16) - int(blame[5:7], 16) > 128
