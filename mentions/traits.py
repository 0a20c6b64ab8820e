"""What a reading says beside its polarity, as plain values that JSON can hold, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any

from mentions.model import (
    Contact,
    Disclosure,
    Emotion,
    Evidence,
    Experience,
    Feeling,
    Intent,
    Opinion,
    Payment,
    Polarity,
    Reading,
    Spam,
    Speaker,
    Stage,
)

TRAITS = (
    "evidence",
    "emotions",
    "intents",
    "contact",
    "experience",
    "speaker",
    "region",
    "disclosure",
    "spam",
)
STAGES = frozenset(Stage)


def plain_traits(reading: Reading) -> dict[str, Any]:
    """Return the traits of a reading by name, those that say nothing left out."""
    found = ((name, getattr(reading, name)) for name in TRAITS)
    return {name: plain(value) for name, value in found if value not in ((), None)}


def plain(value: Any) -> Any:
    """Return tuples as lists, and what has fields as a mapping."""
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return dict(vars(value)) if is_dataclass(value) else value


def traits_of(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `Reading` takes for its traits; what is not there says nothing."""
    emotions, disclosure = plain.get("emotions", ()), plain.get("disclosure")
    contact, experience = plain.get("contact"), plain.get("experience")
    speaker = plain.get("speaker")
    return {
        "evidence": tuple(Evidence(**one) for one in plain.get("evidence", ())),
        "emotions": tuple(Emotion(**e | {"feeling": Feeling(e["feeling"])}) for e in emotions),
        "intents": tuple(map(Intent, plain.get("intents", ()))),
        "contact": None if contact is None else Contact(contact),
        "experience": None if experience is None else Experience(experience),
        "speaker": None if speaker is None else Speaker(speaker),
        "region": plain.get("region"),
        "disclosure": None if disclosure is None else disclosure_of(disclosure),
        "spam": tuple(map(Spam, plain.get("spam", ()))),
    }


def disclosure_of(plain: Mapping[str, Any]) -> Disclosure:
    """Return one disclosure."""
    return Disclosure(**{**plain, "payment": Payment(plain["payment"])})


def opinion_of(plain: Mapping[str, Any]) -> Opinion:
    """Return one opinion."""
    stage = plain.get("stage")
    # before there were stages, any text could stand there
    known = {"stage": Stage(stage) if stage in STAGES else None}
    return Opinion(**{**plain, "polarity": Polarity(plain["polarity"]), **known})
