"""The types that cross a door: what a mention is, what was read in it, what came of it.

Every type is a frozen, keyword-only fact. Times are aware and in UTC; money and points are
whole numbers; texts are NFC. A type used in one room only lives in that room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Polarity(StrEnum):
    """Praise, blame or neither (칭찬 · 비난 · 중립)."""

    PRAISE = "praise"
    BLAME = "blame"
    NEUTRAL = "neutral"


class Kind(StrEnum):
    """What sort of mention it is; the last four point at another mention with `reply_to`."""

    POST = "post"
    COMMENT = "comment"
    REPLY = "reply"
    SHARE = "share"
    QUOTE = "quote"


class Precision(StrEnum):
    """How exactly the source tells when something was posted."""

    SECOND = "second"
    DAY = "day"
    UNKNOWN = "unknown"


class Stage(StrEnum):
    """Where on the customer's journey a mention stands."""

    BEFORE = "before"
    VISIT = "visit"
    PURCHASE = "purchase"
    USE = "use"
    AFTER_SALES = "after_sales"
    LEAVING = "leaving"


class Feeling(StrEnum):
    """An emotion that a person can act on; several of KOTE's 43 make one."""

    JOY = "joy"
    GRATITUDE = "gratitude"
    AFFECTION = "affection"
    ANTICIPATION = "anticipation"
    SURPRISE = "surprise"
    ANGER = "anger"
    DISGUST = "disgust"
    DISAPPOINTMENT = "disappointment"
    DISTRUST = "distrust"
    ANXIETY = "anxiety"
    SADNESS = "sadness"
    FATIGUE = "fatigue"


class Intent(StrEnum):
    """What a mention is after."""

    COMPLAINT = "complaint"
    QUESTION = "question"
    REQUEST = "request"
    PURCHASE = "purchase"
    LEAVING = "leaving"
    RECOMMENDATION = "recommendation"
    UNMET_NEED = "unmet_need"


class Contact(StrEnum):
    """Who came to whom: the person to the brand, or the brand to the person."""

    ACTIVE = "active"
    PASSIVE = "passive"


class Experience(StrEnum):
    """What sort of experience is told: as always, one that decides, one that stands alone."""

    TYPICAL = "typical"
    DECISIVE = "decisive"
    UNIQUE = "unique"


class Speaker(StrEnum):
    """As whom somebody speaks."""

    CUSTOMER = "customer"
    PRESS = "press"
    PARTNER = "partner"
    EMPLOYEE = "employee"


class Payment(StrEnum):
    """Whether word of mouth was paid for, as far as the words tell.

    REWARDED is promised something for the word (a review event, a commission), SUSPECTED bears
    signs of pay without a clear disclosure, UNKNOWN cannot be judged from what is held.
    """

    ORGANIC = "organic"
    DISCLOSED = "disclosed"
    SUSPECTED = "suspected"
    REWARDED = "rewarded"
    UNKNOWN = "unknown"


class Spam(StrEnum):
    """Why a mention is no voice of its own."""

    COPY = "copy"
    REPETITION = "repetition"
    ADVERTISING = "advertising"


@dataclass(frozen=True, kw_only=True)
class Brand:
    """A brand to listen for.

    `words` are what is searched and recognised, `aliases` further spellings that are only
    recognised, `exclusions` phrases that mean something else ("배 아프다" is no pear).
    """

    name: str
    words: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    competitor: bool = False


@dataclass(frozen=True, kw_only=True)
class Aspect:
    """Something that is judged (price, taste, staff), met at a touchpoint of the journey."""

    name: str
    domain: str
    touchpoint: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Touchpoint:
    """Where in the customer's journey a brand is met (store, delivery, app, call centre)."""

    name: str
    words: tuple[str, ...] = ()
    stage: Stage | None = None


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What a source allows, strict by default. The ledger enforces it at the door."""

    store_text: bool = False
    retention_days: int | None = 21
    allow_model: bool = False
    keep_handles: bool = False
    attribution: str = ""
    permission: str = ""


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who spoke. Past the ledger's door `id` is a keyed hash; `handle` is None unless allowed."""

    id: str
    source: str
    handle: str | None = None
    followers: int | None = None


@dataclass(frozen=True, kw_only=True)
class Engagement:
    """Reactions counted by the source; None means that the source does not tell."""

    views: int | None = None
    likes: int | None = None
    replies: int | None = None
    shares: int | None = None


