"""Measure the whole reader on mentions that no course learned from, and fit what it has beside
its weights: `python -m nlp.evaluate_mentions --help`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from mentions.model import Aspect, Brand, Mention, Opinion, Reading
from nlp import corpus
from nlp.annotations import Annotated, annotated_mentions
from nlp.classifier import CALIBRATION, Classifier, Judged, calibration_of, softmax
from nlp.corpus import Post, parted
from nlp.courses import MENTIONS, POSTS
from nlp.disclosure import Hint, disclosure
from nlp.disclosure_words import Sign
from nlp.evaluate import calibration_error
from nlp.labels import ORDER, Floats
from nlp.naming import locate
from nlp.reader import Reader
from nlp.scores import PAID, Found, Scores, Truth, found
from nlp.sketch import Sketch
from nlp.text import clean
from nlp.view_opinions import ViewOpinions
from nlp.views import view

THRESHOLDS = np.arange(0.05, 0.8, 0.025)
TEMPERATURES = np.arange(0.5, 4.0, 0.05)
CERTAIN = 2.0
"""No probability reaches it: the network sees nothing."""

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HeldOut = tuple[Sequence[Truth], Sequence[Sketch], Mapping[str, Judged]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of every tenth annotated mention and post."""
    parser = argparse.ArgumentParser(
        description="Measure a model on held-out mentions; --calibrate fits the temperature of "
        "views and from which probability an aspect and a sign of pay count, and saves them.",
        epilog="example: python -m nlp.evaluate_mentions --model var/model --calibrate",
    )
    parser.add_argument("--model", default="", help="folder of the model (default: the shipped)")
    parser.add_argument("--mentions", type=Path, default=MENTIONS, help="annotated mentions")
    parser.add_argument("--config", type=Path, default=Path("config.toml"), help="with aspects")
    parser.add_argument("--all", action="store_true", help="all mentions, not every tenth")
    parser.add_argument("--calibrate", action="store_true", help="fit on them and save")
    options = parser.parse_args(arguments)
    rows = list(annotated_mentions(options.mentions))
    truths, brands = truths_of(rows if options.all else parted(rows)[1])
    posts = corpus.posts(POSTS)[::10]
    if options.calibrate:
        calibrate(options.model, truths, brands, posts, aspects_of(options.config))
    reader = Reader.load(model=options.model, brands=brands, aspects=aspects_of(options.config))
    sys.stdout.write("\n".join(figures(reader, truths, posts)) + "\n")
    return 0


def truths_of(rows: Sequence[Annotated]) -> tuple[list[Truth], list[Brand]]:
    """Return annotated mentions as truths, each with brands of its own, and all the brands."""
    truths, brands = [], []
    for number, row in enumerate(rows):
        names = {letter: f"상표{number}{letter}" for letter in row.opinions}
        for letter, name in names.items():
            words = {row.text[one.start : one.end] for one in row.names if one.brand == letter}
            brands.append(Brand(name=name, words=tuple(sorted(words)) or (name,)))
        whole = [(names[letter], None, side) for letter, side in row.opinions.items()]
        parts = [(names[one.brand], one.aspect, one.side) for one in row.aspects]
        opinions = [
            Opinion(brand=brand, aspect=aspect, polarity=side, confidence=1.0)
            for brand, aspect, side in [*whole, *parts]
        ]
        title, _, text = row.text.rpartition("\n")
        mention = Mention(
            id=f"held_out:{number}",
            source="held_out",
            heard_at=NOW,
            title=title,
            text=text,
            brands=tuple(names.values()),
        )
        kind = "single" if len(row.opinions) == 1 else "two"
        truths.append(Truth(mention, tuple(opinions), part=kind))
    return truths, brands


def aspects_of(config: Path) -> list[Aspect]:
    """Return the aspects of a config.toml."""
    told = tomllib.loads(config.read_text(encoding="utf-8")).get("aspects", [])
    return [
        Aspect(name=row["name"], domain=row.get("domain", ""), words=tuple(row.get("words", ())))
        for row in told
    ]


def calibrate(
    model: str,
    truths: Sequence[Truth],
    brands: Sequence[Brand],
    posts: Sequence[Post],
    aspects: Sequence[Aspect],
) -> None:
    """Fit, one after another, and write what was fitted beside the weights."""
    folder = locate(model)
    classifier = Classifier.load(model)
    least = best_sign(classifier.signs, posts, judged_posts(classifier, posts))
    keep(folder, least_sign=least, view_temperature=1.0)
    reader = Reader.load(model=model, brands=brands, aspects=aspects)
    keep(folder, view_temperature=best_temperature(held_out(reader, truths)))
    reader = Reader.load(model=model, brands=brands, aspects=aspects)
    keep(folder, least_side=best_side(reader, held_out(reader, truths)))


def held_out(reader: Reader, truths: Sequence[Truth]) -> HeldOut:
    """Return the truths, their sketches and what is told of their texts."""
    sketches = reader.sketches([truth.mention for truth in truths])
    return truths, sketches, reader.judged(sketches)


