"""Measure a model on held-out texts and calibrate it: `python -m nlp.evaluate --help`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from mentions.model import Polarity
from nlp import corpus
from nlp.classifier import CALIBRATION, Calibration, Classifier, calibration_of
from nlp.labels import BLAME, ORDER, PRAISE, Floats
from nlp.naming import locate
from nlp.ngrams import Ngrams
from nlp.text import clean

BINS = 15
SILENT = (0.0, 0.0, 0.0)
SPLITS = ("dev", "official_test")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of the dev and test reviews and of labelled sentences."""
    parser = argparse.ArgumentParser(
        description="Measure a model; --calibrate fits temperature and bias on dev and saves them.",
        epilog="example: python -m nlp.evaluate --data ../shared/data --calibrate",
    )
    parser.add_argument("--model", default="", help="folder of the model (default: the shipped)")
    parser.add_argument("--data", type=Path, required=True, help="folder with nsmc")
    parser.add_argument("--sentences", type=Path, help="tab-separated polarity, kind, text")
    parser.add_argument("--calibrate", action="store_true", help="fit on dev and save")
    parser.add_argument("--limit", type=int, help="read only so many reviews of each split")
    options = parser.parse_args(arguments)
    folder = options.data / "nsmc"
    if options.calibrate:
        found = calibrate(options.model, balanced(folder))
        sys.stdout.write(f"{found}\n")
    classifier = Classifier.load(options.model)
    splits = [("dev, balanced", balanced(folder))]
    splits += [(one, reviews(folder / f"{one}.jsonl.gz", options.limit)) for one in SPLITS]
    for split, (texts, labels) in splits:
        right, error = figures(classifier.classify(texts), labels)
        sys.stdout.write(f"{split}: {len(texts)} reviews, accuracy {right:.4f}, ECE {error:.4f}\n")
    if options.sentences:
        for kind, (count, share) in by_kind(classifier, options.sentences).items():
            sys.stdout.write(f"{kind}: {count} sentences, right {share:.3f}\n")
    return 0


def balanced(folder: Path) -> tuple[list[str], Floats]:
    """Return dev's clean reviews, as many of praise as of blame, and 1.0 for praise."""
    examples = corpus.balanced_dev(folder)
    labels = np.array([(example.target or SILENT)[PRAISE] for example in examples])
    return [clean(example.text).text for example in examples], labels


def reviews(path: Path, limit: int | None = None) -> tuple[list[str], Floats]:
    """Return the labelled reviews' clean texts, and 1.0 for praise and 0.0 for blame."""
    rows = [row for row in corpus.rows(path) if row["label"] is not None][:limit]
    labels = np.array([float(row["label"]) for row in rows])
    return [clean(row["text"]).text for row in rows], labels


def figures(rows: Floats, labels: Floats) -> tuple[float, float]:
    """Return accuracy and expected calibration error when only praise and blame are allowed."""
    praise = rows[:, PRAISE] / (rows[:, PRAISE] + rows[:, BLAME])
    right = (praise > 0.5) == (labels > 0.5)
    return float(right.mean()), calibration_error(np.maximum(praise, 1 - praise), right)


def calibration_error(confidence: Floats, right: np.ndarray) -> float:
    """Return the expected calibration error over 15 equal bins (Guo et al. 2017).

    >>> calibration_error(np.array([0.9, 0.9]), np.array([True, True]))
    0.09999999999999998
    """
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        (bins == number).mean()
        * abs(confidence[bins == number].mean() - right[bins == number].mean())
        for number in np.unique(bins)
    ]
    return float(sum(gaps))


def calibrate(model: str, dev: tuple[Sequence[str], Floats]) -> Calibration:
    """Fit what makes praise or blame of balanced reviews most likely; save it beside the weights.

    A logistic regression of three numbers: how much the network's margin between praise and blame
    counts, how much that of the n-grams, and a bias.
    """
    folder = locate(model)
    path = folder / CALIBRATION
    before = calibration_of(folder)
    path.unlink(missing_ok=True)
    texts, labels = dev
    rows = np.clip(Classifier.load(model).classify(texts), 1e-9, 1)
    margin = np.log(rows[:, PRAISE]) - np.log(rows[:, BLAME])
    ngrams = Ngrams.load(folder)
    linear = ngrams.logits(texts) if ngrams else np.zeros((len(texts), 3))
    other = linear[:, PRAISE] - linear[:, BLAME]
    sign = np.where(labels > 0.5, 1.0, -1.0)

    def loss(fit: Floats) -> float:
        score = margin * fit[0] + other * fit[1] + fit[2]
        return float(np.logaddexp(0, -sign * score).mean())

    slope, part, bias = minimize(loss, [1.0, 0.3, 0.0], method="Nelder-Mead").x
    found = replace(
        before,
        temperature=round(float(1 / slope), 4),
        praise_bias=round(float(bias), 4),
        ngrams=round(float(part / slope), 4) if ngrams else 0.0,
    )
    told = asdict(found) | {"fitted_on": f"{len(texts)} balanced reviews of nsmc/dev"}
    path.write_text(json.dumps(told) + "\n")
    return found


def labelled(path: Path) -> list[tuple[Polarity, str, str]]:
    """Return (polarity, kind, text) of a tab-separated file with a header."""
    _, *lines = path.read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line]
    return [(Polarity(polarity), kind, text) for polarity, kind, text in cells]


def by_kind(classifier: Classifier, path: Path) -> dict[str, tuple[int, float]]:
    """Return the count and the share of right answers of each kind of sentence, and of all."""
    rows = labelled(path)
    guesses = classifier.classify([clean(text).text for _, _, text in rows]).argmax(axis=1)
    pairs = zip(rows, guesses, strict=True)
    answers = [(kind, ORDER[guess] is polarity) for (polarity, kind, _), guess in pairs]
    kinds = dict.fromkeys(kind for kind, _ in answers)
    return {kind: shares(right for other, right in answers if other == kind) for kind in kinds} | {
        "all": shares(right for _, right in answers)
    }


def shares(answers: Iterable[bool]) -> tuple[int, float]:
    """Return the count and the share of true answers."""
    kept = list(answers)
    return len(kept), sum(kept) / len(kept)


if __name__ == "__main__":
    sys.exit(main())
