"""Journey: what is praised and blamed at which touchpoint and stage, how it feels, who was paid."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import cards, counts, maps
from dashboard.cards import Figure
from dashboard.counts import Part
from dashboard.facts import IN_ORDER, named
from dashboard.figures import number
from dashboard.journey import Leg, Spot, legs, most
from dashboard.view import View, card, empty, head, nothing_heard, nothing_met, quiet
from index.query import By, Polarity
from mentions.model import Intent

MOST_FEELINGS = 8
WANTED = (Intent.QUESTION, Intent.REQUEST, Intent.LEAVING)
"""Intents that somebody must answer."""


def show(view: View) -> None:
    """Draw the screen, or say why there is nothing to draw."""
    head(view, "journey")
    if nothing_heard(view):
        return
    if not counts.tally(view.filters).total:
        nothing_met(view)
        return
    stages = legs(view.filters)
    feelings, intents, paid = (
        counts.parts(view.filters, facet) for facet in (By.FEELING, By.INTENT, By.PAYMENT)
    )
    if not (any(leg.spots for leg in stages) or feelings or intents or paid):
        with st.container(border=True, key="card-unread"):
            empty(view.say("journey.unread"), view.say("journey.unread_next"))
        return
    headline(view, stages, feelings, intents)
    chart(view, stages)
    left, right = st.columns(2)
    with left:
        facet(view, By.FEELING, feelings[:MOST_FEELINGS])
    with right:
        facet(view, By.INTENT, intents)
    facet(view, By.PAYMENT, ordered(paid, By.PAYMENT), whole=True)


def headline(
    view: View, stages: Sequence[Leg], feelings: Sequence[Part], intents: Sequence[Part]
) -> None:
    """Show the most blamed and praised place, the first feeling, and what waits for an answer."""
    say = view.say
    rows = [
        place(view, most(stages, polarity, 1), polarity)
        for polarity in (Polarity.BLAME, Polarity.PRAISE)
    ]
    if feelings:
        first = feelings[0]
        told = say("journey.mentions", n=number(first.mentions))
        rows.append(Figure(say("journey.feeling"), named(say, By.FEELING, first.name), told))
    by_name = {part.name: part.mentions for part in intents}
    waiting = [(name, by_name[name]) for name in WANTED if name in by_name]
    if waiting:
        told = " · ".join(f"{named(say, By.INTENT, name)} {number(n)}" for name, n in waiting)
        rows.append(Figure(say("journey.waiting"), number(sum(n for _, n in waiting)), told))
    st.html(f'<div class="worded">{cards.figures(rows)}</div>')


def place(view: View, found: Sequence[Spot], polarity: Polarity) -> Figure:
    """Return the place that is praised or blamed most as a headline."""
    say = view.say
    title = say(f"journey.most_{polarity}")
    if not found:
        return Figure(title, "–", say("journey.too_few"), polarity)
    (spot,) = found
    part = spot.praise if polarity is Polarity.PRAISE else spot.blame
    stage = named(say, By.STAGE, spot.stage) or say("journey.unstaged")
    told = say("journey.part", n=number(part), percent=f"{part / spot.total:.0%}")
    return Figure(title, spot.touchpoint, f"{stage} · {told}", polarity)


def chart(view: View, stages: Sequence[Leg]) -> None:
    """Draw the journey: stages from left to right, touchpoints below each."""
    say = view.say
    with card("journey", say("journey.map"), say("journey.map_note")):
        if any(leg.spots for leg in stages):
            st.html(maps.board(stages, view))
        else:
            quiet(say("journey.no_places"))


def facet(view: View, by: By, parts: Sequence[Part], *, whole: bool = False) -> None:
    """Draw the values of a facet, each split by tone."""
    say = view.say
    with card(f"by-{by}", say.known("by_fact", by), say.known("by_fact_note", by)):
        if parts:
            st.html(maps.splits(parts, by, view, whole=whole))
        else:
            quiet(say("journey.no_parts"))


def ordered(parts: Sequence[Part], by: By) -> list[Part]:
    """Return parts in the order that their facet has."""
    order = list(map(str, IN_ORDER[by]))
    return sorted(parts, key=lambda part: order.index(part.name))
