"""Teach the linear half of the classifier: `python -m nlp.train_ngrams --help`."""

from __future__ import annotations

import argparse
import logging
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from nlp import corpus
from nlp.corpus import Example
from nlp.ngrams import BUCKETS, Ngrams

RAREST = 3
"""Texts in which a run of characters must stand to be learned."""

INVERSE_PENALTY = 3.0
TOLERANCE = 1e-2
MOST_PRAISE = 150_000
SENTENCE_WEIGHT = 3.0
log = logging.getLogger("ipsomun.train")


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn from the same texts as the network's course, and save beside its weights."""
    parser = argparse.ArgumentParser(
        description="Teach the classifier's n-grams.",
        epilog="example: python -m nlp.train_ngrams trades --data ../shared/data --out var/model",
    )
    parser.add_argument("course", choices=["official", "trades"], help="as in nlp.train")
    parser.add_argument("--data", type=Path, required=True, help="folder with nsmc, kote, kocasm")
    parser.add_argument("--out", type=Path, required=True, help="folder of the network's weights")
    parser.add_argument(
        "--without",
        type=Path,
        default=Path(__file__).parents[1] / "demo/reviews.jsonl.gz",
        help="JSON lines whose reviews are left out, by id (default: the demo's)",
    )
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options.out.mkdir(parents=True, exist_ok=True)
    taught, weights = examples(options.course, options.data, options.without)
    log.info("%d texts", len(taught))
    learned(taught, weights).save(options.out)


def examples(course: str, data: Path, without: Path) -> tuple[list[Example], list[float]]:
    """Return the texts of a course and how much each weighs."""
    shown = frozenset(row["id"] for row in corpus.rows(without))
    official = course == "official"
    reviews = corpus.reviews(data / "nsmc/train.jsonl.gz", shown, only_official=official)
    sure = {"blame": corpus.SURE[0], "praise": corpus.SURE[2]}
    found = [
        Example(review.text, target)
        for group, target in sure.items()
        for review in reviews[group][:MOST_PRAISE]
    ]
    balance = min(MOST_PRAISE, len(reviews["blame"])) / max(1, len(reviews["praise"][:MOST_PRAISE]))
    weights = [balance if one.target == sure["praise"] else 1.0 for one in found]
    if not official:
        own = corpus.sentences(Path(__file__).parent / "data/sentences.tsv")
        learning, _ = corpus.parted(corpus.comments(data / "kote/train.jsonl.gz"))
        small = [*learning, *corpus.tweets(data / "kocasm/train.jsonl.gz")]
        found += own + [one for one in small if one.target is not None]
        weights += [SENTENCE_WEIGHT] * len(own)
        weights += [1.0] * (len(found) - len(weights))
    return found, weights


def learned(taught: Sequence[Example], weights: Sequence[float]) -> Ngrams:
    """Return n-grams fitted to examples."""
    texts = [unicodedata.normalize("NFC", one.text) for one in taught]
    classes = np.array([int(np.argmax(one.target)) for one in taught if one.target])
    even = Ngrams(np.zeros((BUCKETS, 3), np.float32), np.ones(BUCKETS, np.float32), np.zeros(3))
    table = matrix(even, texts)
    seen = np.bincount(table.indices, minlength=BUCKETS)
    rarity = np.where(seen >= RAREST, np.log((1 + len(texts)) / (1 + seen)) + 1, 0.0)
    rarity = rarity.astype(np.float16).astype(np.float32)
    table = normal(table.multiply(rarity[None, :]).tocsr())
    used = np.flatnonzero(rarity)
    found = np.zeros((BUCKETS, 3), dtype=np.float32)
    bias = np.zeros(3)
    for number in range(3):
        is_one = classes == number
        if is_one.any():  # each class against the others
            model = LogisticRegression(C=INVERSE_PENALTY, solver="liblinear", tol=TOLERANCE)
            model.fit(table[:, used], is_one, sample_weight=np.array(weights))
            found[used, number], bias[number] = model.coef_[0], model.intercept_[0]
            log.info("%s: learned", corpus.LABELS[number])
    return Ngrams(found, rarity, bias)


def matrix(ngrams: Ngrams, texts: Sequence[str]) -> csr_matrix:
    """Return the damped counts of all texts before they are made one long, sparse."""
    rows = []
    for text in texts:
        places, values = ngrams.row(text)
        lowest = values.min(initial=1.0)
        rows.append((places.astype(np.int32), (values / lowest).astype(np.float32)))
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    indices = np.concatenate([places for places, _ in rows])
    values = np.concatenate([values for _, values in rows])
    found = csr_matrix((values, indices, ends), shape=(len(rows), BUCKETS))
    found.sum_duplicates()
    return found


def normal(table: csr_matrix) -> csr_matrix:
    """Return the rows, each of length 1."""
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    scale = 1 / np.where(lengths > 0, lengths, 1)
    table.data *= np.repeat(scale, np.diff(table.indptr))
    return table


if __name__ == "__main__":
    main()
