"""Measure a model on the mentions that were held out: `python -m nlp.evaluate_mentions --help`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from mentions.model import Polarity
from nlp import corpus
from nlp.annotations import Annotated, annotated_mentions
from nlp.classifier import CALIBRATION, Classifier, Judged, calibration_of, softmax
from nlp.corpus import Post, parted
from nlp.courses import MENTIONS, POSTS
from nlp.disclosure import Hint, disclosure
from nlp.disclosure_words import Sign
from nlp.evaluate import calibration_error
from nlp.labels import NEUTRAL, ORDER
from nlp.marking import marked
from nlp.naming import locate
from nlp.scores import PAID, Found, found, macro_f1
from nlp.text import Normal, clean

THRESHOLDS = np.arange(0.05, 0.8, 0.025)
TEMPERATURES = np.arange(0.5, 4.0, 0.05)
CERTAIN = 2.0
"""No probability reaches it: the network sees nothing."""

Asked = tuple[Annotated, str, Normal]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of every tenth annotated mention, which no course learns from."""
    parser = argparse.ArgumentParser(
        description="Measure a model on held-out mentions; --calibrate fits from which probability "
        "on an aspect counts, and saves it.",
        epilog="example: python -m nlp.evaluate_mentions --model var/model --calibrate",
    )
    parser.add_argument("--model", default="", help="folder of the model (default: the shipped)")
    parser.add_argument("--mentions", type=Path, default=MENTIONS, help="annotated mentions")
    parser.add_argument("--all", action="store_true", help="all mentions, not every tenth")
    parser.add_argument("--calibrate", action="store_true", help="fit the threshold and save it")
    options = parser.parse_args(arguments)
    every = list(annotated_mentions(options.mentions))
    asked = list(views(every if options.all else parted(every)[1]))
    posts = corpus.posts(POSTS)[::10]
    classifier = Classifier.load(options.model)
    judged = classifier.judge([seen.text for _, _, seen in asked])
    of_posts = classifier.judge([clean(post.whole).text for post in posts])
    threshold = classifier.calibration.least_side
    least = classifier.calibration.least_sign
    if options.calibrate:
        threshold = best_threshold(classifier.aspects, asked, judged)
        least = best_sign(classifier.signs, posts, of_posts)
        heat = best_temperature(classifier.calibration.view_temperature, asked, judged)
        keep(locate(options.model), least_side=threshold, least_sign=least, view_temperature=heat)
    lines = [f"calibration error {error_of(asked, judged):.3f}"]
    lines += [f"{kind}: {figure:.3f}" for kind, figure in polarities(asked, judged).items()]
    for kind, sides in (("aspects", False), ("aspects and sides", True)):
        told = aspects(classifier.aspects, asked, judged, threshold, sides=sides)
        lines.append(f"{kind} from {threshold:.3f}: {in_words(told)}")
    for kind, limit in (("by rules", CERTAIN), (f"and seen from {least:.3f}", least)):
        told = paid(classifier.signs, posts, of_posts, limit)
        lines.append(f"signs of pay {kind}: {in_words(told)}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def in_words(told: Found) -> str:
    """Return the three figures of what was found."""
    return f"F1 {told.f1:.3f}, precision {told.precision:.3f}, recall {told.recall:.3f}"


def views(rows: Sequence[Annotated]) -> Iterator[Asked]:
    """Yield each mention from each of its brands' sides."""
    for row in rows:
        for brand in row.opinions:
            yield row, brand, marked(row.text, row.names, brand)


def polarities(asked: Sequence[Asked], judged: Sequence[Judged]) -> dict[str, float]:
    """Return macro-F1 of mentions of one brand and of several, and how often sides are right."""
    told: dict[str, list[tuple[Polarity, Polarity]]] = {"one brand": [], "several brands": []}
    for (row, brand, _), one in zip(asked, judged, strict=True):
        kind = "one brand" if len(row.opinions) == 1 else "several brands"
        told[kind].append((row.opinions[brand], ORDER[int(one.polarity.argmax())]))
    figures = {f"{kind}, macro-F1": macro_f1(pairs, Polarity) for kind, pairs in told.items()}
    taken = [pair for pair in told["several brands"] if pair[0] is not Polarity.NEUTRAL]
    right = sum(truth == guess for truth, guess in taken) / max(1, len(taken))
    return figures | {"several brands, praise or blame read so": right}


def error_of(asked: Sequence[Asked], judged: Sequence[Judged]) -> float:
    """Return the expected calibration error of the polarities."""
    rows = np.array([one.polarity for one in judged])
    wanted = [ORDER.index(row.opinions[brand]) for row, brand, _ in asked]
    return calibration_error(rows.max(axis=1), rows.argmax(axis=1) == wanted)


def aspects(
    names: Sequence[str],
    asked: Sequence[Asked],
    judged: Sequence[Judged],
    threshold: float,
    *,
    sides: bool,
) -> Found:
    """Compare which aspects are praised or blamed; with `sides`, also which of the two."""
    truth, guess = [], []
    for number, ((row, brand, _), one) in enumerate(zip(asked, judged, strict=True)):
        truth += [
            (number, told.aspect, told.side if sides else "")
            for told in row.aspects
            if told.brand == brand and told.side is not Polarity.NEUTRAL
        ]
        for name, taken in zip(names, one.sides[1:], strict=True):
            side = int(taken.argmax())
            if side != NEUTRAL and taken[side] >= threshold:
                guess.append((number, name, ORDER[side] if sides else ""))
    return found(set(truth), set(guess))


def best_threshold(names: Sequence[str], asked: Sequence[Asked], judged: Sequence[Judged]) -> float:
    """Return the threshold with the highest F1 of aspects and sides."""
    figures = [aspects(names, asked, judged, one, sides=True).f1 for one in THRESHOLDS]
    return round(float(THRESHOLDS[int(np.argmax(figures))]), 3)


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


def best_sign(names: Sequence[str], posts: Sequence[Post], judged: Sequence[Judged]) -> float:
    """Return from which probability on a sign of pay counts for the highest F1."""
    figures = [paid(names, posts, judged, one).f1 for one in THRESHOLDS]
    return round(float(THRESHOLDS[int(np.argmax(figures))]), 3)


def best_temperature(before: float, asked: Sequence[Asked], judged: Sequence[Judged]) -> float:
    """Return the temperature of views that makes the true polarities most likely."""
    logits = before * np.log(np.clip([one.polarity for one in judged], 1e-9, 1))
    wanted = [ORDER.index(row.opinions[brand]) for row, brand, _ in asked]

    def surprise(heat: float) -> float:
        chances = softmax(logits / heat)[range(len(wanted)), wanted]
        return float(-np.log(chances).mean())

    return round(float(min(TEMPERATURES, key=surprise)), 2)


def keep(folder: Path, **fitted: float) -> None:
    """Write what was fitted beside the weights."""
    told = replace(calibration_of(folder), **fitted)
    path = folder / CALIBRATION
    before = json.loads(path.read_text()) if path.is_file() else {}
    path.write_text(json.dumps(before | asdict(told)) + "\n")


if __name__ == "__main__":
    sys.exit(main())
