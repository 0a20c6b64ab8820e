"""The labelled texts that the shipped model learns from.

Film reviews (NSMC, CC0), online comments (KOTE, MIT), random tweets (kocasm, MIT) and our own
sentences over many trades (`data/sentences.tsv`).
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from mentions.model import Polarity

LABELS: tuple[Polarity, ...] = (Polarity.BLAME, Polarity.NEUTRAL, Polarity.PRAISE)
CLASS_OF = {polarity: number for number, polarity in enumerate(LABELS)}

# KOTE's label numbers. A comment teaches a polarity only when every rater's emotion agrees with it.
KOTE_PRAISE = frozenset({1, 2, 4, 7, 8, 13, 14, 16, 28, 32, 40, 42, 43})
KOTE_BLAME = frozenset({0, 3, 6, 9, 10, 12, 20, 21, 22, 23, 30, 31, 35, 36, 37})
KOTE_NONE = 24
KOTE_CALM = frozenset({KOTE_NONE, 11, 15, 29})  # beside "none": resolve, interest, insight


FEELING = re.compile(
    r"좋|조아|최고|대박|굿|짱|멋[지있진짐]|[이예]쁘|[이예]뻐|귀[엽여]|사랑|감사|고[맙마]|축하|행복|재[미밌]|부럽|맛있|응원|기대"
    r"|싫|짜증|최악|나쁘|나빠|못[하해한]|화[나난]|미친|미쳤|새끼|씨[발바]|ㅅㅂ|욕|쓰레기|실망|답답|힘[들드]|슬[프퍼]|아프|아파|죽[겠을]"
    r"|불쌍|한심|어이없|무섭|더럽|역겹|지겹|아깝|망[했할]|[ㅠㅜ]{2}|;;|ㅡㅡ|헐|젠장"
)
"""Words and signs of feeling: a random tweet that has one may well praise or blame."""


class Example(NamedTuple):
    """One training text and its class: 0 blame, 1 neutral, 2 praise."""

    text: str
    label: int


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a (gzipped) JSON-lines file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def reviews(path: Path, without_ids: frozenset[str]) -> dict[int, list[Example]]:
    """Return the labelled film reviews by class, without those that the demo shows."""
    by_class: dict[int, list[Example]] = {0: [], 2: []}
    for row in rows(path):
        if row["label"] is not None and row["id"] not in without_ids and row["text"].strip():
            label = 2 if row["label"] == 1 else 0
            by_class[label].append(Example(row["text"], label))
    return by_class


def comments(path: Path) -> list[Example]:
    """Return KOTE's comments whose raters agree on praise, blame or no emotion at all."""
    examples = []
    for row in rows(path):
        emotions = frozenset(row["labels"])
        if KOTE_NONE in emotions and emotions <= KOTE_CALM:
            examples.append(Example(row["text"], 1))
        elif emotions <= KOTE_PRAISE:
            examples.append(Example(row["text"], 2))
        elif emotions <= KOTE_BLAME:
            examples.append(Example(row["text"], 0))
    return examples


def tweets(path: Path) -> list[Example]:
    """Return kocasm's random (not sarcastic) tweets without a word of feeling, as neutral."""
    texts = (row["text"].replace("@user", "").strip() for row in rows(path) if row["label"] == 0)
    return [Example(text, 1) for text in texts if len(text) >= 8 and not FEELING.search(text)]


def sentences(path: Path) -> list[Example]:
    """Return our own sentences over many trades: `polarity`, `trade`, `text`, tab-separated."""
    _, *lines = path.read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if line.strip())
    return [Example(text, CLASS_OF[Polarity(polarity)]) for polarity, _trade, text in cells]


def balanced_dev(folder: Path) -> list[Example]:
    """Return the development reviews: as many of praise as of blame."""
    balanced = frozenset((folder / "dev_balanced_ids.txt").read_text().split())
    chosen = (row for row in rows(folder / "dev.jsonl.gz") if row["id"] in balanced)
    return [Example(row["text"], 2 if row["label"] == 1 else 0) for row in chosen]


def draw(
    by_class: dict[int, list[Example]], counts: dict[int, int], epoch: int, seed: int
) -> list[Example]:
    """Return one epoch's examples: fresh rows of each class first, then around again."""
    examples = []
    for label, count in counts.items():
        pool = list(by_class[label])
        random.Random(seed + label).shuffle(pool)
        start = epoch * count
        examples += [pool[(start + offset) % len(pool)] for offset in range(count)]
    return examples
