"""Entries as bytes and back, exactly: what an index keeps to give whole entries as answers.

Only the fingerprint of a reading is left out: the ledger alone compares mentions by it.
"""

from __future__ import annotations

import json
from dataclasses import is_dataclass
from datetime import datetime
from typing import Any

from mentions.model import (
    Author,
    Engagement,
    Entry,
    Kind,
    Mention,
    Polarity,
    Precision,
    Reading,
)
from mentions.traits import opinion_of, traits_of


def encode(entry: Entry) -> bytes:
    """Return the entry as UTF-8 JSON; raise TypeError or ValueError for what JSON cannot hold."""
    plain = json.dumps(entry, default=_plain, ensure_ascii=False, separators=(",", ":"))
    return plain.encode()


def decode(data: bytes) -> Entry:
    """Return the entry that `encode` was given."""
    plain = json.loads(data)
    reading = plain["reading"]
    return Entry(
        mention=_mention(plain["mention"]),
        reading=None if reading is None else _reading(reading),
        revision=plain["revision"],
    )


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Reading):
        return {**vars(value), "fingerprint": ()}
    if is_dataclass(value):
        return vars(value)
    raise TypeError(f"{type(value).__name__} cannot be filed")


def _mention(plain: dict[str, Any]) -> Mention:
    author = plain["author"]
    return Mention(
        **plain
        | {
            "heard_at": datetime.fromisoformat(plain["heard_at"]),
            "posted_at": _time(plain["posted_at"]),
            "kind": Kind(plain["kind"]),
            "precision": Precision(plain["precision"]),
            "author": None if author is None else Author(**author),
            "engagement": Engagement(**plain["engagement"]),
            "brands": tuple(plain["brands"]),
            "addressees": tuple(plain["addressees"]),
        }
    )


def _reading(plain: dict[str, Any]) -> Reading:
    return Reading(
        mention_id=plain["mention_id"],
        reader=plain["reader"],
        polarity=Polarity(plain["polarity"]),
        confidence=plain["confidence"],
        praise=plain["praise"],
        terms=tuple(plain["terms"]),
        opinions=tuple(opinion_of(opinion) for opinion in plain["opinions"]),
        copy_of=plain["copy_of"],
        read_at=_time(plain["read_at"]),
        **traits_of(plain),
    )


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
