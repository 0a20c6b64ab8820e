"""Read: mentions in, readings out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice

from mentions.errors import ConfigError
from mentions.model import Aspect, Brand, Mention, Polarity, Reading, Touchpoint
from nlp.aspects import AspectFinder, TouchpointFinder
from nlp.brands import BrandFinder
from nlp.classifier import Classifier, Judged
from nlp.clauses import Cutter, credited, unique
from nlp.copies import fingerprint
from nlp.disclosure import disclosure
from nlp.disclosure_words import Sign
from nlp.engines import Choice
from nlp.evidence import evidence
from nlp.feelings import Feelings
from nlp.kiwi import Analysis, Morphology, terms_version
from nlp.naming import locate
from nlp.naming import name_of as classifier_name
from nlp.opinions import ClauseOpinions, confidence, praise_against_blame, strongest
from nlp.sketch import Sketch, cleaned, telling, tone_of
from nlp.spam import spam
from nlp.text import Normal
from nlp.traits import Traits, traits_version
from nlp.view_opinions import ViewOpinions

RULES = 5
"""Raised when a change of this room's code changes readings, so that mentions are read again."""

CHUNK = 1_024

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
    asked: ViewOpinions | ClauseOpinions
    traits: Traits
    feelings: Feelings

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
            asked(classifier, aspects, touchpoints),
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
        judged = self.judged(sketches)
        now = datetime.now(UTC)
        return [self.reading(sketch, judged, now) for sketch in sketches]

    def judged(self, sketches: Sequence[Sketch]) -> dict[str, Judged]:
        """Return what the classifier tells of every text that is asked of, each once."""
        texts = list(dict.fromkeys(text for one in sketches for text in self.asked.texts(one)))
        said = [text for text in texts if text.strip()]
        found = self.classifier.judge(said)
        return dict.fromkeys(texts, self.classifier.silence) | dict(zip(said, found, strict=True))

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
            named=(found[0], found[1]),
        )

    def reading(self, sketch: Sketch, judged: Mapping[str, Judged], now: datetime) -> Reading:
        """Return one mention's reading from its classified texts."""
        mention = sketch.mention
        row = self.asked.polarity(sketch, judged)
        polarity = strongest(row)
        traits = sketch.traits.blaming() if polarity is Polarity.BLAME else sketch.traits
        felt = judged[self.asked.whole(sketch)].emotions
        parts = (sketch.title, sketch.text)
        return Reading(
            mention_id=mention.id,
            reader=self.name,
            polarity=polarity,
            confidence=confidence(row, polarity),
            praise=praise_against_blame(row),
            terms=sketch.terms,
            opinions=tuple(self.asked.opinions(sketch, judged)),
            evidence=evidence(self.classifier.ngrams, mention, parts, polarity),
            emotions=self.feelings.of_row(felt),
            intents=traits.intents,
            contact=traits.contact,
            experience=traits.experience,
            speaker=traits.speaker,
            region=traits.region,
            disclosure=disclosure(
                mention.title,
                mention.text,
                posted_at=mention.posted_at,
                hints=list(self.asked.hints(sketch, judged)),
            ),
            spam=spam(sketch.whole),
            fingerprint=fingerprint(sketch.whole),
            read_at=now,
        )


def asked(
    classifier: Classifier, aspects: Sequence[Aspect], touchpoints: Sequence[Touchpoint]
) -> ViewOpinions | ClauseOpinions:
    """Return how a model is asked of brands: by views where it knows them, else by clauses."""
    known = {one.name: one for one in touchpoints}
    if not classifier.aspects:
        return ClauseOpinions(known)
    usual = {one.name: one.touchpoint for one in aspects}
    least = classifier.calibration
    signs = tuple(signs_of(classifier.signs))
    return ViewOpinions(
        classifier.aspects,
        signs,
        usual,
        known,
        least.least_side,
        least.least_sign,
        classifier.ngrams,
    )


def signs_of(names: Sequence[str]) -> Iterator[Sign]:
    """Yield a model's signs of pay; `ConfigError` for one that is not known here."""
    for name in names:
        if name not in set(Sign):
            raise ConfigError(f"reader.model: no sign of pay is called {name!r} here.")
        yield Sign(name)


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
    rules = [RULES, terms_version(), traits_version()]
    known = [*rules, version, *lists, list(words)]
    digest = hashlib.sha256(json.dumps(known, ensure_ascii=True).encode()).hexdigest()
    return f"{model}@{digest[:12]}"


def chunks(mentions: Iterable[Mention], size: int) -> Iterator[list[Mention]]:
    """Yield lists of at most `size` mentions."""
    rest = iter(mentions)
    while chunk := list(islice(rest, size)):
        yield chunk
