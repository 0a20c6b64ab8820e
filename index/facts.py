"""What a mention tells as a whole, as it was read: how feelings, intents and the like are filed."""

from __future__ import annotations

from index.query import By, Query
from mentions.model import Entry

FACTS = (By.FEELING, By.INTENT, By.PAYMENT, By.SPEAKER, By.REGION, By.SPAM)
COPY = "copy"
"""This field holds COPIED where a mention is a near copy of an earlier one."""

COPIED = "1"
FIELDS = (*FACTS, COPY)


def filed(entry: Entry) -> dict[str, list[str]]:
    """Return the distinct facts of an entry by field; an unread mention has none."""
    reading = entry.reading
    if reading is None:
        return {}
    disclosure = reading.disclosure
    told: dict[str, list[str | None]] = {
        By.FEELING: [emotion.feeling for emotion in reading.emotions],
        By.INTENT: [*reading.intents],
        By.PAYMENT: [disclosure.payment if disclosure else None],
        By.SPEAKER: [reading.speaker],
        By.REGION: [reading.region],
        By.SPAM: [*reading.spam],
        COPY: [COPIED if reading.copy_of else None],
    }
    known = {name: {value for value in values if value} for name, values in told.items()}
    return {name: sorted(values) for name, values in known.items() if values}


def wanted(query: Query) -> list[tuple[str, tuple[str, ...]]]:
    """Return the values that a query asks for, by field."""
    asked = (
        query.feelings,
        query.intents,
        query.payments,
        query.speakers,
        query.regions,
        query.spams,
    )
    return list(zip(FACTS, asked, strict=True))
