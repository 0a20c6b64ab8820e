"""Fine-tune the shipped polarity model: `python -m nlp.train --help`.

Each course of `nlp.courses` is one command, seeded and resumable. The evaluation splits are never
read here except `dev`, which the log reports after every epoch.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import AutoTokenizer

from nlp import corpus
from nlp.corpus import LABELS, Example
from nlp.courses import COURSES, Recipe, epoch_examples, names_taught
from nlp.losses import loss_of
from nlp.network import Names, Network
from nlp.tokens import Encoded

log = logging.getLogger("ipsomun.train")


def batches(encoded: Sequence[Encoded], batch_tokens: int, seed: int | None) -> Iterator[list[int]]:
    """Yield row numbers in batches of about `batch_tokens` tokens, rows of like length together."""
    order = list(range(len(encoded)))
    if seed is not None:
        random.Random(seed).shuffle(order)
    order.sort(key=lambda row: len(encoded[row].ids))
    cut: list[list[int]] = [[]]
    for row in order:
        if (len(cut[-1]) + 1) * len(encoded[row].ids) > batch_tokens and cut[-1]:
            cut.append([])
        cut[-1].append(row)
    if seed is not None:
        random.Random(seed + 1).shuffle(cut)
    yield from cut


def encode(tokenizer: Tokenizer, texts: Iterable[str], max_length: int) -> list[Encoded]:
    """Return the tokens of NFC texts, cut to `max_length`."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length)
    clean = [unicodedata.normalize("NFC", text) for text in texts]
    return [Encoded(found.ids, found.offsets) for found in tokenizer.encode_batch(clean)]


