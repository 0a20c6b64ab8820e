"""What was read in a mention beside praise and blame: its names, and the filters over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard import address, data
from dashboard.filters import FACTS
from dashboard.words import Say
from index.query import By
from mentions.model import Feeling, Intent, Payment, Speaker, Stage

IN_ORDER = {
    By.PAYMENT: Payment,
    By.STAGE: Stage,
    By.FEELING: Feeling,
    By.INTENT: Intent,
    By.SPEAKER: Speaker,
}
"""Facts whose values are few and have an order; the others go by size."""


def named(say: Say, facet: By, value: str) -> str:
    """Return how a screen calls a value of a facet; places and touchpoints are called as read."""
    names: dict[By, Callable[[str], str]] = {
        By.PAYMENT: lambda name: say.known("payment", name),
        By.STAGE: lambda name: say.known("stage", name),
        By.FEELING: lambda name: say.known("feeling", name),
        By.INTENT: lambda name: say.known("intent", name),
        By.SPEAKER: lambda name: say.known("speaker", name),
    }
    return names[facet](value) if facet in names else value


def known() -> dict[str, list[str]]:
    """Return the values that a URL may ask for, by the facet's name."""
    return {str(facet): values(facet) for facet in FACTS}


def values(facet: By) -> list[str]:
    """Return the values of a facet that occur, in their order, and those that are asked for."""
    found = [key[0] for key in data.count(data.EVERYTHING, (facet,))]
    if facet in IN_ORDER:
        found = [name for name in map(str, IN_ORDER[facet]) if name in found]
    chosen = st.session_state.get(str(facet)) or ()
    return list(dict.fromkeys([*found, *chosen]))


def choose(say: Say) -> tuple[Mapping[By, tuple[str, ...]], bool]:
    """Show the filters for what was read; return what they hold, and whether only organic counts.

    A fact that no mention has is not shown; without any there is nothing to show.
    """
    shown = {facet: names for facet in FACTS if (names := values(facet))}
    organic = By.PAYMENT in shown and st.toggle(
        say("facts.organic"), key=address.ORGANIC, help=say("facts.organic_help")
    )
    if not shown:
        return {}, False
    number = sum(bool(st.session_state.get(str(facet))) for facet in shown)
    title = say("facts.title_n", n=number) if number else say("facts.title")
    with st.expander(title, key="facts", expanded=False):
        return {
            facet: chosen(say, facet, names, organic) for facet, names in shown.items()
        }, organic


def chosen(say: Say, facet: By, names: list[str], organic: bool) -> tuple[str, ...]:  # noqa: FBT001
    """Show one filter and return what it holds."""
    found = st.multiselect(
        say(f"facts.{facet}"),
        names,
        key=str(facet),
        format_func=lambda name: named(say, facet, name),
        placeholder=say("facts.any"),
        disabled=organic and facet is By.PAYMENT,
    )
    return tuple(found)
