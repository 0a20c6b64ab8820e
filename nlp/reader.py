"""Read: mentions in, readings out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice

import numpy as np

from mentions.errors import Unreadable
from mentions.model import Aspect, Brand, Mention, Opinion, Polarity, Reading
from nlp.aspects import AspectFinder
from nlp.brands import BrandFinder
from nlp.classifier import Classifier
from nlp.classifier import name_of as classifier_name
from nlp.clauses import Clause, Credit, Cutter, credited, unique
from nlp.kiwi import Analysis, Morphology
from nlp.labels import BLAME, NEUTRAL, ORDER, PRAISE, Floats
from nlp.text import Normal, clean

RULES = 3
"""Raised when a change of this room's code changes readings, so that mentions are read again."""

CHUNK = 2_048
MOST_CLAUSES = 64
LONGEST_QUOTE = 300
SILENT = np.array([0.0, 1.0, 0.0])

Progress = Callable[[int], None]
OnUnreadable = Callable[[Mention, Exception], None]


@dataclass(frozen=True, slots=True)
class Sketch:
    """A mention before its texts are classified."""

    mention: Mention
    title: Normal
    text: Normal
    terms: tuple[str, ...]
    brands: tuple[str, ...]
    credits: tuple[Credit, ...]

    @property
    def whole(self) -> str:
        """The title and the text in one; empty when there is nothing to read."""
        title, text = self.title.text.strip(), self.text.text.strip()
        return text if text.startswith(title) else f"{title}\n{text}".strip()

    def joined(self, brand: str) -> str:
        """Return what is said of a brand; everything when the mention is of it alone."""
        own = [credit.clause.said for credit in self.credits if brand in credit.brands]
        return self.whole if len(self.brands) == 1 else " ".join(own)

    def texts(self) -> Iterator[str]:
        """Yield every text whose polarity is needed."""
        yield self.whole
        for brand in self.brands:
            yield self.joined(brand)
        if self.brands and (len(self.credits) > 1 or any(one.against for one in self.credits)):
            yield from (credit.clause.said for credit in self.credits)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads mentions: Kiwi cuts them, brands are found, the classifier judges."""

    name: str
    morphology: Morphology
    brands: BrandFinder
    cutter: Cutter
    classifier: Classifier

    @classmethod
    def load(
        cls,
        *,
        brands: Sequence[Brand] = (),
        aspects: Sequence[Aspect] = (),
        model: str = "",
        device: str = "auto",
        labels: Mapping[str, str] | None = None,
        precision: str = "auto",
    ) -> Reader:
        """Load the model and Kiwi; see `Classifier.load` for the choices and the errors.

        The name changes with the weights, the brands' and aspects' words and the rules here:
        whatever would make a reading differ makes the ledger ask for it again.
        """
        classifier = Classifier.load(model, device=device, labels=labels, precision=precision)
        morphology = Morphology.load(brands)
        return cls(
            reader_name(classifier.name, brands, aspects),
            morphology,
            BrandFinder.of(brands),
            Cutter(morphology, AspectFinder.of(aspects, morphology)),
            classifier,
        )

    def read(
        self,
        mentions: Iterable[Mention],
        progress: Progress | None = None,
        on_unreadable: OnUnreadable | None = None,
    ) -> Iterator[Reading]:
        """Yield a reading of each mention, in order.

        Mentions are taken in chunks whose texts are classified sorted by length. `progress` is
        told how many are done. A mention that cannot be read is told to `on_unreadable` and left
        out; without it, or when no mention of a chunk can be read, the error is raised: then it
        is the reader that fails.
        """
        done = 0
        for chunk in chunks(mentions, CHUNK):
            yield from self.read_chunk(chunk, on_unreadable)
            done += len(chunk)
            if progress:
                progress(done)

    def read_chunk(
        self, chunk: Sequence[Mention], on_unreadable: OnUnreadable | None
    ) -> list[Reading]:
        """Return the readings of one chunk; when it fails, find out which mentions are to blame."""
        failed: list[tuple[Mention, Exception]] = []
        found = self.sifted(chunk, failed)
        if failed and (on_unreadable is None or len(failed) == len(chunk) > 1):
            raise failed[0][1]
        for mention, error in failed:
            if on_unreadable:
                on_unreadable(mention, error)
        return found

    def sifted(
        self, mentions: Sequence[Mention], failed: list[tuple[Mention, Exception]]
    ) -> list[Reading]:
        """Return the readings of those that can be read, halving until the others stand alone."""
        try:
            return self.readings(mentions)
        except Exception as error:  # noqa: BLE001  the step's boundary: it becomes a quarantine row
            if len(mentions) == 1:
                failed.append((mentions[0], error))
                return []
        half = len(mentions) // 2
        return [*self.sifted(mentions[:half], failed), *self.sifted(mentions[half:], failed)]

    def readings(self, mentions: Sequence[Mention]) -> list[Reading]:
        """Return the readings of mentions that are classified in one stream."""
        sketches = self.sketches(mentions)
        texts = list(dict.fromkeys(text for sketch in sketches for text in sketch.texts()))
        said = {text: text for text in texts if text.strip()}
        rows = self.classifier.classify(list(said))
        judged = dict.fromkeys(texts, SILENT) | dict(zip(said, rows, strict=True))
        now = datetime.now(UTC)
        return [self.reading(sketch, judged, now) for sketch in sketches]

    def sketches(self, mentions: Sequence[Mention]) -> list[Sketch]:
        """Return the mentions cut into clauses and credited to brands."""
        parts = [cleaned(mention) for mention in mentions]
        analyses = self.morphology.analyse(part.text for pair in parts for part in pair)
        pairs = zip(analyses, analyses, strict=True)
        return [
            self.sketch(mention, titles_and_text, analysed)
            for mention, titles_and_text, analysed in zip(mentions, parts, pairs, strict=True)
        ]

    def sketch(
        self,
        mention: Mention,
        parts: tuple[Normal, Normal],
        analyses: tuple[Analysis, Analysis],
    ) -> Sketch:
        """Return one mention's sketch."""
        found = [self.brands.find(part.text) for part in parts]
        title, text = (
            self.cutter.clauses(analysis, named, in_title=number == 0)
            for number, (analysis, named) in enumerate(zip(analyses, found, strict=True))
        )
        brands = unique([*mention.brands, *(one.brand for named in found for one in named)])
        return Sketch(
            mention=mention,
            title=parts[0],
            text=parts[1],
            terms=tuple(term for one in analyses for term in self.morphology.terms_in(one)),
            brands=brands,
            credits=telling(credited([*title, *text], brands, mention.brands)),
        )

    def reading(self, sketch: Sketch, judged: Mapping[str, Floats], now: datetime) -> Reading:
        """Return one mention's reading from its classified texts."""
        row = judged[sketch.whole]
        polarity = strongest(row)
        opinions = []
        for brand in sketch.brands:
            opinions.append(whole_opinion(sketch, brand, judged))
            opinions += aspect_opinions(sketch, brand, judged)
        return Reading(
            mention_id=sketch.mention.id,
            reader=self.name,
            polarity=polarity,
            confidence=confidence(row, polarity),
            praise=praise_against_blame(row),
            terms=sketch.terms,
            opinions=tuple(opinions),
            read_at=now,
        )


