"""Voices: what people said, word for word, searched by Korean morphemes."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import address, cards, correction, data, voice
from dashboard.figures import number
from dashboard.view import View, head, nothing_heard, nothing_met, quiet
from dashboard.words import Say
from index.query import Order, Page, Query

SIZE = 20


def show(view: View) -> None:
    """Draw the search, the filters of this screen and the mentions found."""
    head(view, "voices")
    if nothing_heard(view):
        return
    query, order = choose(view)
    page = data.voices(query, size=shown(query, order), order=order)
    if page.total:
        listing(view, page)
        more(view.say, page)
    else:
        nothing_met(view)
    correction.ask(view.say)


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
    """Show how many were found and what the marks mean, then each of them."""
    total = cards.clean(view.say("voices.total", n=number(page.total)))
    key = cards.clean(view.say("voices.key"))
    st.html(f'<p class="found"><b>{total}</b><span class="quiet">{key}</span></p>')
    for entry in page.entries:
        voice.show(entry, view, "voices")
