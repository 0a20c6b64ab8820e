"""A person says how a mention should have been read, and takes it back."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import streamlit as st

from dashboard import cards, data
from dashboard.badges import PERSON
from dashboard.facts import named
from dashboard.words import Say
from index.query import By
from mentions.errors import IpsomunError
from mentions.ledger import Changes, Judgement
from mentions.model import Entry, Intent, Payment, Polarity, Reading, Spam

ASKED, TOLD, NAME = "correcting", "corrected", "person"
"""Where the session keeps the mention that is corrected, what to tell then, and who corrects."""

EXCERPT = 160
POLARITIES = tuple(Polarity)
Target = tuple[str, str | None]
"""A brand, and an aspect of it or None for the brand as a whole."""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the form holds; `polarity` and `payment` are None where nothing is chosen."""

    polarity: Polarity | None
    opinions: Mapping[Target, Polarity]
    payment: Payment | None
    intents: tuple[Intent, ...]
    spam: tuple[Spam, ...]


def offer(entry: Entry, say: Say, place: str) -> None:
    """Show the button that opens the form for a mention."""
    st.button(
        say("correct.open"),
        key=f"correct-{place}-{entry.mention.id}",
        type="tertiary",
        icon=":material/edit:",
        on_click=partial(st.session_state.__setitem__, ASKED, entry.mention.id),
    )


def ask(say: Say) -> None:
    """Open the form where it was asked for, and tell once how the last correction went."""
    told = st.session_state.pop(TOLD, None)
    if told is not None:
        st.toast(say("correct.filed" if told else "correct.later"), duration="long")
    mention_id = st.session_state.get(ASKED)
    found = data.entries([mention_id]) if mention_id else []
    if found:
        st.dialog(say("correct.title"), on_dismiss=close)(form)(found[0], say)


def close() -> None:
    """Forget which mention was to be corrected."""
    st.session_state.pop(ASKED, None)


def form(entry: Entry, say: Say) -> None:
    """Show what was said and how it was read, to be changed, and what people said before."""
    text = entry.mention.title or entry.mention.text
    excerpt = text[:EXCERPT] + ("…" if len(text) > EXCERPT else "")
    st.html(f'<p class="excerpt">{cards.clean(excerpt)}</p>')
    with st.form(f"correction-{entry.mention.id}-{entry.revision}", border=False):
        answers = answered(entry, say)
        person = asked_name(say)
        saved = st.form_submit_button(say("correct.save"), type="primary", width="stretch")
    if saved:
        save(entry, person, changes_of(entry, answers), say)
    history(entry.mention.id, say)


def asked_name(say: Say) -> str:
    """Return who corrects: asked until it is known in this session."""
    proposed = st.session_state.get(NAME) or os.environ.get("USER", "")
    return st.text_input(say("correct.name"), proposed, max_chars=60, help=say("correct.name_help"))


def answered(entry: Entry, say: Say) -> Answers:
    """Show how a mention was read as widgets, and return what they hold."""
    reading = entry.reading
    whole = toned(say("correct.whole"), reading.polarity if reading else None, say)
    opinions = {
        target: tone
        for target, polarity in targets(entry).items()
        if (tone := toned(label(target, say), polarity, say))
    }
    disclosure = reading.disclosure if reading else None
    payments = list(Payment)
    payment = st.selectbox(
        say("facts.payment"),
        payments,
        index=payments.index(disclosure.payment) if disclosure else None,
        format_func=lambda name: named(say, By.PAYMENT, name),
        placeholder=say("correct.unjudged"),
    )
    intents = st.multiselect(
        say("facts.intent"),
        list(Intent),
        list(reading.intents) if reading else [],
        format_func=lambda name: named(say, By.INTENT, name),
        placeholder=say("correct.none"),
    )
    spam = st.multiselect(
        say("correct.spam"),
        list(Spam),
        list(reading.spam) if reading else [],
        format_func=lambda name: say.known("spam", name),
        placeholder=say("correct.none"),
    )
    return Answers(
        polarity=whole,
        opinions=opinions,
        payment=payment,
        intents=tuple(intents),
        spam=tuple(spam),
    )


def toned(title: str, polarity: Polarity | None, say: Say) -> Polarity | None:
    """Show one judgement and return it."""
    return st.segmented_control(
        title,
        POLARITIES,
        default=polarity,
        required=polarity is not None,
        format_func=lambda name: say(f"polarity.{name}"),
    )


def label(target: Target, say: Say) -> str:
    """Return how the form calls a brand or one of its aspects; Markdown in names is only text."""
    brand, aspect = target
    name = f"{brand} · {aspect or say('voices.whole')}"
    return "".join(f"\\{sign}" if sign in MARKDOWN else sign for sign in name)


MARKDOWN = frozenset("\\`*_{}[]()<>#+-.!|~:$")


def targets(entry: Entry) -> dict[Target, Polarity | None]:
    """Return what can be judged: each brand of the mention, and each aspect that was read of it."""
    reading, brands = entry.reading, entry.mention.brands
    found: dict[Target, Polarity | None] = {
        (brand, None): reading.polarity if reading else None for brand in brands
    }
    for opinion in reading.opinions if reading else ():
        if opinion.brand in brands:
            found[opinion.brand, opinion.aspect] = opinion.polarity
    return found


def changes_of(entry: Entry, answers: Answers) -> Changes:
    """Return what the answers say otherwise than the reading does."""
    reading, before = entry.reading, targets(entry)
    told = reading.disclosure.payment if reading and reading.disclosure else None
    return Changes(
        polarity=None if reading and answers.polarity == reading.polarity else answers.polarity,
        opinions=tuple(
            Judgement(brand=brand, aspect=aspect, polarity=polarity)
            for (brand, aspect), polarity in answers.opinions.items()
            if polarity != before[brand, aspect]
        ),
        payment=None if answers.payment == told else answers.payment,
        intents=None if same(reading, "intents", answers.intents) else answers.intents,
        spam=None if same(reading, "spam", answers.spam) else answers.spam,
    )


def same(reading: Reading | None, name: str, values: tuple[str, ...]) -> bool:
    """Tell whether a reading holds just these values, in whatever order."""
    return set(getattr(reading, name, ())) == set(values)


def save(entry: Entry, person: str, changes: Changes, say: Say) -> None:
    """Keep a correction and close the form, or say what is missing."""
    if not person.strip():
        st.error(say("correct.nameless"))
    elif changes == Changes():
        st.info(say("correct.nothing"))
    elif entry.reading is None and changes.polarity is None:
        st.error(say("correct.toneless"))
    else:
        st.session_state[NAME] = person.strip()
        done(partial(data.correct, entry.mention.id, person.strip(), changes))


def history(mention_id: str, say: Say) -> None:
    """Show who corrected a mention, each with a button that takes it back."""
    for reader, times in Counter(reader for reader, _ in data.said(mention_id)).items():
        name = reader.removeprefix(PERSON)
        with st.container(horizontal=True, vertical_alignment="center", key=f"said-{reader}"):
            told = say("correct.said", name=name, n=times)
            st.html(f'<span class="quiet">{cards.clean(told)}</span>')
            if st.button(say("correct.undo"), key=f"undo-{reader}", icon=":material/undo:"):
                done(partial(data.take_back, mention_id, name))


def done(change: partial[bool]) -> None:
    """Make a change, close the form and draw the screen anew; say why where it is refused."""
    try:
        st.session_state[TOLD] = change()
    except IpsomunError as error:
        st.error(str(error))
        return
    close()
    st.rerun()
