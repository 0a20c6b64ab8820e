"""Read: mentions in, readings out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice

import numpy as np

from mentions.model import Aspect, Brand, Mention, Reading, Touchpoint
from nlp.aspects import AspectFinder, TouchpointFinder
from nlp.brands import BrandFinder
from nlp.classifier import Classifier
from nlp.clauses import Cutter, credited, unique
from nlp.copies import fingerprint
from nlp.disclosure import disclosure
from nlp.engines import Choice
from nlp.evidence import evidence
from nlp.feelings import Feelings
from nlp.kiwi import Analysis, Morphology
from nlp.labels import Floats
from nlp.naming import locate
from nlp.naming import name_of as classifier_name
from nlp.opinions import aspect_opinions, confidence, praise_against_blame, strongest, whole_opinion
from nlp.sketch import Sketch, cleaned, telling, tone_of
from nlp.spam import spam
from nlp.text import Normal
from nlp.tone import shifted
from nlp.traits import Traits

RULES = 4
"""Raised when a change of this room's code changes readings, so that mentions are read again."""

CHUNK = 2_048
SILENT = np.array([0.0, 1.0, 0.0])

Progress = Callable[[int], None]
OnUnreadable = Callable[[Mention, Exception], None]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads mentions: Kiwi cuts them, brands are found, the classifier judges."""

    name: str
    morphology: Morphology
    brands: BrandFinder
    cutter: Cutter
    classifier: Classifier
    traits: Traits
    feelings: Feelings

    @property
    def touchpoints(self) -> Mapping[str, Touchpoint]:
        """The configured touchpoints by name."""
        return self.cutter.touchpoints.known if self.cutter.touchpoints else {}

    @classmethod
    def load(
        cls,
        *,
        brands: Sequence[Brand] = (),
        aspects: Sequence[Aspect] = (),
        touchpoints: Sequence[Touchpoint] = (),
        words: Sequence[str] = (),
        model: str = "",
        device: str = "auto",
        labels: Mapping[str, str] | None = None,
        precision: str = "auto",
        engine: Choice = "auto",
    ) -> Reader:
        """Load the model and Kiwi; see `Classifier.load` for the choices and the errors.

        The name changes with the weights, the brands' and aspects' words and the rules here:
        whatever would make a reading differ makes the ledger ask for it again.
        """
        classifier = Classifier.load(
            model, device=device, labels=labels, precision=precision, engine=engine
        )
        morphology = Morphology.load(brands, words)
        return cls(
            reader_name(classifier.name, brands, aspects, touchpoints, words),
            morphology,
            BrandFinder.of(brands),
            Cutter(
                morphology,
                AspectFinder.of(aspects, morphology),
                TouchpointFinder.of(touchpoints, morphology),
            ),
            classifier,
            Traits.load(),
            Feelings.load(locate(model), classifier.emotions),
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
        found = self.classifier.judge(list(said))
        judged = dict.fromkeys(texts, SILENT) | dict(zip(said, found.polarity, strict=True))
        felt = dict(zip(said, found.emotions, strict=True))
        now = datetime.now(UTC)
        return [self.reading(sketch, judged, felt, now) for sketch in sketches]

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
            traits=self.traits.traits(mention, analyses),
            tone=tone_of(analyses),
        )

    def reading(
        self,
        sketch: Sketch,
        judged: Mapping[str, Floats],
        felt: Mapping[str, Floats],
        now: datetime,
    ) -> Reading:
        """Return one mention's reading from its classified texts."""
        mention, traits = sketch.mention, sketch.traits
        row = shifted(judged[sketch.whole], sketch.tone)
        polarity = strongest(row)
        opinions = []
        for brand in sketch.brands:
            opinions.append(whole_opinion(sketch, brand, judged))
            opinions += aspect_opinions(sketch, brand, judged, self.touchpoints)
        parts = (sketch.title, sketch.text)
        return Reading(
            mention_id=mention.id,
            reader=self.name,
            polarity=polarity,
            confidence=confidence(row, polarity),
            praise=praise_against_blame(row),
            terms=sketch.terms,
            opinions=tuple(opinions),
            evidence=evidence(self.classifier.ngrams, mention, parts, polarity),
            emotions=self.feelings.of_row(felt[sketch.whole]) if sketch.whole in felt else (),
            intents=traits.intents,
            contact=traits.contact,
            experience=traits.experience,
            speaker=traits.speaker,
            region=traits.region,
            disclosure=disclosure(mention.title, mention.text, posted_at=mention.posted_at),
            spam=spam(sketch.whole),
            fingerprint=fingerprint(sketch.whole),
            read_at=now,
        )


def name_of(
    *,
    brands: Sequence[Brand] = (),
    aspects: Sequence[Aspect] = (),
    touchpoints: Sequence[Touchpoint] = (),
    words: Sequence[str] = (),
    model: str = "",
    labels: Mapping[str, str] | None = None,
) -> str:
    """Return the name that a reader would have, without loading it."""
    return reader_name(classifier_name(model, labels), brands, aspects, touchpoints, words)


def reader_name(
    classifier: str,
    brands: Sequence[Brand],
    aspects: Sequence[Aspect],
    touchpoints: Sequence[Touchpoint] = (),
    words: Sequence[str] = (),
) -> str:
    """Return `model@version`, where the version covers all that decides a reading."""
    model, _, version = classifier.partition("@")
    lists = [[asdict(one) for one in some] for some in (brands, aspects, touchpoints)]
    known = [RULES, version, *lists, list(words)]
    digest = hashlib.sha256(json.dumps(known, ensure_ascii=True).encode()).hexdigest()
    return f"{model}@{digest[:12]}"


def chunks(mentions: Iterable[Mention], size: int) -> Iterator[list[Mention]]:
    """Yield lists of at most `size` mentions."""
    rest = iter(mentions)
    while chunk := list(islice(rest, size)):
        yield chunk
