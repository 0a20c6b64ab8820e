"""Judge whether a mention was paid for, by its words and the rules in force when it was posted.

The rules are those of the Fair Trade Commission's guideline on endorsements (추천·보증 등에 관한
표시·광고 심사지침) as of 2020-09-01, 2024-12-01 and 2026-06-01. They ask for clear words in a
place that is easily seen. A verdict here tells what was found; whether somebody broke the rules
is not for a program to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from mentions.model import Disclosure, Payment
from nlp.disclosure_parts import Sentence, Whole, is_cut
from nlp.disclosure_rules import CUES, TRIGGER, tag_sign
from nlp.disclosure_traps import (
    ABOUT,
    CLOSED,
    CUSTOMER,
    DENIED,
    FEIGNED,
    HEAD,
    OPENED,
    OTHERS,
    QUOTED_TAIL,
    TAIL,
    VIRTUAL,
    VIRTUAL_TAG,
    VOIDED,
)
from nlp.disclosure_words import Cue, Sign
from nlp.kiwi import Span

KOREA = timezone(timedelta(hours=9))
PAY = frozenset({Sign.CLEAR, Sign.VAGUE, Sign.REWARD})
LONGEST_SEEN = 120
"""Letters on either side of what the network saw that are quoted of a longer sentence."""
TAG = re.compile(r"[#＃]\s?(\w{1,40})")
BURIED = 3
"""A tag behind this many others is not found by a reader, says the guideline."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules in force from a moment on: where a disclosure of a text may stand."""

    name: str
    since: datetime
    last_part: bool


RULE_SETS = (
    RuleSet("2026-06", datetime(2026, 6, 1, tzinfo=KOREA), last_part=False),
    RuleSet("2024-12", datetime(2024, 12, 1, tzinfo=KOREA), last_part=False),
    RuleSet("2020-09", datetime(2020, 9, 1, tzinfo=KOREA), last_part=True),
)
NO_RULES = RuleSet("", datetime.min.replace(tzinfo=KOREA), last_part=True)


@dataclass(frozen=True, slots=True)
class Found:
    """A sign at a span of the given title or text; `void` when it is denied or only talked of."""

    rule: str
    sign: Sign
    start: int
    end: int
    in_title: bool
    first: bool
    last: bool
    void: bool = False


class Hint(NamedTuple):
    """A sign that the network saw at a character of the clean title or text."""

    sign: Sign
    at: int
    in_title: bool


def disclosure(
    title: str,
    text: str,
    *,
    posted_at: datetime | None,
    snippet: bool = False,
    flagged: bool = False,
    hints: Sequence[Hint] = (),
) -> Disclosure:
    """Return whether a mention was paid for, by which rule, in which words.

    `hints` count in sentences of which no rule knows anything, and as far as what the rules know
    elsewhere does not say the opposite; where they stand counts as for any other sign.

    `posted_at` is aware and chooses the rule set (Korean time; the newest without a date).
    `snippet` tells that only a passage of the text is held, `flagged` that the source itself
    calls it paid. Raises `Unreadable` for texts of more than a million characters.
    """
    rules = rule_set(posted_at)
    whole_title, whole = Whole.of(title), Whole.of(text)
    partial = snippet or is_cut(text)
    found = [*signs(whole_title, in_title=True), *signs(whole, in_title=False)]
    found += hinted(hints, whole_title, whole, found)
    virtual = says_virtual(whole_title) or says_virtual(whole)
    made = Disclosure(payment=Payment.ORGANIC, rule_set=rules.name, virtual=virtual)
    if flagged:
        return replace(made, payment=Payment.DISCLOSED, rule="platform")
    verdict = told(found, rules, snippet=snippet) or untold(found, partial=partial)
    if not (title.strip() or text.strip()):
        return replace(made, payment=Payment.UNKNOWN, rule="no_text")
    payment, rule, shown = verdict
    return quoted(replace(made, payment=payment, rule=rule), title, text, shown)


