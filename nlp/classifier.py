"""The transformer: texts in, probabilities of blame, neutral and praise out."""

from __future__ import annotations

import copy
import hashlib
import json
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from mentions.errors import ConfigError
from mentions.model import Polarity
from nlp.labels import Floats, meaning, polarities_of

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # torch's threads already use the cores

SHIPPED = Path(__file__).parent / "model"
SHIPPED_NAME = "ipsomun"
CALIBRATION = "calibration.json"
MOST_TOKENS = 256
BATCH_TOKENS = {"cpu": 8_192, "cuda": 65_536}
MOST_CHARACTERS = 8 * MOST_TOKENS
PROBE_SHAPE = (32, 48)
CLOSE_CALL = 0.05
"""Lead of the best probability under which bfloat16 could have turned the answer."""
Told = Callable[[int, int], None]
log = logging.getLogger("ipsomun.nlp")


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """What `nlp.evaluate` fitted: logits are divided by `temperature`, praise gains `praise_bias`.

    Temperature scaling (Guo et al., "On calibration of modern neural networks", ICML 2017) with
    an intercept, because praise is more frequent where a model learned than where it reads.
    """

    temperature: float = 1.0
    praise_bias: float = 0.0


@dataclass(frozen=True)
class Classifier:
    """A loaded sequence-classification model; `polarities` says what each output means.

    `model` is the fast network, `exact` the one in full precision that looks again where the
    fast one's rounding, which depends on the company in a batch, could turn the answer.
    """

    name: str
    model: Any
    exact: Any
    tokenizer: Any
    polarities: tuple[Polarity, ...]
    calibration: Calibration
    device: str
    most_tokens: int

    @classmethod
    def load(
        cls,
        model: str = "",
        *,
        device: str = "auto",
        labels: Mapping[str, str] | None = None,
        precision: str = "auto",
    ) -> Classifier:
        """Load a folder or a downloaded Hugging Face model by name; empty is the shipped one.

        `device` is auto, cpu or cuda. `precision` is auto (the faster on this machine, with a
        second look at close calls), float32 (in whatever batches the same figures to five
        digits) or bfloat16. Nothing is downloaded.
        Raises `ConfigError` when there is no such model, its labels are not understood, or the
        device is missing.
        """
        folder = locate(model)
        network, tokenizer = load_network(folder, model)
        polarities = meaning(network.config.id2label, labels or {})
        if tokenizer.pad_token_id is None:
            raise ConfigError(f"reader.model: {model} cannot pad, so it cannot read in batches.")
        place = chosen_device(device)
        full = network.to(place).eval()
        network = in_precision(full, precision, place)
        positions = getattr(network.config, "max_position_embeddings", MOST_TOKENS + 2)
        return cls(
            name_of(model, labels),
            network,
            full if precision == "auto" else network,
            tokenizer,
            polarities,
            calibration_of(folder),
            place,
            min(MOST_TOKENS, positions - 2),
        )

    def classify(self, texts: Sequence[str], told: Told | None = None) -> Floats:
        """Return probabilities of blame, neutral and praise, shape (texts, 3), in given order.

        The texts must be clean NFC (`nlp.text.clean`); of a long one the beginning and the end
        are read. `told(done, total)` is called after each batch.
        """
        token_ids = self.encode(texts)
        found = self.probabilities(self.model, token_ids, told)
        if self.exact is not self.model and len(texts):
            best = np.sort(found, axis=1)
            close = np.flatnonzero(best[:, -1] - best[:, -2] < CLOSE_CALL)
            found[close] = self.probabilities(self.exact, [token_ids[row] for row in close])
        return found

    def probabilities(
        self, network: Any, token_ids: Sequence[Sequence[int]], told: Told | None = None
    ) -> Floats:
        """Return what one network says of tokenised texts, shape (texts, 3)."""
        logits = np.zeros((len(token_ids), len(self.polarities)))
        done = 0
        for rows in batches([len(ids) for ids in token_ids], BATCH_TOKENS[self.device]):
            logits[rows] = self.logits(network, [token_ids[row] for row in rows])
            done += len(rows)
            if told:
                told(done, len(token_ids))
        return polarities_of(softmax(self.calibrated(logits)), self.polarities)

    def calibrated(self, logits: Floats) -> Floats:
        """Return logits, shape (texts, labels), as sure as held-out texts have shown them to be."""
        half = self.calibration.praise_bias / 2
        shift = [
            half if p is Polarity.PRAISE else -half if p is Polarity.BLAME else 0.0
            for p in self.polarities
        ]
        calibrated: Floats = logits / self.calibration.temperature + np.array(shift)
        return calibrated

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return token ids with the special tokens, cut in the middle to `most_tokens`."""
        if not texts:
            return []
        short = [shortened(text, MOST_CHARACTERS) for text in texts]
        encoded = self.tokenizer(short, return_attention_mask=False, verbose=False)["input_ids"]
        half = self.most_tokens // 2
        return [
            ids if len(ids) <= self.most_tokens else ids[:half] + ids[half - self.most_tokens :]
            for ids in encoded
        ]

    def logits(self, network: Any, token_ids: Sequence[Sequence[int]]) -> Floats:
        """Return one batch's logits, shape (texts, labels)."""
        longest = max(map(len, token_ids))
        ids = torch.full((len(token_ids), longest), int(self.tokenizer.pad_token_id))
        mask = torch.zeros_like(ids)
        for row, one in enumerate(token_ids):
            ids[row, : len(one)] = torch.tensor(one)
            mask[row, : len(one)] = 1
        with torch.inference_mode():
            out = network(input_ids=ids.to(self.device), attention_mask=mask.to(self.device)).logits
        numbers: Floats = out.float().cpu().numpy().astype(np.float64)
        return numbers


