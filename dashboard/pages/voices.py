"""Voices: what people said, word for word, searched by Korean morphemes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from dashboard import address, cards, data
from dashboard.cards import Mark
from dashboard.figures import number, percent, when
from dashboard.view import View, head, nothing_heard, nothing_met, quiet
from dashboard.words import Say
from index.query import Order, Page, Query
from mentions.model import Entry, Opinion, Precision

SIZE = 20
HASH = 8
"""Characters of an author's hash that are shown: enough to tell people apart on a screen."""


def show(view: View) -> None:
    """Draw the search, the filters of this screen and the mentions found."""
    head(view, "voices")
    if nothing_heard(view):
        return
    query, order = choose(view)
    page = data.voices(query, size=shown(query, order), order=order)
    if not page.total:
        nothing_met(view)
        return
    listing(view, page)
    more(view.say, page)


def choose(view: View) -> tuple[Query, Order]:
    """Show search, polarity, aspect and order; return what they ask for."""
    say, state = view.say, st.session_state
    for key, usual in (("q", ""), ("polarity", []), ("aspect", []), ("order", Order.NEWEST.value)):
        state.setdefault(key, usual)
    with st.container(border=True, key="card-search"):
        text = st.text_input(
            say("voices.search"),
            key="q",
            placeholder=say("voices.placeholder"),
            help=say("voices.help"),
            icon=":material/search:",
            persist_state="session",
            max_chars=200,
        )
        first, second, third = st.columns([2, 2, 1.4])
        polarities = first.multiselect(
            say("voices.polarity"),
            address.POLARITIES,
            key="polarity",
            format_func=lambda name: say(f"polarity.{name}"),
            placeholder=say("voices.any"),
            persist_state="session",
        )
        aspects = second.multiselect(
            say("voices.aspect"),
            data.aspects(),
            key="aspect",
            placeholder=say("voices.any"),
            persist_state="session",
        )
        order = third.selectbox(
            say("voices.order"),
            address.ORDERS,
            key="order",
            format_func=lambda name: say(f"order.{name}"),
            persist_state="session",
        )
    query = replace(
        view.filters.query(view.zone),
        text=text or "",
        polarities=tuple(polarities),
        aspects=tuple(aspects),
    )
    return query, Order(order)


def shown(query: Query, order: Order) -> int:
    """Return how many mentions to show: more after each click, few again for another question."""
    asked = (query, order)
    if st.session_state.get("asked") != asked:
        st.session_state.update(asked=asked, shown=SIZE)
    return int(st.session_state["shown"])


def more(say: Say, page: Page) -> None:
    """Say how many are shown, and offer to show more."""
    seen = len(page.entries)
    quiet(say("voices.shown", n=number(page.total), shown=number(seen)))
    if seen < page.total:
        step = min(SIZE, page.total - seen)

        def enlarge() -> None:
            st.session_state["shown"] += SIZE

        st.button(say("voices.more", n=number(step)), key="more", on_click=enlarge, width="stretch")


def listing(view: View, page: Page) -> None:
    """Show how many were found, then each of them."""
    st.html(
        f'<p class="found"><b>{cards.clean(view.say("voices.total", n=number(page.total)))}</b></p>'
    )
    st.html("".join(voice(entry, view) for entry in page.entries))


def voice(entry: Entry, view: View) -> str:
    """Return one mention as a card: who, when, where, what, and how it was read."""
    mention, say = entry.mention, view.say
    opinions = entry.reading.opinions if entry.reading else ()
    title = cards.marked(mention.title, marks(opinions, in_title=True))
    return (
        f'<article class="voice"><div class="meta">{meta(entry, view)}</div>'
        f"{f'<h4>{title}</h4>' if title else ''}"
        f"<blockquote>{words(entry, say)}</blockquote>"
        f'<div class="opinions">{opinions_of(entry, say)}</div></article>'
    )


def meta(entry: Entry, view: View) -> str:
    """Return the line above a mention: date, source, kind, author's hash, link to the source."""
    mention, say = entry.mention, view.say
    exact = mention.precision is Precision.SECOND
    parts = [
        f"<time>{cards.clean(when(mention.posted_at, view.zone, say, exact=exact))}</time>",
        cards.chip(mention.source),
        cards.chip(say(f"kind.{mention.kind}")),
    ]
    if mention.author:
        name = mention.author.handle or say("voices.author", hash=mention.author.id[:HASH])
        parts.append(cards.chip(name, "hash"))
    if mention.simulated:
        parts.append(cards.chip(say("voices.simulated")))
    attribution = data.attribution(mention.source)
    if attribution:
        parts.append(f"<span>{cards.clean(attribution)}</span>")
    return "".join([*parts, cards.link(mention.url, say("voices.source"))])


def words(entry: Entry, say: Say) -> str:
    """Return a mention's text with its quotes highlighted, cut when it is long."""
    text = entry.mention.text
    if not text:
        return (
            ""
            if entry.mention.title
            else f'<span class="quiet">{cards.clean(say("voices.no_text"))}</span>'
        )
    opinions = entry.reading.opinions if entry.reading else ()
    piece, found = cards.window(text, marks(opinions, in_title=False))
    cut = say("voices.cut", n=number(len(text))) if len(piece) < len(text) else ""
    return cards.marked(piece, found) + (
        f' <span class="quiet">({cards.clean(cut)})</span>' if cut else ""
    )


def marks(opinions: Iterable[Opinion], *, in_title: bool) -> list[Mark]:
    """Return where the quotes stand in the text, or in the title."""
    return [
        Mark(opinion.start, opinion.end, opinion.polarity)
        for opinion in opinions
        if opinion.quote and opinion.in_title is in_title
    ]


def opinions_of(entry: Entry, say: Say) -> str:
    """Return a chip per opinion: brand, aspect, polarity and confidence.

    A mention that names no brand has the polarity of the whole text.
    """
    reading = entry.reading
    if reading is None:
        return cards.chip(say("polarity.unread"))
    if not reading.opinions:
        told = f"{say(f'polarity.{reading.polarity}')} {percent(reading.confidence)}"
        return cards.chip(told, reading.polarity)
    return "".join(
        cards.chip(
            f"{opinion.brand} · {opinion.aspect or say('voices.whole')} · "
            f"{say(f'polarity.{opinion.polarity}')} {percent(opinion.confidence)}",
            opinion.polarity,
        )
        for opinion in reading.opinions
    )
