"""Fine-tune the shipped polarity model: `python -m nlp.train --help`.

One command, seeded and resumable: every epoch draws its own balanced sample, so a longer
training sees more of the majority class instead of the same rows again. The evaluation
splits are never read here except `dev`, which the log reports after every epoch.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import random
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import torch
from tokenizers import Tokenizer
from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification, BertModel

from mentions.model import Polarity

log = logging.getLogger("ipsomun.train")

LABELS: tuple[Polarity, ...] = (Polarity.BLAME, Polarity.NEUTRAL, Polarity.PRAISE)
CLASS_OF = {polarity: number for number, polarity in enumerate(LABELS)}

# KOTE's label numbers. A comment teaches a polarity only when every rater's emotion agrees with it.
KOTE_PRAISE = frozenset({1, 2, 4, 7, 8, 13, 14, 16, 28, 32, 40, 42, 43})
KOTE_BLAME = frozenset({0, 3, 6, 9, 10, 12, 20, 21, 22, 23, 30, 31, 35, 36, 37})
KOTE_NONE = 24
KOTE_CALM = frozenset({KOTE_NONE, 11, 15, 29})  # beside "none": resolve, interest, insight


class Example(NamedTuple):
    """One training text and its class: 0 blame, 1 neutral, 2 praise."""

    text: str
    label: int


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Everything that decides the weights; written beside them."""

    layers: int = 6
    epochs: int = 3
    blame_per_epoch: int = 80_000
    praise_per_epoch: int = 80_000
    small_set_repeats: int = 6
    batch_tokens: int = 2_048
    max_length: int = 128
    learning_rate: float = 2e-4
    layer_decay: float = 0.9
    warmup: float = 0.05
    weight_decay: float = 0.01
    average_over: float = 0.1
    seed: int = 20_261_124


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
    """Return kocasm's random (not sarcastic) tweets as neutral examples."""
    texts = (row["text"].replace("@user", "").strip() for row in rows(path) if row["label"] == 0)
    return [Example(text, 1) for text in texts if len(text) >= 8]


def sentences(path: Path) -> list[Example]:
    """Return our own sentences over many trades: `polarity`, `trade`, `text`, tab-separated."""
    _, *lines = path.read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if line.strip())
    return [Example(text, CLASS_OF[Polarity(polarity)]) for polarity, _trade, text in cells]


def draw(
    recipe: Recipe, epoch: int, by_class: dict[int, list[Example]], others: Sequence[Example]
) -> list[Example]:
    """Return one epoch's examples: fresh rows of each class first, then around again."""
    examples = list(others)
    for label, count in ((0, recipe.blame_per_epoch), (2, recipe.praise_per_epoch)):
        pool = list(by_class[label])
        random.Random(recipe.seed + label).shuffle(pool)
        start = epoch * count
        examples += [pool[(start + offset) % len(pool)] for offset in range(count)]
    return examples


def batches(
    token_ids: Sequence[list[int]], batch_tokens: int, seed: int | None
) -> Iterator[list[int]]:
    """Yield row numbers in batches of about `batch_tokens` tokens, rows of like length together."""
    order = list(range(len(token_ids)))
    if seed is not None:
        random.Random(seed).shuffle(order)
    order.sort(key=lambda row: len(token_ids[row]))
    cut: list[list[int]] = [[]]
    for row in order:
        if (len(cut[-1]) + 1) * len(token_ids[row]) > batch_tokens and cut[-1]:
            cut.append([])
        cut[-1].append(row)
    if seed is not None:
        random.Random(seed + 1).shuffle(cut)
    yield from cut


def encode(tokenizer: Tokenizer, texts: Iterable[str], max_length: int) -> list[list[int]]:
    """Return the token ids of NFC texts, cut to `max_length`."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length)
    clean = [unicodedata.normalize("NFC", text) for text in texts]
    return [encoding.ids for encoding in tokenizer.encode_batch(clean)]


def padded(rows_of_ids: list[list[int]], pad_id: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return token ids and attention mask, both of shape (rows, longest)."""
    longest = max(map(len, rows_of_ids))
    ids = torch.tensor([row + [pad_id] * (longest - len(row)) for row in rows_of_ids])
    return ids, (ids != pad_id).long()


def start_model(base: Path, layers: int) -> BertForSequenceClassification:
    """Return a classifier on the first `layers` layers of the base model."""
    config = BertConfig.from_pretrained(
        base,
        num_hidden_layers=layers,
        num_labels=len(LABELS),
        id2label={number: polarity.value for polarity, number in CLASS_OF.items()},
        label2id={polarity.value: number for polarity, number in CLASS_OF.items()},
        dtype="float32",
    )
    model = BertForSequenceClassification(config)
    body = BertModel.from_pretrained(
        base, num_hidden_layers=layers, dtype=torch.float32, add_pooling_layer=False
    )
    model.bert.load_state_dict(body.state_dict(), strict=False)
    return model


def parameter_groups(model: BertForSequenceClassification, recipe: Recipe) -> list[dict[str, Any]]:
    """Return optimizer groups whose rate falls by `layer_decay` a layer towards the embeddings."""
    groups = []
    for name, parameter in model.named_parameters():
        depth = recipe.layers + 1
        if ".embeddings." in name:
            depth = 0
        elif ".layer." in name:
            depth = int(name.split(".layer.")[1].split(".")[0]) + 1
        groups.append(
            {
                "params": [parameter],
                "lr": recipe.learning_rate * recipe.layer_decay ** (recipe.layers + 1 - depth),
                "weight_decay": recipe.weight_decay if parameter.dim() > 1 else 0.0,
            }
        )
    return groups