def name_of(
    *,
    brands: Sequence[Brand] = (),
    aspects: Sequence[Aspect] = (),
    model: str = "",
    labels: Mapping[str, str] | None = None,
) -> str:
    """Return the name that a reader would have, without loading it."""
    return reader_name(classifier_name(model, labels), brands, aspects)


def reader_name(classifier: str, brands: Sequence[Brand], aspects: Sequence[Aspect]) -> str:
    """Return `model@version`, where the version covers all that decides a reading."""
    model, _, version = classifier.partition("@")
    known = [RULES, version, [asdict(brand) for brand in brands], [asdict(one) for one in aspects]]
    digest = hashlib.sha256(json.dumps(known, ensure_ascii=True).encode()).hexdigest()
    return f"{model}@{digest[:12]}"


def cleaned(mention: Mention) -> tuple[Normal, Normal]:
    """Return the mention's title and text, clean."""
    try:
        return clean(mention.title), clean(mention.text)
    except Unreadable as error:
        raise Unreadable(f"{mention.id}: {error}") from error


def telling(every: Sequence[Credit]) -> tuple[Credit, ...]:
    """Return at most `MOST_CLAUSES` clauses: those that name a brand or an aspect go first."""
    if len(every) <= MOST_CLAUSES:
        return tuple(every)

    def dull(number: int) -> bool:
        return not (every[number].clause.named or every[number].clause.aspects)

    kept = sorted(range(len(every)), key=lambda number: (dull(number), number))[:MOST_CLAUSES]
    return tuple(every[number] for number in sorted(kept))


