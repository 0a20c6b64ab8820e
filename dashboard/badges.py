"""What was read in a mention beside praise and blame, as small calm pieces of HTML."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard import cards, data
from dashboard.cards import Mark
from dashboard.facts import named
from dashboard.figures import percent
from dashboard.words import Say
from index.query import By
from mentions.model import Disclosure, Emotion, Evidence, Opinion, Payment, Reading, Spam

PERSON = "person:"
QUOTED = 80
"""Characters of a disclosure's words that are shown."""

LEVELS = 3
"""Thicknesses of the line under words that carried a reading."""


def flags(reading: Reading, say: Say) -> str:
    """Return what to know before believing a mention (paid for, copied, corrected), if anything."""
    lines = [corrected(reading, say), *paid(reading.disclosure, say), *repeated(reading, say)]
    told = "".join(f'<div class="flag">{line}</div>' for line in lines if line)
    return f'<div class="flags">{told}</div>' if told else ""


def corrected(reading: Reading, say: Say) -> str:
    """Return the mark of a person's correction, with the person's name."""
    if not reading.reader.startswith(PERSON):
        return ""
    name = reading.reader.removeprefix(PERSON)
    return cards.chip(say("voices.corrected"), "person") + small(name)


def paid(disclosure: Disclosure | None, say: Say) -> list[str]:
    """Return whether a mention was paid for, by which rule and in which words, unless organic."""
    if disclosure is None:
        return []
    lines = []
    if disclosure.payment is not Payment.ORGANIC:
        label = say.known("payment", disclosure.payment)
        lines.append(cards.chip(label, f"paid {disclosure.payment}") + why(disclosure, say))
    if disclosure.virtual:
        lines.append(cards.chip(say("voices.virtual"), "paid"))
    return lines


def why(disclosure: Disclosure, say: Say) -> str:
    """Return the rule in plain words, the rule set, and the words that it was found in."""
    told = [say.known("rule", disclosure.rule)] if disclosure.rule else []
    if disclosure.rule_set:
        told.append(say("voices.rule_set", name=disclosure.rule_set))
    line = small(" · ".join(told)) if told else ""
    if not disclosure.quote:
        return line
    quote = disclosure.quote[:QUOTED] + ("…" if len(disclosure.quote) > QUOTED else "")
    return f"{line} <q>{cards.clean(quote)}</q>"


def repeated(reading: Reading, say: Say) -> list[str]:
    """Return whether a mention copies an earlier one, and why else it is no voice of its own."""
    origin = reading.copy_of
    signs = [sign for sign in reading.spam if not (origin and sign is Spam.COPY)]
    told = [cards.chip(say.known("spam", sign), "spam") for sign in signs]
    return [copied(origin, say), *told] if origin else told


def copied(mention_id: str, say: Say) -> str:
    """Return the mark of a copy, with a link to what was said first."""
    first = data.entries([mention_id])
    url = first[0].mention.url if first else None
    origin = cards.link(url, say("voices.original")) or small(mention_id)
    return cards.chip(say("spam.copy"), "spam") + origin


def small(text: str) -> str:
    """Return escaped small print."""
    return f"<small>{cards.clean(text)}</small>"


def facts(reading: Reading, say: Say) -> str:
    """Return what else was read as a line of names and values; nothing for what is not told."""
    told = [
        (say("facts.journey"), cards.clean(journey(reading.opinions, say))),
        (say("facts.feeling"), feelings(reading.emotions, say)),
        (say("facts.intent"), cards.clean(listed(say, By.INTENT, reading.intents))),
        (say("facts.speaker"), cards.clean(listed(say, By.SPEAKER, [reading.speaker or ""]))),
        (say("facts.region"), cards.clean(reading.region or "")),
        (say("facts.contact"), cards.clean(say.known("contact", reading.contact or ""))),
        (say("facts.experience"), cards.clean(say.known("experience", reading.experience or ""))),
    ]
    cells = "".join(
        f"<div><dt>{cards.clean(name)}</dt><dd>{value}</dd></div>" for name, value in told if value
    )
    return f'<dl class="facts">{cells}</dl>' if cells else ""


def listed(say: Say, facet: By, values: Iterable[str]) -> str:
    """Return values by their names, separated by commas."""
    return ", ".join(named(say, facet, value) for value in values if value)


def journey(opinions: Iterable[Opinion], say: Say) -> str:
    """Return where on the journey a mention stands: touchpoints, each with its stage."""
    told = []
    for opinion in opinions:
        stage = named(say, By.STAGE, opinion.stage) if opinion.stage else ""
        place = opinion.touchpoint or ""
        told.append(f"{place} ({stage})" if place and stage else place or stage)
    return ", ".join(dict.fromkeys(name for name in told if name))


def feelings(emotions: Iterable[Emotion], say: Say) -> str:
    """Return feelings, the surest first, each with its probability when it is pointed at."""
    surest = sorted(emotions, key=lambda emotion: -emotion.confidence)
    return ", ".join(
        f'<span title="{cards.clean(percent(emotion.confidence))}">'
        f"{cards.clean(named(say, By.FEELING, emotion.feeling))}</span>"
        for emotion in surest
    )


def evidence(words: Iterable[Evidence], *, in_title: bool, polarity: str) -> list[Mark]:
    """Return lines under the words that carried a reading, the thicker the more they weigh."""
    told = [one for one in words if one.weight > 0]
    most = max((one.weight for one in told), default=1.0)
    return [
        Mark(one.start, one.end, f"{polarity} w{level(one.weight / most)}")
        for one in told
        if one.in_title is in_title
    ]


def level(part: float) -> int:
    """Return the thickness of a line for a part of the heaviest weight, from 1 to `LEVELS`.

    >>> level(1.0), level(0.5), level(0.01)
    (3, 2, 1)
    """
    return min(LEVELS, 1 + int(part * LEVELS))
