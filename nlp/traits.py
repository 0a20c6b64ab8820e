"""What a mention tells beside praise and blame, all by rules on morphemes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Found:
    """What a mention tells; empty or None where it does not."""

    intents: tuple[Intent, ...] = ()
    contact: Contact | None = None
    experience: Experience | None = None
    speaker: Speaker | None = None
    region: str | None = None


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

    @property
    def version(self) -> str:
        """A digest of what traits depend on: equal digests, equal traits of equal mentions."""
        facts = str(TRAITS_VERSION).encode() + RULES.read_bytes() + TABLE.read_bytes()
        return hashlib.sha256(facts).hexdigest()[:12]

    def traits(
        self, mention: Mention, analyses: Sequence[Analysis], *, blames: bool = False
    ) -> Found:
        """Return what a mention tells, given its analysed title and text.

        Who reports for the press is after nothing and has had no experience of their own. Whoever
        tells an experience speaks as a customer, unless they say as whom. `blames` is what a
        classifier found: somebody who tells as whom they speak and blames, complains.
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
        if blames and speaker:
            intents = tuple(one for one in Intent if one in {*intents, Intent.COMPLAINT})
        return Found(intents, contact, experience, speaker, region)
