"""Whole reader against a plain transformers pipeline: `python benchmarks/reading.py --help`."""

import argparse
import json
import resource
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import config as configuration
from mentions.model import Brand, Mention
from nlp.corpus import rows
from nlp.naming import locate
from nlp.reader import Reader

ROOT = Path(__file__).parents[1]
WARM_UP = 200


def main() -> None:
    """Print documents a second of both, memory, start, and the share of the matrix peak."""
    parser = argparse.ArgumentParser(description="Documents a second, same weights, same run.")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--model", default="")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--plain-count", type=int, default=600)
    options = parser.parse_args()
    source = options.data / "nsmc/dev.jsonl.gz"
    if not source.exists():
        print(f"skipped: no {source}")
        return
    reviews = [row["text"] for row in rows(source)]
    reviews = (reviews * (1 + options.count // len(reviews)))[: options.count]
    started = time.perf_counter()
    reader = load(options.model)
    engine = reader.classifier.engines.fast.name
    print(f"reader: ready in {time.perf_counter() - started:.1f} s, {engine}")
    now = datetime.now(UTC)
    mentions = [
        Mention(id=f"nsmc:{number}", source="nsmc", heard_at=now, text=text, brands=("영화",))
        for number, text in enumerate(reviews)
    ]
    list(reader.read(mentions[:WARM_UP]))
    started = time.perf_counter()
    count = sum(1 for _ in reader.read(mentions))
    ours = count / (time.perf_counter() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"reader: {ours:.0f} documents/s, all that is read; peak memory {peak:.2f} GB")
    print(f"transformer part: {network_share(reader, reviews, options.model)}")
    theirs = pipeline_rate(options.model, reviews[: options.plain_count])
    print(f"transformers.pipeline, one by one: {theirs:.0f} documents/s, polarity only")
    print(f"ratio: {ours / theirs:.1f}")


def load(model: str) -> Reader:
    """Return the reader that the shipped config gives, and one brand."""
    config = configuration.load(ROOT / "config.toml")
    return Reader.load(
        model=model,
        brands=[Brand(name="영화")],
        aspects=config.aspects,
        touchpoints=config.touchpoints,
    )


def network_share(reader: Reader, reviews: list[str], model: str) -> str:
    """Return how much of this machine's measured matrix peak the network reaches."""
    import torch

    texts = [text for text in reviews if text.strip()][:4_000]
    ids = reader.classifier.tokens.encode(texts)
    started = time.perf_counter()
    reader.classifier.outputs(reader.classifier.engines.fast, ids)
    took = time.perf_counter() - started
    shape = json.loads((locate(model) / "config.json").read_text())
    width, inner, layers = (
        shape[key] for key in ("hidden_size", "intermediate_size", "num_hidden_layers")
    )
    each = 2 * layers * (4 * width * width + 2 * width * inner)
    done = sum(map(len, ids)) * each / took / 1e9
    peaks = {str(kind): peak(kind) for kind in (torch.float32, torch.bfloat16)}
    told = ", ".join(f"{name} {value:.0f}" for name, value in peaks.items())
    best = max(peaks.values())
    return f"{done:.0f} G operations/s; torch matrix peak {told}: {done / best:.0%} of the best"


def peak(kind) -> float:
    """Return billions of operations a second of a large matrix product."""
    import torch

    one = torch.randn(2048, 2048).to(kind)
    best = 0.0
    for _ in range(6):
        started = time.perf_counter()
        torch.matmul(one, one)
        best = max(best, 2 * 2048**3 / (time.perf_counter() - started) / 1e9)
    return best


def pipeline_rate(model: str, reviews: list[str]) -> float:
    """Return documents a second of a plain pipeline with the same weights in full precision."""
    import torch
    from transformers import PreTrainedTokenizerFast, pipeline

    from nlp.network import Network, load_network

    network = load_network(locate(model))
    plain = network.polarity if isinstance(network, Network) else network.model
    with TemporaryDirectory() as folder:
        plain.set_attn_implementation("sdpa")
        plain.save_pretrained(folder)
        tokenizer = PreTrainedTokenizerFast.from_pretrained(locate(model))
        run = pipeline(
            "text-classification", model=folder, tokenizer=tokenizer, dtype=torch.float32
        )
        for text in reviews[:20]:
            run(text)
        started = time.perf_counter()
        for text in reviews:
            run(text)
        return len(reviews) / (time.perf_counter() - started)


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    main()
