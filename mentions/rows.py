"""Turns the types of the model into rows and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import RowMapping

from mentions.model import (
    Author,
    Engagement,
    Kind,
    Mention,
    Polarity,
    Precision,
    Reading,
    Spam,
)
from mentions.traits import opinion_of, plain_traits, traits_of

Row: TypeAlias = RowMapping | Mapping[str, Any]
Thing = TypeVar("Thing")
PERSON = "person:"
JUDGED = "spam_judged"
"""This trait tells that a person said what spam it is: then the ledger adds nothing to it."""

FOUND = (Spam.COPY, Spam.REPETITION)
"""What the ledger finds by looking at other mentions; no reader can know it."""


def batches(things: Iterable[Thing], size: int) -> Iterable[list[Thing]]:
    """Cut a stream into lists of `size`, the last one shorter."""
    stream = iter(things)
    while batch := list(islice(stream, size)):
        yield batch


def mention_row(mention: Mention) -> dict[str, Any]:
    """Return the columns that hold a mention."""
    author, engagement = mention.author, mention.engagement
    return {
        "id": mention.id,
        "source": mention.source,
        "heard_at": mention.heard_at,
        "kind": mention.kind.value,
        "url": mention.url,
        "author_id": author and author.id,
        "author_source": author and author.source,
        "handle": author and author.handle,
        "followers": author and author.followers,
        "title": mention.title,
        "text": mention.text,
        "brands": list(mention.brands),
        "posted_at": mention.posted_at,
        "precision": mention.precision.value,
        "reply_to": mention.reply_to,
        "addressees": list(mention.addressees),
        "views": engagement.views,
        "likes": engagement.likes,
        "replies": engagement.replies,
        "shares": engagement.shares,
        "language": mention.language,
        "simulated": mention.simulated,
    }


def mention_of(row: Row) -> Mention:
    """Return the mention that a row holds."""
    return Mention(
        id=row["id"],
        source=row["source"],
        heard_at=row["heard_at"],
        kind=Kind(row["kind"]),
        url=row["url"],
        author=author_of(row),
        title=row["title"],
        text=row["text"],
        brands=tuple(row["brands"]),
        posted_at=row["posted_at"],
        precision=Precision(row["precision"]),
        reply_to=row["reply_to"],
        addressees=tuple(row["addressees"]),
        engagement=Engagement(
            views=row["views"], likes=row["likes"], replies=row["replies"], shares=row["shares"]
        ),
        language=row["language"],
        simulated=row["simulated"],
    )


def author_of(row: Row) -> Author | None:
    """Return who spoke, if the source told."""
    if row["author_id"] is None:
        return None
    return Author(
        id=row["author_id"],
        source=row["author_source"],
        handle=row["handle"],
        followers=row["followers"],
    )


def reading_row(reading: Reading, content: int, *, judged: bool = False) -> dict[str, Any]:
    """Return the columns that hold a reading of the mention's content number `content`.

    `judged` tells that a person said what spam it is. The fingerprint and whose copy it is are
    facts of the mention, and stand in tables of their own (`mentions.copies`).
    """
    traits = plain_traits(reading if judged else replace(reading, spam=own_spam(reading)))
    return {
        "mention_id": reading.mention_id,
        "reader": reading.reader,
        "content": content,
        "polarity": reading.polarity.value,
        "confidence": float(reading.confidence),
        "praise": float(reading.praise),
        "terms": list(reading.terms),
        "opinions": [dict(vars(opinion)) for opinion in reading.opinions],
        "read_at": reading.read_at,
        "traits": traits | ({JUDGED: True} if judged else {}),
    }


def own_spam(reading: Reading) -> tuple[Spam, ...]:
    """Return the signs of spam that a reader found in the mention itself."""
    return tuple(sign for sign in reading.spam if sign not in FOUND)


def reading_of(row: Row) -> Reading:
    """Return the reading that a row holds, without what other mentions tell."""
    return Reading(
        mention_id=row["mention_id"],
        reader=row["reader"],
        polarity=Polarity(row["polarity"]),
        confidence=row["confidence"],
        praise=row["praise"],
        terms=tuple(row["terms"]),
        opinions=tuple(opinion_of(opinion) for opinion in row["opinions"]),
        read_at=row["read_at"],
        **traits_of(row["traits"]),
    )


def is_person(reader: str) -> bool:
    """Tell whether a reader is a person."""
    return reader.startswith(PERSON)


def current(readings: Iterable[Reading]) -> Reading | None:
    """Return the reading that counts: a person's before a model's, then the newest."""

    def weight(reading: Reading) -> tuple[bool, float, str]:
        moment = reading.read_at.timestamp() if reading.read_at else 0.0
        return is_person(reading.reader), moment, reading.reader

    return max(readings, key=weight, default=None)


def wordless(reading: Reading) -> Reading:
    """Return the reading without what repeats the mention's own words, or tells them apart."""
    nowhere: dict[str, Any] = {"quote": "", "start": 0, "end": 0, "in_title": False}
    disclosure = reading.disclosure
    return replace(
        reading,
        terms=(),
        opinions=tuple(replace(opinion, **nowhere) for opinion in reading.opinions),
        evidence=(),
        disclosure=None if disclosure is None else replace(disclosure, **nowhere),
        fingerprint=(),
    )
