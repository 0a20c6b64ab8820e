"""What a person says of a mention, and the reading that it makes of another. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mentions.model import Disclosure, Intent, Opinion, Payment, Polarity, Reading, Spam

CERTAIN = 1.0
BY_PERSON = "person"
"""The rule that decided, where a person judged whether a mention was paid for."""

PRAISE = {Polarity.PRAISE: 1.0, Polarity.NEUTRAL: 0.5, Polarity.BLAME: 0.0}


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a person says that a mention holds of a brand: of an aspect, or of it as a whole."""

    brand: str
    polarity: Polarity
    aspect: str | None = None


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What a person says is otherwise; None, or no judgement, leaves as it is.

    `polarity` is that of the whole text, `opinions` are judgements of brands. Nothing follows
    from one to the other. Empty `intents` or `spam` say that there is none.
    """

    polarity: Polarity | None = None
    opinions: tuple[Judgement, ...] = ()
    payment: Payment | None = None
    intents: tuple[Intent, ...] | None = None
    spam: tuple[Spam, ...] | None = None


NOTHING = Changes()


def corrected(reading: Reading, changes: Changes) -> Reading:
    """Return the reading with what a person says in place of what it said; that is certain."""
    if changes.polarity is not None:
        reading = with_polarity(reading, changes.polarity)
    for judgement in changes.opinions:
        reading = replace(reading, opinions=with_opinion(reading.opinions, judgement))
    if changes.payment is not None:
        reading = replace(reading, disclosure=paid(reading.disclosure, changes.payment))
    if changes.intents is not None:
        reading = replace(reading, intents=changes.intents)
    return reading if changes.spam is None else replace(reading, spam=changes.spam)


def with_polarity(reading: Reading, polarity: Polarity) -> Reading:
    """Return the reading with another polarity; evidence for the opposite is none for this."""
    return replace(
        reading,
        polarity=polarity,
        confidence=CERTAIN,
        praise=PRAISE[polarity],
        evidence=reading.evidence if polarity == reading.polarity else (),
    )


def with_opinion(opinions: tuple[Opinion, ...], judgement: Judgement) -> tuple[Opinion, ...]:
    """Return the opinions with one of a brand judged anew, or one more; quotes stay."""
    told = (judgement.brand, judgement.aspect)
    if told in {(one.brand, one.aspect) for one in opinions}:
        return tuple(
            replace(one, polarity=judgement.polarity, confidence=CERTAIN)
            if (one.brand, one.aspect) == told
            else one
            for one in opinions
        )
    one_more = Opinion(
        brand=judgement.brand,
        aspect=judgement.aspect,
        polarity=judgement.polarity,
        confidence=CERTAIN,
    )
    return (*opinions, one_more)


def paid(disclosure: Disclosure | None, payment: Payment) -> Disclosure:
    """Return the disclosure as a person judges it; the words of a rule that erred go."""
    if disclosure is not None and disclosure.payment == payment:
        return disclosure
    virtual = disclosure is not None and disclosure.virtual
    return Disclosure(payment=payment, rule=BY_PERSON, virtual=virtual)


def plain_changes(changes: Changes) -> dict[str, Any]:
    """Return what was said as JSON can hold it; ValueError for a value that there is not."""
    said: dict[str, Any] = {}
    if changes.polarity is not None:
        said["polarity"] = Polarity(changes.polarity).value
    if changes.opinions:
        said["opinions"] = [
            {"brand": one.brand, "polarity": Polarity(one.polarity).value, "aspect": one.aspect}
            for one in changes.opinions
        ]
    if changes.payment is not None:
        said["payment"] = Payment(changes.payment).value
    if changes.intents is not None:
        said["intents"] = [Intent(one).value for one in changes.intents]
    if changes.spam is not None:
        said["spam"] = [Spam(one).value for one in changes.spam]
    return said


def changes_of(said: Mapping[str, Any]) -> Changes:
    """Return what was said."""
    return Changes(
        polarity=Polarity(said["polarity"]) if "polarity" in said else None,
        opinions=tuple(
            Judgement(brand=one["brand"], polarity=Polarity(one["polarity"]), aspect=one["aspect"])
            for one in said.get("opinions", ())
        ),
        payment=Payment(said["payment"]) if "payment" in said else None,
        intents=tuple(map(Intent, said["intents"])) if "intents" in said else None,
        spam=tuple(map(Spam, said["spam"])) if "spam" in said else None,
    )