@dataclass(frozen=True, kw_only=True)
class Mention:
    """One post, comment, article or review.

    `id` is the source and its native id, never a hash of the content. `posted_at` is None
    exactly when `precision` is UNKNOWN; `reply_to` is the id of the mention that this one
    answers, shares or quotes; `addressees` are the author ids that the text calls by name.
    """

    id: str
    source: str
    heard_at: datetime
    kind: Kind = Kind.POST
    url: str | None = None
    author: Author | None = None
    title: str = ""
    text: str = ""
    brands: tuple[str, ...] = ()
    posted_at: datetime | None = None
    precision: Precision = Precision.SECOND
    reply_to: str | None = None
    addressees: tuple[str, ...] = ()
    engagement: Engagement = field(default_factory=Engagement)
    language: str = "ko"
    simulated: bool = False


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """A mention as a spider brings it, with the source's own payload beside it."""

    mention: Mention
    raw: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """What a mention says of a brand, with the evidence.

    `aspect` None is the opinion of the brand as a whole: a reading has exactly one such
    opinion for each brand of its mention. `quote` is the evidence as it stands in the text,
    at code points `start` to `end` (in the title when `in_title`).
    """

    brand: str
    polarity: Polarity
    confidence: float
    aspect: str | None = None
    touchpoint: str | None = None
    stage: Stage | None = None
    quote: str = ""
    start: int = 0
    end: int = 0
    in_title: bool = False


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Words that carried a decision, as they stand in the text (in the title when `in_title`).

    `weight` is their share, 0 to 1, of what speaks for the decision.
    """

    quote: str
    start: int
    end: int
    weight: float
    in_title: bool = False


@dataclass(frozen=True, kw_only=True)
class Emotion:
    """A feeling that a mention shows, with its probability."""

    feeling: Feeling
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """Whether a mention was paid for, by which rule of which dated rule set, in which words.

    `rule_set` is the month from which it holds (`2024-12`); empty before there was one. `rule`
    names the rule that decided (`first_part`, `own_purchase`, …). `virtual` tells that the post
    says it shows a virtual person.
    """

    payment: Payment
    rule_set: str = ""
    rule: str = ""
    quote: str = ""
    start: int = 0
    end: int = 0
    in_title: bool = False
    virtual: bool = False


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one reader (`model@version` or `person:…`) made of one mention.

    `praise` is the probability of praise against blame for the whole text, 0 to 1;
    `confidence` is that of `polarity`, `evidence` the words that carried it. What the text does
    not tell is empty or None. `fingerprint` is a MinHash of the text, by which near copies are
    found; `copy_of` is the earliest mention that this one copies.
    """

    mention_id: str
    reader: str
    polarity: Polarity
    confidence: float
    praise: float
    terms: tuple[str, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    emotions: tuple[Emotion, ...] = ()
    intents: tuple[Intent, ...] = ()
    contact: Contact | None = None
    experience: Experience | None = None
    speaker: Speaker | None = None
    region: str | None = None
    disclosure: Disclosure | None = None
    spam: tuple[Spam, ...] = ()
    fingerprint: tuple[int, ...] = ()
    copy_of: str | None = None
    read_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A mention and its reading, as filed; no reading when the source allows no model.

    `revision` is the ledger's count of changes to the mention and its readings.
    """

    mention: Mention
    reading: Reading | None = None
    revision: int = 0


@dataclass(frozen=True, kw_only=True)
class Influence:
    """How much word of mouth a person carries for a brand, with the evidence.

    `rank` starts at 1; `share` is the person's part of the brand's PageRank mass, 0 to 1.
    `evidence` are the mention ids that others replied to, shared or quoted most.
    """

    brand: str
    author_id: str
    rank: int
    share: float
    mentions: int
    praise: int
    blame: int
    carried_by: int
    simulated_edges: int
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Spike:
    """An unusual count of `polarity` mentions of a brand in the hours from `since` to `until`.

    `arithmetic` holds the numbers that the decision was made with, by name.
    """

    id: str
    brand: str
    polarity: Polarity
    since: datetime
    until: datetime
    count: int
    usual: float
    severity: str
    arithmetic: Mapping[str, float]
    words: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    told_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Reward:
    """Proposed thanks to a person; nothing is given before a person approves it."""

    id: str
    brand: str
    author_id: str
    rule: str
    points: int
    reason: str
    evidence: tuple[str, ...] = ()
    status: str = "proposed"