Verdict = tuple[Payment, str, Found | None]


def rule_set(posted_at: datetime | None) -> RuleSet:
    """Return the rules in force at an aware moment, the newest when it is not known."""
    if posted_at is None:
        return RULE_SETS[0]
    return next((rules for rules in RULE_SETS if posted_at >= rules.since), NO_RULES)


def told(found: Sequence[Found], rules: RuleSet, *, snippet: bool) -> Verdict | None:
    """Return what the signs of pay or reward tell, if there are any."""
    valid = [one for one in found if not one.void]
    clear = [one for one in valid if one.sign is Sign.CLEAR]
    for one in clear:
        if rule := good_place(one, rules, snippet=snippet):
            return Payment.DISCLOSED, rule, one
    if clear:
        return Payment.SUSPECTED, bad_place(clear[0]), clear[0]
    for sign, payment in ((Sign.REWARD, Payment.REWARDED), (Sign.VAGUE, Payment.SUSPECTED)):
        for one in valid:
            if one.sign is sign:
                return payment, one.rule, one
    return None


def good_place(one: Found, rules: RuleSet, *, snippet: bool) -> str:
    """Return the name of the place where the rules allow a disclosure to stand; empty if none."""
    if rules is NO_RULES:
        return "before_rules"
    if one.rule == "buried_tag":
        return ""
    if one.in_title:
        return "title"
    if one.first:
        return "first_part"
    if snippet:
        return "passage"
    return "last_part" if one.last and rules.last_part else ""


def bad_place(one: Found) -> str:
    """Return the name of the place where a disclosure must not stand alone."""
    if one.rule == "buried_tag":
        return one.rule
    return "last_part" if one.last else "middle"


def untold(found: Sequence[Found], *, partial: bool) -> Verdict:
    """Return the verdict on a text without signs of pay."""
    for sign in (Sign.OWN, Sign.DENIAL):
        for one in found:
            if one.sign is sign and not one.void:
                return Payment.ORGANIC, sign.value, one
    if partial:
        return Payment.UNKNOWN, "partial_text", None
    about = next((one for one in found if one.void), None)
    return Payment.ORGANIC, "about_advertising" if about else "no_sign", about


def quoted(made: Disclosure, title: str, text: str, shown: Found | None) -> Disclosure:
    """Return the verdict with the words that carried it."""
    if shown is None:
        return made
    said = (title if shown.in_title else text)[shown.start : shown.end]
    return replace(made, quote=said, start=shown.start, end=shown.end, in_title=shown.in_title)


def signs(whole: Whole, *, in_title: bool) -> list[Found]:
    """Return the signs in a title or text, in the order of their places."""
    found = [*worded(whole, in_title), *tagged(whole, in_title)]
    return sorted(found, key=lambda one: one.start)


def hinted(hints: Sequence[Hint], title: Whole, text: Whole, known: Sequence[Found]) -> list[Found]:
    """Return the signs that the network saw beside what the rules know, each as its sentence."""
    valid = {one.sign for one in known if not one.void}
    if valid & PAY:
        return []
    bought = bool(valid & {Sign.OWN, Sign.DENIAL})
    seen = []
    for hint in hints:
        whole = title if hint.in_title else text
        sentence = whole.sentence_at(hint.at)
        if sentence is None or (bought and hint.sign is Sign.VAGUE):
            continue
        start, end = whole.normal.original(*around(sentence, hint.at))
        if not any(one.in_title == hint.in_title and start <= one.start < end for one in known):
            number = sentence.number
            first = whole.is_first(number, hint.at)
            last = whole.is_last(number, hint.at + 1)
            seen.append(Found("seen", hint.sign, start, end, hint.in_title, first, last))
    return seen


def around(sentence: Sentence, at: int) -> Span:
    """Return the span of a sentence in its part; of a long one, of what stands around a place."""
    start, end = sentence.original(0, len(sentence.said))
    return max(start, at - LONGEST_SEEN), min(end, at + LONGEST_SEEN)


