"""The page's address: what is chosen stands in the URL, so that a view can be shared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard.filters import CHOICES, FACTS, USUAL
from dashboard.words import LANGUAGES

SEEN = "address_seen"
FRAME = ("brand", "source", *map(str, FACTS))
"""Lists that are chosen in the frame and hold on every screen."""

LISTS = (*FRAME, "polarity", "aspect")
TEXTS = ("language", "period", "q", "order")
ORGANIC = "organic"
ORDERS = ("newest", "oldest", "relevance")
POLARITIES = ("praise", "blame", "neutral", "unread")
Known = Mapping[str, Collection[str]]


def pull(known: Known, language: str) -> None:
    """Take over what the URL asks for, where it is new; ignore what does not exist.

    `known` maps each list in the URL to the names that it may hold.
    """
    asked = {key: tuple(st.query_params.get_all(key)) for key in st.query_params}
    if asked and asked != st.session_state.get(SEEN):
        st.session_state.update(understood(asked, known))
    st.session_state.setdefault("language", language)
    st.session_state.setdefault("period", USUAL)


def understood(asked: Mapping[str, tuple[str, ...]], known: Known) -> dict[str, object]:
    """Return the choices that a URL's parameters make, by widget key.

    >>> understood({"brand": ("A", "X"), "q": ("배송",)}, {"brand": {"A", "B"}})
    {'brand': ['A'], 'q': '배송'}
    """
    chosen: dict[str, object] = {}
    allowed = {**dict(known), "polarity": POLARITIES}
    for key in LISTS:
        if key in asked:
            chosen[key] = [name for name in asked[key] if name in allowed.get(key, ())]
    choices = {"language": LANGUAGES, "period": CHOICES, "order": ORDERS}
    for key in TEXTS:
        if key in asked and (key == "q" or asked[key][0] in choices[key]):
            chosen[key] = asked[key][0]
    if ORGANIC in asked:
        chosen[ORGANIC] = asked[ORGANIC] == ("1",)
    days = tuple(day for key in ("from", "to") for day in parsed(asked.get(key, ())))
    if days:
        chosen["custom"] = days
    return chosen


def parsed(texts: tuple[str, ...]) -> tuple[date, ...]:
    """Return the day that an ISO text names, or nothing."""
    try:
        return (date.fromisoformat(texts[0]),) if texts else ()
    except ValueError:
        return ()


def push(language: str) -> None:
    """Write what is chosen into the URL; what is usual is left out."""
    state = st.session_state
    wanted = written({str(key): state[key] for key in state}, language)
    if wanted != {key: st.query_params.get_all(key) for key in st.query_params}:
        st.query_params.from_dict(wanted)
    state[SEEN] = {key: tuple(values) for key, values in wanted.items()}


def written(state: Mapping[str, Any], language: str) -> dict[str, list[str]]:
    """Return the URL's parameters for the choices in a state; what is usual is left out.

    >>> written({"brand": ["A"], "period": "30d", "organic": True}, "ko")
    {'brand': ['A'], 'organic': ['1']}
    """
    wanted: dict[str, list[str]] = {key: list(state.get(key) or ()) for key in LISTS}
    usual = {"language": language, "period": USUAL, "q": "", "order": "newest"}
    for key in TEXTS:
        value = state.get(key) or usual[key]
        wanted[key] = [] if value == usual[key] else [value]
    wanted[ORGANIC] = ["1"] if state.get(ORGANIC) else []
    if state.get("period") == "custom":
        days = [day.isoformat() for day in state.get("custom") or ()]
        wanted["from"], wanted["to"] = days[:1], days[1:]
    return {key: values for key, values in wanted.items() if values}


def place(screen: str, language: str, **asked: str) -> str:
    """Return the address of a screen with the frame's choices as they are, and what is asked for.

    Choices of a screen itself (search, order) are left behind.
    """
    kept = ("language", "period", "custom", ORGANIC, *FRAME)
    state = {key: st.session_state[key] for key in kept if key in st.session_state}
    state |= {key: [value] for key, value in asked.items()}
    return f"{screen}?{urlencode(written(state, language), doseq=True)}"


def clear() -> None:
    """Drop every filter and show all time; the language stays."""
    for key in LISTS:
        st.session_state[key] = []
    st.session_state.update({"q": "", "period": "all", ORGANIC: False})
