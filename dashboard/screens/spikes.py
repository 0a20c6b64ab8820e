"""Warnings: spikes of blame or praise, each with its arithmetic and its evidence."""

from __future__ import annotations

import streamlit as st

from dashboard import cards, correction, data, voice
from dashboard.cards import amount, cell
from dashboard.figures import ago, number, percent, when
from dashboard.view import View, card, empty, head, nothing_heard, quiet
from mentions.model import Spike

MOST_EVIDENCE = 3
SHARES = frozenset({"share", "usual_share"})


def show(view: View) -> None:
    """Draw the spikes, the latest first, or say what was judged."""
    head(view, "warnings")
    if nothing_heard(view):
        return
    found = [spike for spike in data.spikes() if meets(spike, view)]
    if not found:
        calm(view)
    for spike in found:
        warning(spike, view)
    correction.ask(view.say)


def meets(spike: Spike, view: View) -> bool:
    """Tell whether a spike belongs to the brands and the period that are looked at."""
    query = view.filters.query(view.zone)
    return (
        (not query.brands or spike.brand in query.brands)
        and (query.since is None or spike.until > query.since)
        and (query.until is None or spike.since < query.until)
    )


def calm(view: View) -> None:
    """Say that nothing is out of the ordinary, and what that was judged from."""
    say, rule, unjudged = view.say, data.conf().alerts, data.unjudged()
    with st.container(border=True, key="card-calm"):
        text = say(
            "warnings.none_next",
            look_back=number(rule.look_back_days),
            minimum=number(rule.minimum),
            threshold=f"{rule.threshold:g}",
        )
        empty(say("warnings.none"), text)
        if unjudged:
            needed = number(rule.history_days)
            quiet(say("warnings.too_early", n=number(unjudged), needed=needed))


def warning(spike: Spike, view: View) -> None:
    """Show one spike: a sentence, its words, its arithmetic and what was said."""
    say = view.say
    polarity = say(f"polarity.{spike.polarity}")
    title = say("warnings.title", brand=spike.brand, polarity=polarity)
    with card(f"spike-{spike.id}", title, sentence(spike, view)):
        told = spike.told_at and say("warnings.told", ago=ago(spike.told_at, view.now, say))
        chips = [
            cards.chip(say.known("severity", spike.severity), spike.polarity),
            cards.chip(told or say("warnings.untold")),
        ]
        words = "".join(cards.chip(word) for word in spike.words)
        st.html(f'<div class="scope">{"".join(chips)}</div>')
        if words:
            told_words = cards.clean(say("warnings.words"))
            st.html(f'<div class="scope"><span class="quiet">{told_words}</span>{words}</div>')
        for entry in data.entries(spike.evidence[:MOST_EVIDENCE]):
            voice.show(entry, view, spike.id)
        with st.expander(say("warnings.arithmetic")):
            rows = [
                [cell(say.known("arithmetic", name)), amount(written(name, value))]
                for name, value in spike.arithmetic.items()
            ]
            st.html(cards.table([], rows, say("warnings.arithmetic")))


def written(name: str, value: float) -> str:
    """Write a number of the arithmetic; shares as percentages."""
    return percent(value) if name in SHARES else f"{value:,.4g}"


def sentence(spike: Spike, view: View) -> str:
    """Write a spike's arithmetic in plain words."""
    values = {
        "since": when(spike.since, view.zone, view.say),
        "hours": number((spike.until - spike.since).total_seconds() / 3600),
        "polarity": view.say(f"polarity.{spike.polarity}"),
        "count": number(spike.count),
    }
    if spike.usual < 0.05:
        return view.say("warnings.sentence_none", **values)
    return view.say(
        "warnings.sentence",
        usual=f"{spike.usual:,.1f}",
        times=f"{spike.count / spike.usual:,.1f}",
        **values,
    )