def padded(rows_of_ids: list[list[int]], pad_id: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return token ids and attention mask, both of shape (rows, longest)."""
    longest = max(map(len, rows_of_ids))
    ids = torch.tensor([row + [pad_id] * (longest - len(row)) for row in rows_of_ids])
    return ids, (ids != pad_id).long()


def parameter_groups(model: Network, recipe: Recipe) -> list[dict[str, Any]]:
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
                "lr": recipe.learning_rate
                * (recipe.new_head_rate if name.startswith("shown.") else 1.0)
                * recipe.layer_decay ** (recipe.layers + 1 - depth),
                "weight_decay": recipe.weight_decay if parameter.dim() > 1 else 0.0,
            }
        )
    return groups


def predict(model: Network, encoded: Sequence[Encoded], pad_id: int) -> torch.Tensor:
    """Return logits of shape (texts, labels and emotions)."""
    logits = torch.zeros(len(encoded), len(LABELS) + len(model.config.emotions))
    model.train(mode=False)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for batch in batches(encoded, 8_192, None):
            ids, mask = padded([encoded[row].ids for row in batch], pad_id)
            logits[batch] = model.both(ids, mask)[0].float()
    model.train(mode=True)
    return logits


def accuracy_of_two(logits: torch.Tensor, examples: Sequence[Example]) -> float:
    """Return the share of right answers when only praise and blame are allowed."""
    targets = torch.tensor([example.target or (0.0, 0.0, 0.0) for example in examples])
    right = (logits[:, 2] > logits[:, 0]) == (targets[:, 2] > targets[:, 0])
    return right.float().mean().item()


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, log and save; a second call with the same folder resumes at the last epoch."""
    parser = argparse.ArgumentParser(
        description="Fine-tune the shipped polarity model.",
        epilog="example: python -m nlp.train official --base ../shared/models/e5-small-ko "
        "--data ../shared/data --out var/official, "
        "then the same with reviews --base var/official and with trades --base var/reviews",
    )
    parser.add_argument(
        "course", choices=COURSES, help="what to teach: first official, then reviews, then trades"
    )
    parser.add_argument("--base", type=Path, required=True, help="folder of the model to start on")
    parser.add_argument("--data", type=Path, required=True, help="folder with nsmc, kote, kocasm")
    parser.add_argument("--out", type=Path, required=True, help="folder for weights and log")
    parser.add_argument(
        "--without",
        type=Path,
        default=Path(__file__).parents[1] / "demo/reviews.jsonl.gz",
        help="JSON lines whose reviews are left out, by id (default: the demo's)",
    )
    parser.add_argument(
        "--corrections",
        type=Path,
        help="JSON lines that `ipsomun read --corrections` printed: people's judgments",
    )
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    recipe = COURSES[options.course]
    corrected = corpus.corrections(options.corrections) if options.corrections else []
    train(recipe, options.base, options.data, options.out, options.without, corrected=corrected)


def train(
    recipe: Recipe,
    base: Path,
    data: Path,
    out: Path,
    without: Path,
    *,
    corrected: Sequence[Example] = (),
) -> None:
    """Run the recipe, with people's corrections; weights, tokenizer, recipe end up in `out`."""
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    tokenizer = AutoTokenizer.from_pretrained(base)
    fast, pad_id = tokenizer.backend_tokenizer, tokenizer.pad_token_id
    names = names_taught(recipe, data)
    model, average = (start(base, recipe, names) for _ in range(2))
    optimizer = torch.optim.AdamW(parameter_groups(model, recipe), betas=(0.9, 0.98), fused=True)
    run = Run(recipe, model, optimizer, average, tokenizer, out / "checkpoint.pt")
    run.resume()

    shown = frozenset(row["id"] for row in corpus.rows(without))
    official = recipe.course == "official"
    reviews = corpus.reviews(
        data / "nsmc/train.jsonl.gz",
        shown,
        only_official=official,
        official_part=recipe.official_part,
    )
    dev = corpus.balanced_dev(data / "nsmc")
    length = min(recipe.max_length, model.config.max_position_embeddings - 2)
    held_out = encode(fast, (example.text for example in dev), length)
    log.info("%s, %d dev", {group: len(found) for group, found in reviews.items()}, len(dev))

    for epoch in range(run.epochs_done, recipe.epochs):
        examples = epoch_examples(recipe, epoch, reviews, data)
        examples += list(corrected) * max(1, recipe.small_set_repeats)
        encoded = encode(fast, (example.text for example in examples), length)
        run.epoch(encoded, examples)
        score = accuracy_of_two(predict(model, held_out, pad_id), dev)
        log.info("epoch %d: dev (balanced, praise or blame) %.4f", epoch, score)
    final = average if run.averaged else model
    score = accuracy_of_two(predict(final, held_out, pad_id), dev)
    log.info("weight average: dev (balanced, praise or blame) %.4f", score)
    save(final, tokenizer, recipe, out)


def start(base: Path, recipe: Recipe, names: Names) -> Network:
    """Return the network that a course begins with."""
    labels = [str(label) for label in LABELS]
    return Network.start(base, recipe.layers, labels, names)


KEPT_EVERY = 500
"""Batches between two checkpoints: about ten minutes on two cores."""


@dataclass
class Run:
    """A training in progress: what a checkpoint holds."""

    recipe: Recipe
    model: Network
    optimizer: torch.optim.Optimizer
    average: Network
    tokenizer: Any
    checkpoint: Path
    averaged: int = 0
    epochs_done: int = 0
    batches_done: int = 0
    peaks: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.peaks = [group["lr"] for group in self.optimizer.param_groups]

    def epoch(self, encoded: Sequence[Encoded], examples: Sequence[Example]) -> None:
        """Learn from every row once."""
        self.model.train()
        seed = self.recipe.seed + 10 * self.epochs_done
        plan = list(batches(encoded, self.recipe.batch_tokens, seed))
        started, seen, running = time.monotonic(), 0, 0.0
        for number in range(self.batches_done, len(plan)):
            batch = plan[number]
            done = (self.epochs_done + number / len(plan)) / self.recipe.epochs
            self.set_rate(done)
            loss = self.step([encoded[row] for row in batch], [examples[row] for row in batch])
            if done > 1 - self.recipe.average_over and number % 20 == 0:
                self.update_average()
            running = 0.98 * running + 0.02 * loss if seen else loss
            seen += len(batch)
            if number % 200 == 0:
                speed = seen / (time.monotonic() - started)
                progress = f"epoch {self.epochs_done} {number}/{len(plan)}"
                log.info("%s loss %.4f %.0f rows/s", progress, running, speed)
            if number % KEPT_EVERY == KEPT_EVERY - 1:
                self.batches_done = number + 1
                self.keep()
        self.epochs_done, self.batches_done = self.epochs_done + 1, 0
        self.keep()

    def set_rate(self, done: float) -> None:
        """Set the learning rates: up in the warm-up, then straight down to zero."""
        warmup = self.recipe.warmup
        rate = min(done / warmup, (1 - done) / (1 - warmup))
        for group, peak in zip(self.optimizer.param_groups, self.peaks, strict=True):
            group["lr"] = peak * rate

    def step(self, encoded: Sequence[Encoded], examples: Sequence[Example]) -> float:
        """Learn from one batch and return its loss."""
        ids, mask = padded([one.ids for one in encoded], self.tokenizer.pad_token_id)
        hidden = (torch.rand(ids.shape) < self.recipe.hidden_tokens) & (mask == 1)
        hidden[:, 0] = False  # the first token gathers what the text says
        ids = ids.masked_fill(hidden, self.tokenizer.unk_token_id)
        with torch.autocast("cpu", torch.bfloat16):
            logits, of_tokens = self.model.both(ids, mask)
        offsets = [one.offsets for one in encoded]
        of_tokens = of_tokens if of_tokens is None else of_tokens.float()
        loss = loss_of(logits.float(), of_tokens, examples, offsets)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        return loss.item()

    def update_average(self) -> None:
        """Take the present weights into the running mean."""
        self.averaged += 1
        with torch.no_grad():
            pairs = zip(self.average.parameters(), self.model.parameters(), strict=True)
            for mean, present in pairs:
                mean.lerp_(present, 1 / self.averaged)

    def keep(self) -> None:
        """Write everything that a later run needs to go on, in one step."""
        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average.state_dict(),
            "averaged": self.averaged,
            "epochs": self.epochs_done,
            "batches": self.batches_done,
        }
        fresh = self.checkpoint.with_suffix(".new")
        torch.save(state, fresh)
        fresh.replace(self.checkpoint)

    def resume(self) -> None:
        """Take up a kept run, if there is one."""
        if not self.checkpoint.exists():
            return
        state = torch.load(self.checkpoint, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average.load_state_dict(state["average"])
        self.averaged = state["averaged"]
        self.epochs_done, self.batches_done = state["epochs"], state["batches"]
        log.info("resuming after epoch %d, batch %d", self.epochs_done, self.batches_done)


def save(model: Network, tokenizer: Any, recipe: Recipe, out: Path) -> None:
    """Write eight-bit weights, tokenizer and recipe."""
    model.save(out)
    tokenizer.backend_tokenizer.no_truncation()  # how long a text is read is the reader's choice
    tokenizer.save_pretrained(out)
    (out / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1) + "\n")


if __name__ == "__main__":
    main()
