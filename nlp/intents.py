"""What a mention is after, told by its morphemes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mentions.model import Intent
from nlp.rules import Cue, Rulebook, Sentence


@dataclass(frozen=True, slots=True)
class Intents:
    """The rules by which intents are told.

    `others` tells that a clause speaks of somebody else, `hearsay` that it hands on what others
    say: neither is what the author is after. `own` are the intents that such a clause cannot tell.
    """

    others: Cue
    hearsay: Cue
    unmet_need: Cue
    question: Cue
    request: Cue
    complaint: Cue
    leaving_for: Cue
    leaving: Cue
    own: tuple[tuple[Intent, Cue], ...]

    @classmethod
    def of(cls, book: Rulebook) -> Intents:
        """Take the rules from a rulebook."""
        leaving = book.cue("leaving")
        own = (
            (Intent.PURCHASE, book.cue("purchase")),
            (Intent.LEAVING, leaving),
            (Intent.RECOMMENDATION, book.cue("recommendation")),
        )
        return cls(
            others=book.cue("others"),
            hearsay=book.cue("hearsay"),
            unmet_need=book.cue("unmet need"),
            question=book.cue("question"),
            request=book.cue("request"),
            complaint=book.cue("complaint"),
            leaving_for=book.cue("leaving for"),
            leaving=leaving,
            own=own,
        )

    def find(self, said: Sequence[Sentence]) -> tuple[Intent, ...]:
        """Return what a mention is after, in the order of `Intent`."""
        found = {intent for sentence in said for intent in self.of_sentence(sentence)}
        return tuple(intent for intent in Intent if intent in found)

    def of_sentence(self, sentence: Sentence) -> Iterator[Intent]:
        """Yield what a sentence is after; who tells why they leave complains too."""
        if self.unmet_need.tells(sentence.line):
            yield Intent.UNMET_NEED
        elif any(map(self.question.tells, sentence.clauses)):
            yield Intent.QUESTION
        if any(map(self.request.tells, sentence.clauses)):
            yield Intent.REQUEST
        own = set(self.of_own(sentence.clauses))
        yield from own
        told_why = Intent.LEAVING in own and self.leaving_for.tells(sentence.line)
        if told_why or any(map(self.complains, sentence.clauses)):
            yield Intent.COMPLAINT

    def of_own(self, clauses: Sequence[str]) -> Iterator[Intent]:
        """Yield what the author is after in the clauses that do not speak of others."""
        for clause in clauses:
            if not self.others.tells(clause) and not self.hearsay.tells(clause):
                yield from (intent for intent, cue in self.own if cue.tells(clause))

    def complains(self, clause: str) -> bool:
        """Tell whether the author grumbles in a clause."""
        return self.complaint.tells(clause) and not self.others.tells(clause)

    def leaves(self, clause: str) -> bool:
        """Tell whether the author leaves, or means to, in a clause."""
        return self.leaving.tells(clause) and not self.hearsay.tells(clause)
