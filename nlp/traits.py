"""What a mention tells beside praise and blame, all by rules on morphemes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mentions.model import Contact, Experience, Intent, Mention, Speaker
from nlp.experiences import Experiences
from nlp.gazetteer import TABLE
from nlp.intents import Intents
from nlp.kiwi import Analysis
from nlp.regions import Regions
from nlp.rules import Rulebook, sentences
from nlp.speakers import Speakers

TRAITS_VERSION = 1
"""Raised when a change of the code here changes traits, so that mentions are read again."""

RULES = Path(__file__).parent / "data" / "trait_rules.txt"
TRADE = frozenset({Speaker.PARTNER, Speaker.EMPLOYEE})


def traits_version() -> str:
    """Return a digest of what traits depend on: equal digests, equal traits of equal mentions."""
    facts = str(TRAITS_VERSION).encode() + RULES.read_bytes() + TABLE.read_bytes()
    return hashlib.sha256(facts).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Found:
    """What a mention tells; empty or None where it does not."""

    intents: tuple[Intent, ...] = ()
    contact: Contact | None = None
    experience: Experience | None = None
    speaker: Speaker | None = None
    region: str | None = None

    def blaming(self) -> Found:
        """Return what a mention tells that blames: who tells as whom they speak, complains."""
        if self.speaker in {None, Speaker.PRESS}:
            return self
        intents = tuple(one for one in Intent if one in {*self.intents, Intent.COMPLAINT})
        return replace(self, intents=intents)


@dataclass(frozen=True, slots=True)
class Traits:
    """The rules by which traits are told; one may be shared by threads."""

    intents: Intents
    experiences: Experiences
    speakers: Speakers
    regions: Regions

    @classmethod
    def load(cls) -> Traits:
        """Read the rules and the names of the regions."""
        book = Rulebook.load(RULES)
        intents = Intents.of(book)
        return cls(intents, Experiences.of(book, intents), Speakers.of(book), Regions.load())

    def traits(self, mention: Mention, analyses: Sequence[Analysis]) -> Found:
        """Return what a mention tells, given its analysed title and text.

        Who reports for the press is after nothing and has had no experience of their own. Whoever
        tells an experience speaks as a customer, unless they say as whom.
        """
        said = [sentence for analysis in analyses for sentence in sentences(analysis)]
        text = "\n".join(analysis.text for analysis in analyses)
        speaker = self.speakers.find(mention.source, text, said)
        region = self.regions.find(mention, analyses)
        if speaker is Speaker.PRESS:
            return Found(speaker=speaker, region=region)
        intents = self.intents.find(said)
        experience = self.experiences.experience(said)
        contact = None if speaker in TRADE else self.experiences.contact(said)
        if speaker is None and (contact or experience):
            speaker = Speaker.CUSTOMER
        return Found(intents, contact, experience, speaker, region)