def whole_opinion(sketch: Sketch, brand: str, judged: Mapping[str, Floats]) -> Opinion:
    """Return the opinion of a brand as a whole, with the clause that shows it best."""
    own = [credit for credit in sketch.credits if brand in credit.brands]
    against = [credit for credit in sketch.credits if brand in credit.against]
    if not own and against:
        rows = [reversed_row(judged[credit.clause.said]) for credit in against]
        row = max(rows, key=lambda row: 1 - row[NEUTRAL])
        return opinion(sketch, brand, row, against, rows)
    candidates = own or sketch.credits
    row = judged[sketch.joined(brand) if own else sketch.whole]
    rows = [judged.get(credit.clause.said, row) for credit in candidates]
    return opinion(sketch, brand, row, candidates, rows)


def opinion(
    sketch: Sketch, brand: str, row: Floats, shown: Sequence[Credit], rows: Sequence[Floats]
) -> Opinion:
    """Return the opinion that `row` gives; the quote is the clause that says it clearest."""
    polarity = strongest(row)
    made = Opinion(brand=brand, polarity=polarity, confidence=confidence(row, polarity))
    if not shown:
        return made
    column = ORDER.index(polarity)
    best = max(range(len(shown)), key=lambda number: rows[number][column])
    return quoted(made, sketch, shown[best].clause)


def aspect_opinions(sketch: Sketch, brand: str, judged: Mapping[str, Floats]) -> list[Opinion]:
    """Return the brand's opinions on aspects, one each: the clearest praise or blame wins."""
    best: dict[str, Opinion] = {}
    for credit in sketch.credits:
        if brand not in credit.brands:
            continue
        for aspect in credit.clause.aspects:
            row = judged.get(credit.clause.said, judged[sketch.whole])
            polarity = strongest(row)
            made = Opinion(
                brand=brand,
                aspect=aspect.name,
                touchpoint=aspect.touchpoint,
                polarity=polarity,
                confidence=confidence(row, polarity),
            )
            before = best.get(aspect.name)
            if before is None or clarity(made) > clarity(before):
                best[aspect.name] = quoted(made, sketch, credit.clause)
    return list(best.values())


def quoted(made: Opinion, sketch: Sketch, clause: Clause) -> Opinion:
    """Return the opinion with its quote as it stands in the mention."""
    part = sketch.title if clause.in_title else sketch.text
    source = sketch.mention.title if clause.in_title else sketch.mention.text
    start, end = part.original(clause.start, min(clause.end, clause.start + LONGEST_QUOTE))
    return Opinion(
        **{
            **asdict(made),
            "quote": source[start:end],
            "start": start,
            "end": end,
            "in_title": clause.in_title,
        }
    )


def clarity(made: Opinion) -> tuple[bool, float]:
    """Return how clearly an opinion takes a side."""
    return made.polarity is not Polarity.NEUTRAL, made.confidence


def reversed_row(row: Floats) -> Floats:
    """Return probabilities with praise and blame exchanged."""
    return row[[PRAISE, NEUTRAL, BLAME]]


def strongest(row: Floats) -> Polarity:
    """Return the most probable polarity."""
    return ORDER[int(row.argmax())]


def confidence(row: Floats, polarity: Polarity) -> float:
    """Return the probability of a polarity, to four digits."""
    return round(float(row[ORDER.index(polarity)]), 4)


def praise_against_blame(row: Floats) -> float:
    """Return the probability of praise when only praise and blame are allowed; 0.5 for silence."""
    sides = float(row[PRAISE] + row[BLAME])
    return round(float(row[PRAISE]) / sides, 4) if sides > 0 else 0.5


def chunks(mentions: Iterable[Mention], size: int) -> Iterator[list[Mention]]:
    """Yield lists of at most `size` mentions."""
    rest = iter(mentions)
    while chunk := list(islice(rest, size)):
        yield chunk
