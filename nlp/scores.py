"""How well readings agree with what people say of the same mentions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mentions.errors import ConfigError
from mentions.model import Brand, Mention, Opinion, Payment, Polarity, Precision, Reading

SEOUL = ZoneInfo("Asia/Seoul")
SIDES = (Polarity.PRAISE, Polarity.BLAME)
PAID = frozenset({Payment.DISCLOSED, Payment.SUSPECTED, Payment.REWARDED})


@dataclass(frozen=True, slots=True)
class Truth:
    """A mention and what people say of it; `part` and `industry` group the figures."""

    mention: Mention
    opinions: tuple[Opinion, ...]
    payment: Payment | None = None
    part: str = "single"
    industry: str = ""

    def whole(self) -> dict[str, Opinion]:
        """Return the opinion of each brand as a whole."""
        return of_brands(self.opinions)


def of_brands(opinions: Iterable[Opinion]) -> dict[str, Opinion]:
    """Return the opinion of each brand as a whole, by the brand's name."""
    return {one.brand: one for one in opinions if one.aspect is None}


@dataclass(frozen=True, slots=True)
class Found:
    """Right, missed and wrongly found things of one kind."""

    right: int
    missed: int
    wrong: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.missed + self.wrong)


def found(truth: Iterable[Hashable], guess: Iterable[Hashable]) -> Found:
    """Compare two collections, each thing counted as often as it stands there."""
    wanted, given = Counter(truth), Counter(guess)
    right = (wanted & given).total()
    return Found(right, wanted.total() - right, given.total() - right)


def macro_f1(pairs: Sequence[tuple[Hashable, Hashable]], labels: Iterable[Hashable]) -> float:
    """Return the mean F1 of each label, given (truth, guess) pairs.

    >>> macro_f1([("a", "a"), ("b", "a")], "ab")
    0.3333333333333333
    """
    each = [
        found(
            (number for number, (truth, _) in enumerate(pairs) if truth == label),
            (number for number, (_, guess) in enumerate(pairs) if guess == label),
        ).f1
        for label in labels
    ]
    return sum(each) / len(each)


def gold(folder: Path) -> tuple[list[Truth], list[Brand]]:
    """Return the hand-written mentions of a folder, and their brands."""
    truths = [truth_of(row) for path in sorted(folder.glob("*.jsonl")) for row in lines(path)]
    brands = [
        Brand(
            name=str(row["name"]),
            words=tuple(row.get("words", ())),
            aliases=tuple(row.get("aliases", ())),
        )
        for path in sorted(folder.glob("*.brands.json"))
        for row in json.loads(path.read_text(encoding="utf-8"))
    ]
    return truths, brands


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-lines file; `ConfigError` names a line that is none."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise ConfigError(f"{path}, line {number}: not JSON: {error}") from None


def truth_of(row: Mapping[str, Any]) -> Truth:
    """Return one hand-written row: id, text, title, posted, brands, opinions, aspects, payment."""
    posted = datetime.fromisoformat(row["posted"]).date() if row.get("posted") else None
    moment = datetime.combine(posted, time(12), SEOUL).astimezone(UTC) if posted else None
    mention = Mention(
        id=f"gold:{row['id']}",
        source=row.get("source", "gold"),
        heard_at=moment or datetime.now(UTC),
        title=row.get("title", ""),
        text=row["text"],
        posted_at=moment,
        precision=Precision.DAY if moment else Precision.UNKNOWN,
    )
    opinions = [
        Opinion(
            brand=one["brand"],
            aspect=one.get("aspect"),
            polarity=Polarity(one["polarity"]),
            confidence=1.0,
            quote=one.get("quote", ""),
        )
        for one in [*row.get("opinions", ()), *row.get("aspects", ())]
    ]
    payment = row.get("payment")
    return Truth(
        mention,
        tuple(opinions),
        Payment(payment["payment"]) if payment else None,
        row.get("part", "single"),
        row.get("industry", ""),
    )


@dataclass(frozen=True)
class Scores:
    """Truths and readings of the same mentions, in the same order."""

    truths: Sequence[Truth]
    readings: Sequence[Reading]

    def pairs(self) -> list[tuple[Truth, Opinion, Opinion | None]]:
        """Return each brand's true opinion and the one read (None: brand not found)."""
        pairs = []
        for truth, reading in zip(self.truths, self.readings, strict=True):
            read = of_brands(reading.opinions)
            pairs += [(truth, one, read.get(brand)) for brand, one in truth.whole().items()]
        return pairs

    def polarity(self, **only: str) -> float:
        """Return macro-F1 of praise, blame and neutral; `part=` or `industry=` narrow it."""
        chosen = [
            (true.polarity, read and read.polarity)
            for truth, true, read in self.pairs()
            if meets(truth, only)
        ]
        return macro_f1(chosen, Polarity)

    def direction(self) -> float:
        """Return the share of brands, praised or blamed beside another, that are read so."""
        chosen = [
            read is not None and true.polarity == read.polarity
            for truth, true, read in self.pairs()
            if truth.part == "two" and true.polarity in SIDES
        ]
        return sum(chosen) / max(1, len(chosen))

    def aspects(self, *, sides: bool) -> Found:
        """Compare which aspects of which brands are judged; with `sides`, also how."""

        def judged(number: int, opinions: Iterable[Opinion]) -> set[Hashable]:
            return {
                (number, one.brand, one.aspect, one.polarity if sides else "")
                for one in opinions
                if one.aspect is not None and one.polarity in SIDES
            }

        truth = [judged(number, one.opinions) for number, one in enumerate(self.truths)]
        guess = [judged(number, one.opinions) for number, one in enumerate(self.readings)]
        return found(set().union(*truth), set().union(*guess))

    def payments(self) -> list[tuple[Payment, Payment | None]]:
        """Return true and read payment where people told the true one."""
        return [
            (truth.payment, reading.disclosure.payment if reading.disclosure else None)
            for truth, reading in zip(self.truths, self.readings, strict=True)
            if truth.payment
        ]

    def paid(self) -> Found:
        """Compare which mentions bear a sign of pay, of whatever kind."""
        pairs = self.payments()
        return found(
            (number for number, (truth, _) in enumerate(pairs) if truth in PAID),
            (number for number, (_, guess) in enumerate(pairs) if guess in PAID),
        )

    def quotes(self) -> float:
        """Return the share of rightly read praise and blame whose quote meets the person's."""
        met = [
            overlaps(true.quote, read.quote, truth.mention)
            for truth, true, read in self.pairs()
            if read and true.polarity in SIDES and read.polarity == true.polarity
        ]
        return sum(met) / max(1, len(met))


def meets(truth: Truth, only: Mapping[str, str]) -> bool:
    """Tell whether a truth is of a part or an industry."""
    return all(getattr(truth, name) == value for name, value in only.items())


def overlaps(one: str, other: str, mention: Mention) -> bool:
    """Tell whether two quotes of a mention share a character."""
    for place in (mention.title, mention.text):
        first, second = place.find(one), place.find(other)
        if one and other and first >= 0 and second >= 0:
            return first < second + len(other) and second < first + len(one)
    return False