def worded(whole: Whole, in_title: bool) -> Iterator[Found]:  # noqa: FBT001
    """Yield the signs that sentences tell in words."""
    for sentence in whole.sentences:
        if not TRIGGER.search(sentence.said):
            continue
        about = ABOUT.search(sentence.said) is not None
        for cue in CUES:
            for match in cue.pattern.finditer(sentence.said):
                start, end = sentence.original(*match.span())
                yield placed(
                    whole,
                    cue.rule,
                    cue.sign,
                    (start, end),
                    sentence.number,
                    in_title=in_title,
                    void=is_void(sentence.said, cue, match, about=about),
                )


def placed(
    whole: Whole,
    rule: str,
    sign: Sign,
    span: tuple[int, int],
    number: int,
    *,
    in_title: bool,
    void: bool,
    tag: bool = False,
) -> Found:
    """Return a sign with its place in the given text and whether the rules ask for that place."""
    start, end = whole.normal.original(*span)
    return Found(
        rule,
        sign,
        start,
        end,
        in_title,
        first=whole.is_first(number, span[0], tag=tag),
        last=whole.is_last(number, span[1]),
        void=void,
    )


def is_void(said: str, cue: Cue, match: re.Match[str], *, about: bool) -> bool:
    """Tell whether what stands in or around a sign makes it mean nothing.

    `about` tells that the sentence speaks about advertising.
    """
    (start, end), rest = match.span(), match.end() + TAIL
    if cue.sign is Sign.DENIAL:
        return False
    if cue.sign is Sign.OWN:
        return FEIGNED.match(said, end, rest) is not None
    if cue.unless and cue.unless.search(said, start, rest):
        return True
    if cue.sign is Sign.REWARD:
        return DENIED.match(said, end, rest) is not None
    if VOIDED.match(said, end, rest) or is_quoted(said, start, end):
        return True
    return not cue.formula and (about or is_of_others(said, start, end, cue.sign))


def is_of_others(said: str, start: int, end: int, sign: Sign) -> bool:
    """Tell whether a sign is said of others, or of what every customer gets."""
    before = max(0, start - HEAD)
    if OTHERS.search(said, before, start):
        return True
    return sign is Sign.CLEAR and CUSTOMER.search(said, before, end) is not None


def is_quoted(said: str, start: int, end: int) -> bool:
    """Tell whether the words at a span are quoted from others."""
    closed = CLOSED.match(said, end, end + QUOTED_TAIL)
    if closed is None:
        return False
    opened = OPENED.search(said, max(0, start - QUOTED_TAIL), start)
    return opened is not None or closed[0].endswith(
        ("문구", "글", "말", "써", "적", "쓰", "되어", "돼")
    )


def tagged(whole: Whole, in_title: bool) -> Iterator[Found]:  # noqa: FBT001
    """Yield the signs among the hashtags."""
    text = whole.normal.text
    before, run = -1, 0
    for match in TAG.finditer(text):
        run = run + 1 if before >= 0 and not text[before : match.start()].strip() else 0
        before = match.end()
        sign = tag_sign(match[1].lower())
        if sign:
            rule = "buried_tag" if run >= BURIED and sign is Sign.CLEAR else "tag"
            tail = text[match.end() : match.end() + TAIL].replace(" ", "")
            number = whole.number_at(match.start())
            yield placed(
                whole,
                rule,
                sign,
                match.span(),
                number,
                in_title=in_title,
                void=bool(VOIDED.match(tail)),
                tag=True,
            )


def says_virtual(whole: Whole) -> bool:
    """Tell whether a text says that it shows a virtual person."""
    tags = (match[1].lower() for match in TAG.finditer(whole.normal.text))
    return any(map(VIRTUAL_TAG.fullmatch, tags)) or any(
        VIRTUAL.search(sentence.said) and not ABOUT.search(sentence.said)
        for sentence in whole.sentences
    )
