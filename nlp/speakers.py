"""As whom somebody speaks: a customer, the press, a partner or an employee."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mentions.model import Speaker
from nlp.rules import Cue, Rulebook, Sentence

# 김하늘 기자 sky@daily.co.kr · 김하늘 기자 = · (서울=한국소식)
BYLINE = re.compile(
    r"[가-힣]{2,4} ?(?:수습|인턴|전문|선임|객원)? ?(?:기자|특파원)"
    r"(?: ?[=\]│|]| ?\(?[\w.+-]{1,40}@| ?$)"
    r"|\([가-힣]{2,8}=[가-힣\w ]{2,15}\)|무단 ?전재|재배포 ?금지|ⓒ ?[가-힣\w]{2,15}",
    re.MULTILINE,
)
NEWS_SOURCE = re.compile(r"(?:^|[_\W])(?:news|press|newspaper)(?:$|[_\W])|뉴스|신문|일보", re.I)


@dataclass(frozen=True, slots=True)
class Speakers:
    """The rules by which speakers are told.

    `reported` is a phrase that only news use, `reports` one that they like to use.
    """

    reported: Cue
    reports: Cue
    self: Cue
    partner: Cue
    employee: Cue
    customer: Cue
    others: Cue

    @classmethod
    def of(cls, book: Rulebook) -> Speakers:
        """Take the rules from a rulebook."""
        names = ("reported", "reports", "self", "partner", "employee", "customer", "others")
        return cls(*map(book.cue, names))

    def find(self, source: str, text: str, said: Sequence[Sentence]) -> Speaker | None:
        """Return as whom a mention is told, None when its words do not tell."""
        if self.is_press(source, text, said):
            return Speaker.PRESS
        clauses = [clause for one in said for clause in one.clauses]
        own = [clause for clause in clauses if not self.others.tells(clause)]
        told = [*own, *map("".join, pairwise(own))]
        for speaker, cue in (
            (Speaker.PARTNER, self.partner),
            (Speaker.EMPLOYEE, self.employee),
            (Speaker.CUSTOMER, self.customer),
        ):
            if any(map(cue.tells, told)):
                return speaker
        return None

    def is_press(self, source: str, text: str, said: Sequence[Sentence]) -> bool:
        """Tell whether a text is written as news are, or heard where news are."""
        if NEWS_SOURCE.search(source) or BYLINE.search(text):
            return True
        if any(self.self.tells(one.line) for one in said):
            return False
        if any(self.reported.tells(one.line) for one in said):
            return True
        return sum(self.reports.tells(one.line) for one in said) > 1
