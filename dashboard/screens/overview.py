"""Overview: how much is said, in what tone, of whom, and what moves."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import streamlit as st

from dashboard import cards, charts, counts, data, maps
from dashboard.cards import Cell, Figure, amount
from dashboard.counts import Tally
from dashboard.figures import number, percent, share, signed
from dashboard.journey import legs, most, toned
from dashboard.moves import FEWEST, Mover
from dashboard.timeline import FEW, share_step, shares
from dashboard.view import View, brand_labels, card, head, nothing_heard, nothing_met, quiet
from dashboard.words import Say
from index.query import By, Polarity

MOST_BRANDS, MOST_ASPECTS, MOST_MOVERS, MOST_PLACES = 12, 12, 6, 3


def show(view: View) -> None:
    """Draw the screen, or say why there is nothing to draw."""
    head(view, "overview")
    if nothing_heard(view):
        return
    tally = counts.tally(view.filters)
    if not tally.total:
        nothing_met(view)
        return
    headline(view, tally)
    footnotes(view, tally)
    places(view)
    over_time(view, tally)
    left, right = st.columns(2)
    with left:
        by_brand(view)
    with right:
        by_aspect(view)
    moving(view)


def headline(view: View, tally: Tally) -> None:
    """Show the numbers that matter most, with their change against the period before."""
    say, filters = view.say, view.filters
    earlier = filters.before()
    before = counts.tally(earlier) if earlier else None
    praise, blame = share(tally.praise, tally.read), share(tally.blame, tally.read)
    rows = [
        Figure(say("overview.mentions"), number(tally.total), change(tally, before, view)),
        Figure(
            say("overview.praise_share"),
            percent(praise),
            points(tally.praise, praise, tally, earlier_share(before, Polarity.PRAISE), say),
            "praise",
        ),
        Figure(
            say("overview.blame_share"),
            percent(blame),
            points(tally.blame, blame, tally, earlier_share(before, Polarity.BLAME), say),
            "blame",
        ),
        pace(view, tally),
    ]
    st.html(cards.figures(rows))


def earlier_share(before: Tally | None, polarity: Polarity) -> float | None:
    """Return the share that a polarity had in the period before, if there was anything."""
    if before is None:
        return None
    return share(before.praise if polarity is Polarity.PRAISE else before.blame, before.read)


def pace(view: View, tally: Tally) -> Figure:
    """Return the average number of mentions per step of the charts."""
    say, step = view.say, counts.step(view.filters)
    steps = counts.timeline(view.filters, step)["day"].nunique()
    average = (tally.total - tally.undated) / steps if steps else 0
    written = number(average) if average >= 10 else f"{average:.1f}"
    per = say(f"per.{step}")
    note = say("overview.busy", n=number(steps), per=per)
    return Figure(say("overview.pace", per=per), written, note)


def change(tally: Tally, before: Tally | None, view: View) -> str:
    """Write how the number of mentions changed."""
    if before is None:
        return view.say("period.all")
    days = number(view.filters.days or 0)
    if not before.total:
        return view.say("overview.change_new", n=days)
    ratio = (tally.total - before.total) / before.total
    return view.say(
        "overview.change",
        n=days,
        change=signed(tally.total - before.total),
        percent=f"{signed(ratio * 100, 1)} %",
    )


def points(part: int, now: float | None, tally: Tally, before: float | None, say: Say) -> str:
    """Write what a share is of, or how many percentage points it changed."""
    if now is None or before is None:
        return say("overview.part", read=number(tally.read), part=number(part))
    return say("overview.points", part=number(part), points=signed((now - before) * 100, 1))


def footnotes(view: View, tally: Tally) -> None:
    """Tell what is counted but not drawn, and what is left out."""
    say, told = view.say, []
    waiting = data.heard() - data.count(data.EVERYTHING).get((), 0)
    if waiting > 0:
        told.append(say("overview.waiting", n=number(waiting)))
    if tally.unread:
        told.append(say("overview.unread", n=number(tally.unread)))
    if view.filters.days is None and tally.undated:
        told.append(say("overview.undated", n=number(tally.undated)))
    if view.filters.days is not None:
        outside = counts.tally(view.filters.everywhen()).undated
        if outside:
            told.append(say("overview.undated_outside", n=number(outside)))
    for text in told:
        quiet(text)


def places(view: View) -> None:
    """Name the touchpoints that are blamed and praised most, where enough was read to say so."""
    say, stages = view.say, legs(view.filters)
    found = {tone: most(stages, tone, MOST_PLACES) for tone in (Polarity.BLAME, Polarity.PRAISE)}
    if not any(found.values()):
        return
    largest = max(toned(spot, tone) for tone, spots in found.items() for spot in spots)
    with card("places", say("overview.places"), say("overview.places_note")):
        for column, (polarity, spots) in zip(st.columns(2), found.items(), strict=True):
            with column:
                st.html(cards.chip(say(f"journey.most_{polarity}"), polarity))
                if spots:
                    st.html(maps.ranking(spots, polarity, largest, view))
                else:
                    quiet(say("journey.too_few"))
        st.html(maps.anchor(maps.journey(), cards.clean(say("overview.journey")), "source-link"))


def over_time(view: View, tally: Tally) -> None:
    """Draw volume and shares over time."""
    say, filters, step = view.say, view.filters, counts.step(view.filters)
    timeline = counts.timeline(filters, step)
    drawn = number(tally.total - tally.undated)
    note = say("overview.volume_note", per=say(f"per.{step}"), n=drawn)
    with card("volume", say("overview.volume"), note):
        picture(charts.volume(timeline, step, say), say("overview.volume"))
    wider = share_step(timeline, step)
    lines = shares(counts.timeline(filters, wider))
    note = say("overview.shares_note", per=say(f"per.{wider}"), n=number(tally.read), few=FEW)
    with card("shares", say("overview.shares"), note):
        if lines.empty:
            quiet(say("overview.too_few" if tally.read else "overview.unread_all"))
        else:
            picture(charts.shares(lines, wider, say), say("overview.shares"))


def picture(chart: alt.Chart, alt_text: str) -> None:
    """Show a chart in the width there is, with a text for screen readers."""
    st.altair_chart(chart, width="stretch", alt=alt_text)


def by_brand(view: View) -> None:
    """Draw the share of voice."""
    say = view.say
    frame = counts.by_name(view.filters, By.BRAND, MOST_BRANDS)
    frame = frame.assign(name=frame["name"].map(brand_labels(say)))
    whole = len(counts.names(view.filters, By.BRAND))
    note = say("overview.voice_note", shown=number(frame["name"].nunique()), all=number(whole))
    with card("voice", say("overview.voice"), note):
        picture(charts.bars(frame, say), say("overview.voice"))


def by_aspect(view: View) -> None:
    """Draw what is praised and blamed."""
    say = view.say
    frame = counts.by_name(view.filters, By.ASPECT, MOST_ASPECTS)
    with card("aspects", say("overview.aspects"), say("overview.aspects_note")):
        if frame.empty:
            quiet(say("overview.no_aspects"))
        else:
            picture(charts.bars(frame, say), say("overview.aspects"))


def moving(view: View) -> None:
    """Show what changed most against the period before, with the numbers."""
    say, filters = view.say, view.filters
    days = filters.days
    if days is None:
        with card("movers", say("movers.title"), say("movers.all_time")):
            return
    note = say("movers.note", n=number(days), fewest=number(FEWEST))
    with card("movers", say("movers.title"), note):
        left, right = st.columns(2)
        with left:
            movers_table(say("movers.brand"), counts.movers(filters, By.BRAND), say)
            movers_table(say("movers.aspect"), counts.movers(filters, By.ASPECT), say)
        with right:
            for polarity in (Polarity.BLAME, Polarity.PRAISE):
                words = counts.rising_words(filters, polarity)
                movers_table(say(f"movers.words_{polarity}"), words, say, toned=False)


def movers_table(title: str, movers: Sequence[Mover], say: Say, *, toned: bool = True) -> None:
    """Show movers of one sort as a small table; `toned` when praise and blame are mixed."""
    if not movers:
        quiet(f"{title} — {say('movers.none')}")
        return
    names = ("polarity", "before", "now", "change")[not toned :]
    titles = [title, *(say(f"movers.{name}") for name in names)]
    rows = [mover_row(mover, say, toned=toned) for mover in movers[:MOST_MOVERS]]
    st.html(cards.table(titles, rows, title))


def mover_row(mover: Mover, say: Say, *, toned: bool) -> list[Cell]:
    """Return one mover's cells: name, polarity, both shares with their counts, the change."""
    tone = Cell(cards.chip(say(f"polarity.{mover.polarity}"), mover.polarity))
    return [
        Cell(f"<b>{cards.clean(mover.name)}</b>"),
        *([tone] if toned else []),
        part(mover.before, mover.of_before, say),
        part(mover.now, mover.of_now, say),
        amount(say("movers.points", n=signed(mover.change * 100, 1))),
    ]


def part(number_of: int, whole: int, say: Say) -> Cell:
    """Return a share with the two numbers that it is made of."""
    counted = say("movers.of", part=number(number_of), whole=number(whole))
    remark = f'<br><span class="quiet">{cards.clean(counted)}</span>'
    return Cell(percent(number_of / whole) + remark, number=True)