def best_temperature(told: HeldOut) -> float:
    """Return the temperature that makes the true polarities of views most likely."""
    rows, wanted = zip(*views(told), strict=True)
    logits = np.log(np.clip(rows, 1e-9, 1))

    def surprise(heat: float) -> float:
        chances = softmax(logits / heat)[range(len(wanted)), wanted]
        return float(-np.log(chances).mean())

    return round(float(min(TEMPERATURES, key=surprise)), 2)


def views(told: HeldOut) -> Iterator[tuple[Floats, int]]:
    """Yield each view's probabilities and its true column."""
    truths, sketches, judged = told
    for truth, sketch in zip(truths, sketches, strict=True):
        for brand, opinion in truth.whole().items():
            yield judged[view(sketch, brand).text].polarity, ORDER.index(opinion.polarity)


def best_side(reader: Reader, told: HeldOut) -> float:
    """Return from which probability on a side counts for the highest F1 of aspects and sides."""
    chosen = [scores(reader, told, float(one)).aspects(sides=True).f1 for one in THRESHOLDS]
    return round(float(THRESHOLDS[int(np.argmax(chosen))]), 3)


def scores(reader: Reader, told: HeldOut, least_side: float) -> Scores:
    """Return how well the opinions agree when sides count from a probability on."""
    truths, sketches, judged = told
    if not isinstance(reader.asked, ViewOpinions):
        raise TypeError("the model knows no aspects")
    asked = replace(reader.asked, least_side=least_side)
    readings = [blank(sketch, tuple(asked.opinions(sketch, judged))) for sketch in sketches]
    return Scores(truths, readings)


def blank(sketch: Sketch, opinions: tuple[Opinion, ...]) -> Reading:
    """Return a reading that tells opinions only."""
    return Reading(
        mention_id=sketch.mention.id,
        reader="held_out",
        polarity=ORDER[1],
        confidence=0.0,
        praise=0.5,
        terms=(),
        opinions=opinions,
        read_at=NOW,
    )


def figures(reader: Reader, truths: Sequence[Truth], posts: Sequence[Post]) -> Iterator[str]:
    """Yield what the reader reaches, a line each."""
    told = held_out(reader, truths)
    fitted = reader.classifier.calibration
    rows, wanted = zip(*views(told), strict=True)
    chances = np.array(rows)
    error = calibration_error(chances.max(axis=1), chances.argmax(axis=1) == wanted)
    reached = scores(reader, told, fitted.least_side)
    yield f"{len(truths)} mentions, {len(wanted)} views, calibration error {error:.3f}"
    for kind, part in (("one brand", "single"), ("several brands", "two")):
        yield f"{kind}: polarity macro-F1 {reached.polarity(part=part):.3f}"
    yield f"several brands, praise or blame read so: {reached.direction():.3f}"
    for kind, sides in (("aspects", False), ("aspects and sides", True)):
        yield f"{kind} from {fitted.least_side}: {in_words(reached.aspects(sides=sides))}"
    seen = judged_posts(reader.classifier, posts)
    for kind, least in (("by rules", CERTAIN), ("and seen", fitted.least_sign)):
        got = paid(reader.classifier.signs, posts, seen, least)
        yield f"{len(posts)} posts, signs of pay {kind}: {in_words(got)}"


def in_words(told: Found) -> str:
    """Return the three figures of what was found."""
    return f"F1 {told.f1:.3f}, precision {told.precision:.3f}, recall {told.recall:.3f}"


def judged_posts(classifier: Classifier, posts: Sequence[Post]) -> list[Judged]:
    """Return what is told of posts."""
    return classifier.judge([clean(post.whole).text for post in posts])


def best_sign(names: Sequence[str], posts: Sequence[Post], judged: Sequence[Judged]) -> float:
    """Return from which probability on a sign of pay counts for the highest F1."""
    chosen = [paid(names, posts, judged, float(one)).f1 for one in THRESHOLDS]
    return round(float(THRESHOLDS[int(np.argmax(chosen))]), 3)


def paid(
    names: Sequence[str], posts: Sequence[Post], judged: Sequence[Judged], least: float
) -> Found:
    """Compare which posts bear a sign of pay, found by the rules and from `least` on by words."""
    truth, guess = set(), set()
    for number, (post, one) in enumerate(zip(posts, judged, strict=True)):
        hints = list(hints_of(names, post, one, least))
        told = disclosure(post.title, post.text, posted_at=post.posted_at, hints=hints)
        truth |= {number} if post.payment in PAID else set()
        guess |= {number} if told.payment in PAID else set()
    return found(truth, guess)


def hints_of(names: Sequence[str], post: Post, judged: Judged, least: float) -> Iterator[Hint]:
    """Yield the signs of pay that the network sees in a post."""
    shift = len(post.title) + 1 if post.title else 0
    for name, likely, (start, end) in zip(names, judged.signs, judged.sign_places, strict=True):
        if likely >= least and start < end:
            in_title = start < shift
            yield Hint(Sign(name), int(start - (0 if in_title else shift)), in_title)


def keep(folder: Path, **fitted: float) -> None:
    """Write what was fitted beside the weights."""
    told = replace(calibration_of(folder), **fitted)
    path = folder / CALIBRATION
    before = json.loads(path.read_text()) if path.is_file() else {}
    path.write_text(json.dumps(before | asdict(told)) + "\n")


if __name__ == "__main__":
    sys.exit(main())
