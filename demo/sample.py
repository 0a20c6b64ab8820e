"""Draw the demo's sample: `python -m demo.sample --nsmc FOLDER`.

Reviews of 2013 to 2015 of the films in `titles.tsv`, from the Naver sentiment movie corpus
(CC0 1.0, https://github.com/e9t/nsmc). Reviews have no replies or shares, so a seeded
simulation adds shares; each of those rows says `"simulated": true`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SEED = 2013
REVIEWS_PER_SHARE = 10
YEARS = ("2013", "2014", "2015")

Row = dict[str, Any]


def brands_by_film(path: Path) -> dict[str, str]:
    """Return the brand of each film id."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["movie_id"]: row["brand"] for row in csv.DictReader(lines, delimiter="\t")}


def reviews(path: Path, brand_of: dict[str, str]) -> Iterator[Row]:
    """Yield the sample's reviews as rows for the file import."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["movie_id"] in brand_of and row["date"][:4] in YEARS and row["text"].strip():
                yield {
                    "id": row["id"],
                    "date": row["date"],
                    "author": row["author"],
                    "brand": brand_of[row["movie_id"]],
                    "text": row["text"],
                }


def shares(sample: Iterable[Row], reviews_per_share: int, seed: int) -> Iterator[Row]:
    """Yield a simulated share for every so many reviews of a brand.

    Each review draws shares in proportion to a heavy-tailed appeal of its author, so that a few
    people carry most of the word, as in real sharing; who shares is drawn evenly.
    """
    draw = random.Random(seed)
    by_brand: dict[str, list[Row]] = defaultdict(list)
    for row in sample:
        by_brand[row["brand"]].append(row)
    last = max(row["date"] for rows in by_brand.values() for row in rows)
    appeal: dict[str, float] = defaultdict(lambda: draw.paretovariate(1.1))
    for brand in sorted(by_brand):
        rows = by_brand[brand]
        weights = [appeal[row["author"]] for row in rows]
        for number, row in enumerate(draw.choices(rows, weights, k=len(rows) // reviews_per_share)):
            day = date.fromisoformat(row["date"]) + timedelta(days=draw.randint(0, 14))
            yield {
                "id": f"share-{brand}-{number}",
                "kind": "share",
                "reply_to": row["id"],
                "date": min(day.isoformat(), last),
                "author": draw.choice(rows)["author"],
                "brand": brand,
                "text": "",
                "simulated": True,
            }


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write gzipped JSON lines whose bytes depend on the rows alone."""
    with path.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as zipped:
        for row in rows:
            zipped.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


def main() -> None:
    """Write `reviews.jsonl.gz` beside this file: the reviews, then the simulated shares."""
    parser = argparse.ArgumentParser(description="Draw the demo's sample of real reviews.")
    parser.add_argument("--nsmc", type=Path, required=True, help="folder with train.jsonl.gz")
    options = parser.parse_args()
    sample = list(reviews(options.nsmc / "train.jsonl.gz", brands_by_film(HERE / "titles.tsv")))
    write(HERE / "reviews.jsonl.gz", [*sample, *shares(sample, REVIEWS_PER_SHARE, SEED)])


if __name__ == "__main__":
    main()
