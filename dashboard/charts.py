"""Pictures: one function over plain data makes one chart, drawn without anything from outside.

Praise is blue and blame is orange: the two differ for every kind of colour vision, and in
brightness, so that they also differ in grey.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from dashboard.words import Say

COLOURS = {"praise": "#2f7ed8", "blame": "#d9622b", "neutral": "#98a1b0", "unread": "#ccd2db"}
STACK = ("blame", "praise", "neutral", "unread")
DATE_FORMAT = {"day": "%m-%d", "week": "%m-%d", "month": "%Y-%m"}
LENGTH = {"day": 1, "week": 7, "month": 30}
FILLED = 0.84
"""Part of a step's width that its column fills."""

HEIGHT = 240
BAR_STEP, AROUND = 26, 84
"""Points per bar, and for legend and axis around the bars."""


def scale(frame: pd.DataFrame, say: Say) -> alt.Scale:
    """Return the colour scale of the polarities that occur, by their names in the language."""
    found = set(frame["polarity"])
    shown = [name for name in STACK if name in found]
    return alt.Scale(
        domain=[say(f"polarity.{name}") for name in shown], range=[COLOURS[name] for name in shown]
    )


def legend(symbol: str = "square") -> alt.Legend:
    """Return a legend above the chart, so that it never narrows it."""
    return alt.Legend(
        orient="top",
        title=None,
        symbolType=symbol,
        padding=0,
        offset=8,
        labelFontSize=12,
        columnPadding=8,
    )


def canvas(frame: pd.DataFrame, height: int) -> alt.Chart:
    """Return an empty chart on the card's own ground."""
    return alt.Chart(frame, height=height, background="transparent")


def time_axis(step: str, days: int) -> alt.X:
    """Return the axis of days; years are written when more than one is shown."""
    pattern = "%Y-%m" if days > 366 else DATE_FORMAT[step]
    axis = alt.Axis(
        title=None,
        format=pattern,
        formatType="time",
        grid=False,
        labelOverlap=True,
        tickCount=8,
        labelAngle=0,
    )
    return alt.X("day:T", axis=axis)


def span(frame: pd.DataFrame) -> int:
    """Return how many days a frame with a `day` column covers."""
    return 0 if frame.empty else int((frame["day"].max() - frame["day"].min()).days) + 1


def volume(frame: pd.DataFrame, step: str, say: Say) -> alt.Chart:
    """Draw mentions per day, week or month, stacked by polarity.

    `frame` has `day` (datetime), `polarity` and `mentions`.
    """
    shown = frame.assign(
        name=frame["polarity"].map(lambda polarity: say(f"polarity.{polarity}")),
        rank=frame["polarity"].map(STACK.index),
    )
    shown["end"] = shown["day"] + pd.Timedelta(days=LENGTH[step] * FILLED)
    columns = canvas(shown, HEIGHT).mark_bar(orient="vertical")
    drawn: alt.Chart = columns.encode(
        x=time_axis(step, span(shown)),
        x2="end:T",
        y=alt.Y(
            "mentions:Q",
            title=None,
            stack="zero",
            axis=alt.Axis(tickCount=4, tickMinStep=1, format=",d"),
        ),
        color=alt.Color("name:N", scale=scale(frame, say), legend=legend()),
        order=alt.Order("rank:Q"),
        tooltip=[
            alt.Tooltip("day:T", title=say(f"step.{step}"), format="%Y-%m-%d"),
            alt.Tooltip("name:N", title=say("chart.polarity")),
            alt.Tooltip("mentions:Q", title=say("chart.mentions"), format=",d"),
        ],
    )
    return drawn


def shares(frame: pd.DataFrame, step: str, say: Say) -> alt.Chart:
    """Draw the share of praise and of blame over time.

    `frame` has `day`, `polarity` (praise, blame), `share` (0 to 1) and `read`, the mentions that
    the share is of. Blame is dashed: the two lines differ in more than colour.
    """
    shown = frame.assign(name=frame["polarity"].map(lambda polarity: say(f"polarity.{polarity}")))
    names = [say("polarity.praise"), say("polarity.blame")]
    lines = canvas(shown, HEIGHT).mark_line(strokeWidth=2.2, point={"size": 22, "filled": True})
    colours = alt.Scale(domain=names, range=[COLOURS["praise"], COLOURS["blame"]])
    drawn: alt.Chart = lines.encode(
        x=time_axis(step, span(shown)),
        y=alt.Y(
            "share:Q",
            title=None,
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(format=".0%", tickCount=5),
        ),
        color=alt.Color("name:N", scale=colours, legend=legend("stroke")),
        strokeDash=alt.StrokeDash(
            "name:N", scale=alt.Scale(domain=names, range=[[1, 0], [5, 3]]), legend=legend("stroke")
        ),
        tooltip=[
            alt.Tooltip("day:T", title=say(f"step.{step}"), format="%Y-%m-%d"),
            alt.Tooltip("name:N", title=say("chart.polarity")),
            alt.Tooltip("share:Q", title=say("chart.share"), format=".1%"),
            alt.Tooltip("read:Q", title=say("chart.read"), format=",d"),
        ],
    )
    return drawn


def bars(frame: pd.DataFrame, say: Say) -> alt.Chart:
    """Draw one stacked horizontal bar per name, the largest on top.

    `frame` has `name`, `polarity` and `mentions`.
    """
    order = list(frame.groupby("name")["mentions"].sum().sort_values(ascending=False).index)
    shown = frame.assign(
        tone=frame["polarity"].map(lambda polarity: say(f"polarity.{polarity}")),
        rank=frame["polarity"].map(STACK.index),
    )
    rows = canvas(shown, BAR_STEP * max(len(order), 1) + AROUND).mark_bar(height=14)
    drawn: alt.Chart = rows.encode(
        y=alt.Y(
            "name:N",
            sort=order,
            title=None,
            axis=alt.Axis(labelLimit=130, labelOverlap=False, domain=False, ticks=False),
        ),
        x=alt.X(
            "mentions:Q",
            title=None,
            stack="zero",
            axis=alt.Axis(tickCount=4, tickMinStep=1, format=",d"),
        ),
        color=alt.Color("tone:N", scale=scale(frame, say), legend=legend()),
        order=alt.Order("rank:Q"),
        tooltip=[
            alt.Tooltip("name:N", title=say("chart.name")),
            alt.Tooltip("tone:N", title=say("chart.polarity")),
            alt.Tooltip("mentions:Q", title=say("chart.mentions"), format=",d"),
        ],
    )
    return drawn
