"""Measure emotions on KOTE and fit their thresholds: `python -m nlp.evaluate_emotions --help`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nlp import corpus
from nlp.classifier import Classifier
from nlp.corpus import Example
from nlp.feelings import FILE, Feelings
from nlp.labels import Floats
from nlp.naming import locate
from nlp.text import clean

STEPS = np.arange(0.05, 0.75, 0.025)
SMOOTHING = 10.0
"""Comments that the held-out part is short of: rare labels lean to the threshold of all."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print macro-F1 of the 44 labels and of the dozen feelings."""
    parser = argparse.ArgumentParser(
        description="Measure emotions; --calibrate fits thresholds on the held-out tenth of train.",
        epilog="example: python -m nlp.evaluate_emotions --data ../shared/data --calibrate",
    )
    parser.add_argument("--model", default="", help="folder of the model (default: the shipped)")
    parser.add_argument("--data", type=Path, required=True, help="folder with kote")
    parser.add_argument("--calibrate", action="store_true", help="fit the thresholds and save them")
    options = parser.parse_args(arguments)
    folder = options.data / "kote"
    classifier = Classifier.load(options.model)
    names = classifier.emotions
    place = locate(options.model)
    _, held_out = corpus.parted(corpus.comments(folder / "train.jsonl.gz"))
    test = corpus.comments(folder / "test.jsonl.gz")
    held = probabilities(classifier, held_out), labels(held_out, len(names))
    if options.calibrate:
        fitted = dict(zip(names, thresholds(*held).tolist(), strict=True))
        told = {"thresholds": fitted, "fitted_on": f"{len(held_out)} comments of kote/train"}
        (place / FILE).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    feelings = Feelings.load(place, names)
    found = probabilities(classifier, test), labels(test, len(names))
    for split, (rows, wanted) in (("held-out tenth of train", held), ("test", found)):
        each = f1(rows >= feelings.thresholds, wanted)
        grouped = f1(*as_feelings(feelings, rows, wanted))
        sys.stdout.write(
            f"KOTE {split}: {len(rows)} comments, macro-F1 {each.mean():.3f} of {len(each)} "
            f"labels, {grouped.mean():.3f} of {len(grouped)} feelings\n"
        )
    return 0


def probabilities(classifier: Classifier, examples: Sequence[Example]) -> Floats:
    """Return the emotions' probabilities, shape (texts, emotions)."""
    judged = classifier.judge([clean(example.text).text for example in examples])
    return np.array([one.emotions for one in judged])


def labels(examples: Sequence[Example], count: int) -> np.ndarray:
    """Return which emotions people saw, shape (texts, emotions), true or false."""
    seen = np.zeros((len(examples), count), dtype=bool)
    for row, example in enumerate(examples):
        seen[row, list(example.emotions or ())] = True
    return seen


def thresholds(rows: Floats, wanted: np.ndarray) -> Floats:
    """Return for each label the probability from which counting it is right most often by F1."""
    scores = np.array([counts(rows >= step, wanted) for step in STEPS])  # steps, 3, labels
    together = scores / wanted.shape[0]
    pooled = ratio(together.sum(axis=2, keepdims=True))
    own = ratio(scores + SMOOTHING * together.mean(axis=2, keepdims=True))
    best = (own + 1e-6 * pooled).argmax(axis=0)
    return np.asarray(STEPS[best].round(3), dtype=np.float64)


def counts(guess: np.ndarray, wanted: np.ndarray) -> Floats:
    """Return how many of each label are right, wrongly counted and missed, shape (3, labels)."""
    right = (guess & wanted).sum(axis=0)
    return np.array([right, guess.sum(axis=0) - right, wanted.sum(axis=0) - right], dtype=float)


def ratio(scores: Floats) -> Floats:
    """Return F1 of counts whose second axis is right, wrong, missed."""
    right, wrong, missed = scores[:, 0], scores[:, 1], scores[:, 2]
    found: Floats = 2 * right / np.maximum(2 * right + wrong + missed, 1e-9)
    return found


def f1(guess: np.ndarray, wanted: np.ndarray) -> Floats:
    """Return each label's F1."""
    found: Floats = ratio(counts(guess, wanted)[None])[0]
    return found


def as_feelings(
    feelings: Feelings, rows: Floats, wanted: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return guesses and truth of the feelings, each of shape (texts, feelings)."""
    over = rows >= feelings.thresholds
    columns = [list(some) for some in feelings.columns.values()]
    guess = np.array([over[:, some].any(axis=1) for some in columns]).T
    truth = np.array([wanted[:, some].any(axis=1) for some in columns]).T
    return guess, truth


if __name__ == "__main__":
    sys.exit(main())
