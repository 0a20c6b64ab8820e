"""What every screen is given, and the pieces that every screen shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import address, cards, data
from dashboard.facts import named
from dashboard.figures import number, when
from dashboard.filters import Filters
from dashboard.words import Say
from index.query import By


@dataclass(frozen=True, kw_only=True)
class View:
    """Who looks (language, zone, now) at what (filters)."""

    say: Say
    filters: Filters
    zone: ZoneInfo
    now: datetime


def head(view: View, page: str, *, scoped: bool = True) -> None:
    """Show a page's title, what it is for, and the filters that hold."""
    say = view.say
    chips = "".join(cards.chip(text) for text in scope(view)) if scoped else ""
    st.html(
        f'<header class="page-head"><h1>{cards.clean(say(f"page.{page}"))}</h1>'
        f'<p>{cards.clean(say(f"{page}.lead"))}</p><div class="scope">{chips}</div></header>'
    )


def scope(view: View) -> list[str]:
    """Return the filters in words: period, brands, sources, and what was read."""
    say, filters = view.say, view.filters
    dates = (
        say("frame.days", first=filters.first, last=filters.last, n=number(filters.days or 0))
        if filters.first
        else say("period.all")
    )
    return [
        dates,
        several(filters.brands, say("frame.all_brands"), say),
        several(filters.sources, say("frame.all_sources"), say),
        *([say("facts.organic")] if filters.organic else []),
        *(
            several(tuple(named(say, facet, name) for name in names), "", say)
            for facet, names in filters.facts.items()
            if names and not (filters.organic and facet is By.PAYMENT)
        ),
    ]


def several(names: tuple[str, ...], otherwise: str, say: Say) -> str:
    """Return one name, the first and how many more, or `otherwise` when there is none."""
    if len(names) > 1:
        return say("frame.and_more", first=names[0], n=number(len(names) - 1))
    return names[0] if names else otherwise


def brand_labels(say: Say) -> Callable[[str], str]:
    """Return the function that names a brand as screens show it: a competitor is marked as one."""
    competitors = data.competitors()
    return lambda name: say("frame.competitor", name=name) if name in competitors else name


@contextmanager
def card(name: str, title: str, note: str = "") -> Iterator[None]:
    """Open a card with a heading that says what it shows."""
    with st.container(border=True, key=f"card-{name}"):
        st.html(cards.heading(title, note))
        yield


def empty(title: str, text: str) -> None:
    """Show an empty state: what is so, and what to do next."""
    st.html(
        f'<section class="empty"><h3>{cards.clean(title)}</h3><p>{cards.prose(text)}</p></section>'
    )


def quiet(text: str) -> None:
    """Show a side remark in small print."""
    st.html(f'<p class="quiet">{cards.prose(text)}</p>')


def nothing_heard(view: View) -> bool:
    """Say what to do next when there is nothing to show at all; tell whether that was so."""
    if data.count(data.EVERYTHING).get((), 0):
        return False
    say, waiting = view.say, data.heard()
    with st.container(border=True, key="card-empty"):
        if waiting:
            empty(say("empty.unfiled", n=number(waiting)), say("empty.unfiled_next"))
        else:
            empty(say("empty.nothing"), say("empty.nothing_next"))
    return True


def nothing_met(view: View) -> None:
    """Say that the filters match nothing, and offer to clear them."""
    say = view.say
    everything = data.count(data.EVERYTHING).get((), 0)
    newest = when(data.newest(), view.zone, say, exact=False)
    with st.container(border=True, key="card-empty", horizontal_alignment="center"):
        empty(
            say("empty.filtered"), say("empty.filtered_next", n=number(everything), newest=newest)
        )
        st.button(say("empty.clear"), key="clear", type="primary", on_click=address.clear)
