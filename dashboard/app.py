"""The frame: `streamlit run dashboard/app.py` shows filters, language and the six screens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import streamlit as st

from dashboard import address, cards, data, facts
from dashboard.figures import ago, number
from dashboard.filters import CHOICES, Filters, period
from dashboard.screens import health, influencers, journey, overview, spikes, voices
from dashboard.view import View, brand_labels
from dashboard.words import LANGUAGES, Say
from mentions.errors import IpsomunError

HERE = Path(__file__).parent
PAGES: dict[str, tuple[Callable[[View], None], str]] = {
    "overview": (overview.show, ":material/monitoring:"),
    "journey": (journey.show, ":material/route:"),
    "voices": (voices.show, ":material/forum:"),
    "influencers": (influencers.show, ":material/hub:"),
    "warnings": (spikes.show, ":material/notifications:"),
    "health": (health.show, ":material/vital_signs:"),
}
NAMES = {"ko": "한국어", "en": "English"}
EVERY = "5s"


def main() -> None:
    """Draw the frame, then the screen that was asked for."""
    st.set_page_config(page_title="Ipsomun 입소문", page_icon=str(HERE / "mark.svg"), layout="wide")
    st.html(HERE / "style.css")
    st.logo(str(HERE / "logo.svg"), size="large")
    try:
        language = data.conf().language
        frame(language)
    except IpsomunError as error:
        st.html(
            f'<section class="empty"><h3>{cards.clean(Say("ko")("frame.broken"))}</h3>'
            f"<p>{cards.clean(str(error))}</p></section>"
        )


def frame(language: str) -> None:
    """Take over the URL, show filters and navigation, run the screen, write the URL."""
    st.session_state["stamp"] = data.stamp()
    brands, sources = data.brands(), data.sources()
    known = {"brand": brands, "source": sources, "aspect": data.aspects()}
    address.pull(known | facts.known(), language)
    say = Say(st.session_state["language"])
    view = View(
        say=say,
        filters=choose(say, brands, sources),
        zone=data.zone(),
        now=datetime.now(UTC),
    )
    chosen = st.navigation(
        [
            st.Page(
                partial(show, view),
                title=say(f"page.{name}"),
                icon=icon,
                url_path=name,
                default=name == "overview",
            )
            for name, (show, icon) in PAGES.items()
        ]
    )
    live(say)
    notices(say)
    chosen.run()
    address.push(language)


def choose(say: Say, brands: list[str], sources: list[str]) -> Filters:
    """Show the filters in the sidebar and return what they hold."""
    today = data.today()
    with st.sidebar:
        choice = st.segmented_control(
            say("frame.period"),
            CHOICES,
            key="period",
            format_func=lambda name: say(f"period.{name}"),
            required=True,
        )
        custom: tuple[date, ...] = ()
        if choice == "custom":
            st.session_state.setdefault("custom", period("30d", today))
            st.date_input(say("frame.custom"), key="custom")
            custom = tuple(st.session_state["custom"])
        chosen_brands = st.multiselect(
            say("frame.brands"),
            brands,
            key="brand",
            format_func=brand_labels(say),
            placeholder=say("frame.all_brands"),
        )
        chosen_sources = st.multiselect(
            say("frame.sources"), sources, key="source", placeholder=say("frame.all_sources")
        )
        read, organic = facts.choose(say)
        st.segmented_control(
            say("frame.language"),
            LANGUAGES,
            key="language",
            format_func=lambda name: NAMES[name],
            required=True,
        )
    first, last = period(str(choice), today, custom)
    return Filters(
        brands=tuple(chosen_brands),
        sources=tuple(chosen_sources),
        first=first,
        last=last,
        facts=read,
        organic=organic,
    )


@st.fragment(run_every=EVERY)
def live(say: Say) -> None:
    """Say when the last mention was heard; draw everything anew when something was filed."""
    heard = data.last_heard()
    text = (
        say("frame.live", ago=ago(heard, datetime.now(UTC), say))
        if heard
        else say("frame.live_none")
    )
    st.html(f'<div class="live" role="status">{cards.clean(text)}</div>')
    if data.stamp() != st.session_state["stamp"]:
        st.rerun()


def notices(say: Say) -> None:
    """Say on every screen what is shifted or simulated."""
    told = [data.notice(say.language)]
    simulated = data.status()["simulated"]
    if simulated:
        told.append(say("frame.simulated", n=number(simulated)))
    text = "<br>".join(cards.clean(line) for line in told if line)
    if text:
        st.html(f'<aside class="notice">{text}</aside>')


main()