def predict(
    model: BertForSequenceClassification, token_ids: list[list[int]], pad_id: int
) -> torch.Tensor:
    """Return logits of shape (texts, classes)."""
    logits = torch.zeros(len(token_ids), len(LABELS))
    model.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for batch in batches(token_ids, 8_192, None):
            ids, mask = padded([token_ids[row] for row in batch], pad_id)
            logits[batch] = model(input_ids=ids, attention_mask=mask).logits.float()
    model.train()
    return logits


def accuracy_of_two(logits: torch.Tensor, labels: Sequence[int]) -> float:
    """Return the share of right answers when only praise and blame are allowed."""
    guess = torch.where(logits[:, 2] > logits[:, 0], 2, 0)
    return (guess == torch.tensor(labels)).float().mean().item()


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, log and save; a second call with the same folder resumes at the last epoch."""
    parser = argparse.ArgumentParser(
        description="Fine-tune the shipped polarity model.",
        epilog="example: python -m nlp.train --base ../shared/models/e5-small-ko "
        "--data ../shared/data --out var/model",
    )
    parser.add_argument("--base", type=Path, required=True, help="folder of the base model")
    parser.add_argument("--data", type=Path, required=True, help="folder with nsmc, kote, kocasm")
    parser.add_argument("--out", type=Path, required=True, help="folder for weights and log")
    parser.add_argument(
        "--without",
        type=Path,
        default=Path(__file__).parents[1] / "demo/reviews.jsonl.gz",
        help="JSON lines whose reviews are left out, by id (default: the demo's)",
    )
    parser.add_argument("--epochs", type=int, default=Recipe.epochs)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(Recipe(epochs=options.epochs), options.base, options.data, options.out, options.without)


def train(recipe: Recipe, base: Path, data: Path, out: Path, without: Path) -> None:
    """Run the recipe; weights, tokenizer and recipe end up in `out`."""
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    tokenizer = AutoTokenizer.from_pretrained(base)
    fast, pad_id = tokenizer.backend_tokenizer, tokenizer.pad_token_id
    model = start_model(base, recipe.layers)
    optimizer = torch.optim.AdamW(parameter_groups(model, recipe), betas=(0.9, 0.98), fused=True)
    peaks = [group["lr"] for group in optimizer.param_groups]
    average = torch.optim.swa_utils.AveragedModel(model)
    checkpoint, first_epoch = out / "checkpoint.pt", 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average.load_state_dict(state["average"])
        first_epoch = state["epoch"]
        log.info("resuming after epoch %d", first_epoch)

    hidden = frozenset(row["id"] for row in rows(without))
    by_class = reviews(data / "nsmc/train.jsonl.gz", hidden)
    balanced = frozenset((data / "nsmc/dev_balanced_ids.txt").read_text().split())
    dev = [row for row in rows(data / "nsmc/dev.jsonl.gz") if row["id"] in balanced]
    dev_labels = [2 if row["label"] == 1 else 0 for row in dev]
    dev_ids = encode(fast, (row["text"] for row in dev), recipe.max_length)
    log.info("%d blame, %d praise, %d dev", len(by_class[0]), len(by_class[2]), len(dev))

    model.train()
    for epoch in range(first_epoch, recipe.epochs):
        own = sentences(Path(__file__).parent / "data/sentences.tsv")
        small = (own + comments(data / "kote/train.jsonl.gz")) * recipe.small_set_repeats
        others = small + tweets(data / "kocasm/train.jsonl.gz")
        examples = draw(recipe, epoch, by_class, others)
        token_ids = encode(fast, (example.text for example in examples), recipe.max_length)
        plan = list(batches(token_ids, recipe.batch_tokens, recipe.seed + 10 * epoch))
        total, started, running = recipe.epochs * len(plan), time.monotonic(), 0.0
        for number, batch in enumerate(plan):
            done = (epoch * len(plan) + number) / total
            rate = min(done / recipe.warmup, (1 - done) / (1 - recipe.warmup))
            for group, peak in zip(optimizer.param_groups, peaks, strict=True):
                group["lr"] = peak * rate
            ids, mask = padded([token_ids[row] for row in batch], pad_id)
            labels = torch.tensor([examples[row].label for row in batch])
            with torch.autocast("cpu", torch.bfloat16):
                logits = model(input_ids=ids, attention_mask=mask).logits
            loss = torch.nn.functional.cross_entropy(logits.float(), labels)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            if done > 1 - recipe.average_over and number % 20 == 0:
                average.update_parameters(model)
            running = 0.98 * running + 0.02 * loss.item() if number else loss.item()
            if number % 200 == 0:
                seen = sum(map(len, plan[: number + 1])) / (time.monotonic() - started)
                log.info(
                    "epoch %d %d/%d loss %.4f %.0f rows/s", epoch, number, len(plan), running, seen
                )
        score = accuracy_of_two(predict(model, dev_ids, pad_id), dev_labels)
        log.info("epoch %d: dev (balanced, praise or blame) %.4f", epoch, score)
        torch.save(
            {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "average": average.state_dict(),
                "epoch": epoch + 1,
            },
            checkpoint,
        )
        save(model, tokenizer, recipe, out)

    averaged = average.module
    score = accuracy_of_two(predict(averaged, dev_ids, pad_id), dev_labels)
    log.info("weight average: dev (balanced, praise or blame) %.4f", score)
    save(averaged, tokenizer, recipe, out)


def save(model: BertForSequenceClassification, tokenizer: Any, recipe: Recipe, out: Path) -> None:
    """Write half-precision weights, tokenizer and recipe in Hugging Face's layout."""
    halved = BertForSequenceClassification(model.config)
    halved.load_state_dict(model.state_dict())
    halved.half().save_pretrained(out)
    tokenizer.save_pretrained(out)
    (out / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1) + "\n")


if __name__ == "__main__":
    main()
