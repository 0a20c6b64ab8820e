"""Why a person is proposed: numbers as they are kept, and in words for people."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from mentions.model import Influence


class Basis(StrEnum):
    """What the links to a person are: heard, partly simulated, or simulated as far as known."""

    HEARD = "heard"
    MIXED = "mixed"
    SIMULATED = "simulated"


BASES = {
    "ko": {Basis.MIXED: " 일부는 모의 공유입니다.", Basis.SIMULATED: " 모의 공유에 따른 것입니다."},
    "en": {
        Basis.MIXED: " Some of it is simulated shares.",
        Basis.SIMULATED: " It rests on simulated shares.",
    },
}


def reason(influence: Influence) -> str:
    """Return the numbers of a proposal as `name=value` pairs, in no human language.

    >>> reason(Influence(brand="달빛커피", author_id="a1", rank=1, share=0.25, mentions=4,
    ...     praise=3, blame=1, carried_by=7, simulated_edges=0))
    'rank=1 share=0.2500 mentions=4 praise=3 blame=1 carried_by=7 basis=heard'
    """
    numbers = {
        "rank": influence.rank,
        "share": f"{influence.share:.4f}",
        "mentions": influence.mentions,
        "praise": influence.praise,
        "blame": influence.blame,
        "carried_by": influence.carried_by,
        "basis": basis(influence),
    }
    return " ".join(f"{name}={value}" for name, value in numbers.items())


def basis(influence: Influence) -> Basis:
    """Return what the person's links are; as many simulated links as carriers count as all.

    That errs on the side of saying "simulated": a person who carried twice has two links.
    """
    if not influence.simulated_edges:
        return Basis.HEARD
    every = influence.simulated_edges >= influence.carried_by
    return Basis.SIMULATED if every else Basis.MIXED


def worded(reason: str, language: Literal["ko", "en"] = "ko") -> str:
    """Return a kept reason in words; a text that is no such reason comes back as it is.

    >>> worded("rank=1 share=0.2500 mentions=4 praise=3 blame=1 carried_by=7 basis=heard", "en")
    'Ranked 1 of the brand: 7 people carried their word; 3 praise and 1 blame in 4 mentions.'
    """
    numbers = dict(part.split("=", 1) for part in reason.split() if "=" in part)
    if not {"rank", "mentions", "praise", "blame", "carried_by", "basis"} <= numbers.keys():
        return reason
    note = BASES[language].get(Basis(numbers["basis"]), "")
    if language == "en":
        return (
            f"Ranked {numbers['rank']} of the brand: {numbers['carried_by']} people carried their "
            f"word; {numbers['praise']} praise and {numbers['blame']} blame in "
            f"{numbers['mentions']} mentions.{note}"
        )
    return (
        f"브랜드 영향력 {numbers['rank']}위: {numbers['carried_by']}명이 말을 전했고, 언급 "
        f"{numbers['mentions']}건 중 칭찬 {numbers['praise']}건, 비난 {numbers['blame']}건.{note}"
    )
