"""What sort of experience is told, and who came to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentions.model import Contact, Experience
from nlp.intents import Intents
from nlp.rules import Cue, Rulebook, Sentence


@dataclass(frozen=True, slots=True)
class Experiences:
    """The rules by which experiences and contacts are told.

    `cause` is what a decision is taken for, `befell` something that happened before one, `staying`
    a decision to stay, `chosen` a purchase for one thing alone.
    """

    intents: Intents
    cause: Cue
    befell: Cue
    staying: Cue
    chosen: Cue
    unique: Cue
    typical: Cue
    passive: Cue
    active: Cue

    @classmethod
    def of(cls, book: Rulebook, intents: Intents) -> Experiences:
        """Take the rules from a rulebook."""
        names = ("cause", "befell", "staying", "chosen", "unique", "typical", "passive", "active")
        return cls(intents, *map(book.cue, names))

    def contact(self, said: Sequence[Sentence]) -> Contact | None:
        """Return who came to whom first: the person to the brand, or the brand to the person."""
        for sentence in said:
            for clause in sentence.clauses:
                if self.intents.others.tells(clause):
                    continue
                if self.passive.tells(clause):
                    return Contact.PASSIVE
                if self.active.tells(clause):
                    return Contact.ACTIVE
        return None

    def experience(self, said: Sequence[Sentence]) -> Experience | None:
        """Return the sort of experience that weighs most: decisive, unique, then typical."""
        lines = [sentence.line for sentence in said]
        if any(map(self.decides, said, ["", *lines])):
            return Experience.DECISIVE
        if any(map(self.unique.tells, lines)):
            return Experience.UNIQUE
        return Experience.TYPICAL if any(map(self.typical.tells, lines)) else None

    def decides(self, sentence: Sentence, before: str) -> bool:
        """Tell whether a sentence tells a decision, and it or the one before it the cause."""
        if any(map(self.intents.others.tells, sentence.clauses)):
            return False
        if self.chosen.tells(sentence.line):
            return True
        stays = any(map(self.staying.tells, sentence.clauses))
        if not stays and not any(map(self.intents.leaves, sentence.clauses)):
            return False
        return self.cause.tells(sentence.line) or self.befell.tells(before)
