"""What is searched for in text: the same terms are filed and asked for, whatever the engine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.engine import Terms
from mentions.model import Entry

_PART = re.compile(r'(-?)"([^"]*)"|(-?)(\S+)')
_LONGEST = 255


@dataclass(frozen=True)
class Clause:
    """Terms that must all occur, next to each other if `phrase`, or must not if `excluded`."""

    terms: tuple[str, ...]
    phrase: bool = False
    excluded: bool = False


def clauses(text: str, terms: Terms) -> tuple[Clause, ...] | None:
    """Return what a user's text asks for; None when it asks for something that has no terms.

    A word or phrase without terms (punctuation) is ignored beside others.

    >>> clauses('배송 -"너무 늦다" !', str.split)[1]
    Clause(terms=('너무', '늦다'), phrase=True, excluded=True)
    """
    found = []
    for minus, phrase, word_minus, word in _PART.findall(text):
        asked = clean(terms(phrase or word))
        if asked:
            excluded = bool(minus or word_minus)
            found.append(Clause(asked, phrase=not word, excluded=excluded))
    return tuple(found) if found or not text.strip() else None


def filed(entry: Entry, terms: Terms) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the terms of the title and of the text, in reading order."""
    mention, reading = entry.mention, entry.reading
    known = reading.terms if reading is not None else ()
    return _terms(mention.title, terms), clean(known) or _terms(mention.text, terms)


def clean(terms: Sequence[str]) -> tuple[str, ...]:
    """Return terms that hold no white space and at most 255 characters."""
    return tuple(part[:_LONGEST] for term in terms for part in term.split())


def _terms(text: str, terms: Terms) -> tuple[str, ...]:
    return clean(terms(text)) if text else ()
