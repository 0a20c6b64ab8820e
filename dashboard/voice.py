"""One mention as a card: who, when, where, what was said, and how it was read."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from dashboard import badges, cards, correction, data
from dashboard.cards import Mark
from dashboard.figures import number, percent, when
from dashboard.view import View
from dashboard.words import Say
from mentions.model import Entry, Opinion, Precision

HASH = 8
"""Characters of an author's hash that are shown: enough to tell people apart on a screen."""


def show(entry: Entry, view: View, place: str) -> None:
    """Show a mention with the button that corrects how it was read; `place` tells twins apart."""
    with st.container(key=f"voice-{place}-{entry.mention.id}"):
        st.html(voice(entry, view))
        correction.offer(entry, view.say, place)


def voice(entry: Entry, view: View) -> str:
    """Return one mention as HTML."""
    say, reading = view.say, entry.reading
    title = marked(entry, in_title=True)
    read = f"{badges.flags(reading, say)}{badges.facts(reading, say)}" if reading else ""
    return (
        f'<article class="voice"><div class="meta">{meta(entry, view)}</div>'
        f"{f'<h4>{title}</h4>' if title else ''}"
        f"<blockquote>{words(entry, say)}</blockquote>"
        f'<div class="opinions">{opinions_of(entry, say)}</div>{read}</article>'
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
    cut = say("voices.cut", n=number(len(text))) if len(text) > cards.SHOWN else ""
    return marked(entry, in_title=False) + (
        f' <span class="quiet">({cards.clean(cut)})</span>' if cut else ""
    )


def marked(entry: Entry, *, in_title: bool) -> str:
    """Return a text (or title) with its quotes highlighted and what carried the reading underlined.

    A long text is cut around the first quote, or the first of such words.
    """
    text = entry.mention.title if in_title else entry.mention.text
    reading = entry.reading
    if reading is None:
        return cards.marked(cards.piece(text, []).shown, [])
    quotes = marks(reading.opinions, in_title=in_title)
    lines = badges.evidence(reading.evidence, in_title=in_title, polarity=reading.polarity)
    piece = cards.piece(text, quotes or lines)
    return cards.marked(piece.shown, piece.moved(quotes), piece.moved(lines))


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
