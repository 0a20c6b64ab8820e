"""Reader against a plain transformers pipeline: `python benchmarks/reading.py --help`."""

import argparse
import time
from datetime import UTC, datetime
from pathlib import Path

from transformers import pipeline

from mentions.model import Brand, Mention
from nlp.classifier import SHIPPED
from nlp.corpus import rows
from nlp.reader import Reader


def main() -> None:
    """Print the documents a second of both."""
    parser = argparse.ArgumentParser(description="Documents a second, same weights, same run.")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", default="")
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--plain-count", type=int, default=300)
    options = parser.parse_args()
    source = options.data / "nsmc/dev.jsonl.gz"
    if not source.exists():
        print(f"skipped: no {source}")
        return
    reviews = [row["text"] for row in rows(source)][: options.count]
    started = time.perf_counter()
    reader = Reader.load(model=options.model, brands=[Brand(name="영화")])
    print(f"reader: ready in {time.perf_counter() - started:.1f} s")
    now = datetime.now(UTC)
    mentions = [
        Mention(id=f"nsmc:{number}", source="nsmc", heard_at=now, text=text, brands=("영화",))
        for number, text in enumerate(reviews)
    ]
    started = time.perf_counter()
    count = sum(1 for _ in reader.read(mentions))
    ours = count / (time.perf_counter() - started)
    plain = pipeline("text-classification", model=options.model or str(SHIPPED), dtype="float32")
    started = time.perf_counter()
    for text in reviews[: options.plain_count]:
        plain(text)
    theirs = min(options.plain_count, len(reviews)) / (time.perf_counter() - started)
    print(f"reader: {ours:.0f} documents/s with sentences, terms, brands and quotes")
    print(f"pipeline, one by one: {theirs:.0f} documents/s, polarity only")


if __name__ == "__main__":
    main()