def name_of(model: str, labels: Mapping[str, str] | None = None) -> str:
    """Return `model@version` of a model without loading it."""
    version = fingerprint(locate(model), labels or {})
    return f"{model.strip('/').split('/')[-1] or SHIPPED_NAME}@{version}"


def locate(model: str) -> Path:
    """Return the folder of a model: the shipped one, a path, or a downloaded hub name."""
    if not model:
        if not (SHIPPED / "config.json").is_file():
            raise ConfigError(f"the shipped model is missing from {SHIPPED}. Install again.")
        return SHIPPED
    folder = Path(model).expanduser()
    if (folder / "config.json").is_file():
        return folder
    if folder.is_dir() or folder.is_absolute() or model.count("/") > 1:
        raise ConfigError(f"reader.model: {model} holds no Hugging Face model (no config.json).")
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError):
        raise ConfigError(
            f"reader.model: {model!r} is neither a folder nor a downloaded model. "
            f"Download it first: hf download {model}"
        ) from None


def load_network(folder: Path, model: str) -> tuple[Any, Any]:
    """Return the network in single precision, and its tokenizer."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer  # noqa: PLC0415
    from transformers.utils.logging import disable_progress_bar  # noqa: PLC0415

    disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        network = AutoModelForSequenceClassification.from_pretrained(
            folder, dtype=torch.float32, local_files_only=True
        )
        return network, AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(
            f"reader.model: {model or folder} does not load as a sequence classifier: {error}"
        ) from error


def chosen_device(device: str) -> str:
    """Return cpu or cuda."""
    there = torch.cuda.is_available()
    if device == "cuda" and not there:
        raise ConfigError('reader.device: "cuda" is asked for, but torch sees no GPU.')
    return "cuda" if there and device != "cpu" else "cpu"


def in_precision(network: Any, precision: str, device: str) -> Any:
    """Return the network, or a copy of it in the precision asked for."""
    if precision == "auto" and device == "cpu":
        return faster_on_this_cpu(network)
    return network if precision == "float32" else halved(network)


def halved(network: Any) -> Any:
    """Return a copy in bfloat16."""
    return copy.deepcopy(network).to(torch.bfloat16)


def faster_on_this_cpu(network: Any) -> Any:
    """Return the network in the faster of single precision and bfloat16.

    CPUs that list bfloat16 differ widely, so both are run for a moment.
    """
    half = halved(network)
    single_seconds, half_seconds = seconds(network), seconds(half)
    log.debug("probe: float32 %.4f s, bfloat16 %.4f s", single_seconds, half_seconds)
    return half if half_seconds < 0.9 * single_seconds else network


def seconds(network: Any) -> float:
    """Return the best of three runs over one small batch."""
    rows, length = PROBE_SHAPE
    most = getattr(network.config, "max_position_embeddings", length + 2)
    ids = torch.full((rows, min(length, most - 2)), min(10, network.config.vocab_size - 1))
    best = float("inf")
    with torch.inference_mode():
        for _ in range(3):
            started = time.perf_counter()
            network(input_ids=ids, attention_mask=torch.ones_like(ids))
            best = min(best, time.perf_counter() - started)
    return best


def batches(lengths: Sequence[int], batch_tokens: int) -> Iterator[list[int]]:
    """Yield row numbers, longest first, in batches of at most `batch_tokens` padded tokens.

    >>> list(batches([1, 5, 5, 2], 10))
    [[1, 2], [3, 0]]
    """
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > batch_tokens:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def shortened(text: str, most: int) -> str:
    """Return a text's beginning and end when it is longer than `most` characters."""
    return text if len(text) <= most else f"{text[: most // 2]} {text[-(most // 2) :]}"


def softmax(logits: Floats) -> Floats:
    """Return probabilities; each row sums to 1."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    probabilities: Floats = powers / powers.sum(axis=1, keepdims=True)
    return probabilities


def calibration_of(folder: Path) -> Calibration:
    """Return what `nlp.evaluate` fitted; no change where there is nothing."""
    path = folder / CALIBRATION
    if not path.is_file():
        return Calibration()
    told = json.loads(path.read_text())
    found = {name: told.get(name, usual) for name, usual in asdict(Calibration()).items()}
    if not all(isinstance(value, int | float) for value in found.values()):
        raise ConfigError(f"{path}: temperature and praise_bias must be numbers, not {found}.")
    if not found["temperature"] > 0:
        raise ConfigError(f"{path}: temperature must be above 0, not {found['temperature']!r}.")
    return Calibration(**found)


def fingerprint(folder: Path, labels: Mapping[str, str]) -> str:
    """Return 8 hexadecimal digits over everything of a model that decides its answers."""
    digest = hashlib.sha256(json.dumps(dict(labels), sort_keys=True).encode())
    for path in sorted(folder.iterdir()):
        if path.suffix in {".safetensors", ".bin", ".json", ".txt", ".model"}:
            digest.update(path.name.encode())
            with path.open("rb") as content:
                while block := content.read(1 << 20):
                    digest.update(block)
    return digest.hexdigest()[:8]
