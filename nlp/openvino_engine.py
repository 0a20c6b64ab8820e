"""The network in OpenVINO: eight-bit weights and activations, or bfloat16, on a CPU."""

from __future__ import annotations

import json
import logging
import os
import platform
import shutil
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import openvino as ov

from nlp.engine import Ints, seconds
from nlp.labels import Floats

CACHE_VARIABLE = "IPSOMUN_CACHE"
LAYOUT = 1
"""Raised when what is prepared here changes."""

SAMPLES = Path(__file__).parent / "data/sentences.tsv"
MOST_SAMPLES = 300
EXACT, EIGHT_BITS, READY = "exact.xml", "eight_bits.xml", "ready.json"
log = logging.getLogger("ipsomun.nlp")


class Unsupported(Exception):
    """A model that OpenVINO does not convert."""


@dataclass(frozen=True)
class OpenVinoEngine:
    """A compiled network."""

    name: str
    compiled: Any

    @classmethod
    def load(cls, path: Path, precision: str) -> OpenVinoEngine:
        """Compile a saved network; `precision` is what is not in eight bits: f32 or bf16."""
        hints = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"}
        kind = "int8" if path.name == EIGHT_BITS else {"f32": "float32"}.get(precision, "bfloat16")
        return cls(f"openvino cpu {kind}", ov.Core().compile_model(path, "CPU", hints))

    def run(self, ids: Ints, mask: Ints) -> Floats:
        """Return logits, shape (texts, outputs)."""
        return np.asarray(self.compiled([ids, mask])[0], dtype=np.float64)


@dataclass(frozen=True)
class Prepared:
    """A model's folder of prepared networks, and which of them is the fastest here."""

    folder: Path

    def exact(self) -> OpenVinoEngine:
        """Load the network in single precision."""
        return OpenVinoEngine.load(self.folder / EXACT, "f32")

    def fastest(self) -> OpenVinoEngine:
        """Load what won the probe."""
        told = json.loads((self.folder / READY).read_text())
        return OpenVinoEngine.load(self.folder / told["file"], told["precision"])


def prepared(model: Path, digest: str) -> Prepared:
    """Return the model's prepared networks, preparing them when this machine has none yet.

    They lie under `IPSOMUN_CACHE`, else in the user's cache folder, by the model's digest, the
    library's version and the kind of CPU. Raises `Unsupported`.
    """
    folder = cache() / f"{digest}-{version('openvino')}-{cpu()}-{LAYOUT}"
    if not (folder / READY).is_file():
        log.warning("preparing the reading engine for this machine: once, about a minute")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix="preparing-") as place:
            prepare(model, Path(place))
            put_in_place(Path(place), folder)
    return Prepared(folder)


def put_in_place(made: Path, folder: Path) -> None:
    """Move what was made; when another process was faster, its work stays."""
    whole = made / "whole"
    whole.mkdir()
    for path in made.iterdir():
        if path != whole:
            path.replace(whole / path.name)
    try:
        whole.rename(folder)
    except OSError:
        if not (folder / READY).is_file():
            shutil.rmtree(folder)
            whole.rename(folder)


def cache() -> Path:
    """Return the folder for what can be made again at any time."""
    chosen = os.environ.get(CACHE_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute()
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return (Path(base) / "ipsomun").expanduser().absolute()


def cpu() -> str:
    """Return the CPU's kind in letters that a path may have."""
    can = ov.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return "-".join([platform.machine(), *sorted(str(one).lower() for one in can)])


def prepare(model: Path, place: Path) -> None:
    """Convert a model, quantise it, and note which form is the fastest here."""
    import torch  # noqa: PLC0415

    from nlp.network import load_network  # noqa: PLC0415

    network = load_network(model)
    length = min(16, getattr(network.config, "max_position_embeddings", 18) - 2)
    example = torch.full((2, length), min(10, network.config.vocab_size - 1))
    mask = torch.ones_like(example)
    mask[1, -1] = 0
    exact = converted(network, {"input_ids": example, "attention_mask": mask})
    ov.save_model(exact, place / EXACT, compress_to_fp16=False)
    ov.save_model(quantised(exact, samples(model)), place / EIGHT_BITS)
    (place / READY).write_text(json.dumps(fastest_of(place, network.config.vocab_size)))


def converted(network: Any, example: dict[str, Any]) -> Any:
    """Return a torch network as OpenVINO's, for batches of any shape."""
    shapes = [(name, [-1, -1], ov.Type.i64) for name in example]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the tracer warns of checks that it cannot follow
            return ov.convert_model(network, example_input=example, input=shapes)
    except Exception as error:  # the converter names no errors of its own
        raise Unsupported(str(error).strip().splitlines()[0]) from error


def quantised(exact: Any, token_ids: Sequence[list[int]]) -> Any:
    """Return the network with eight-bit matrix products, calibrated on sample texts.

    NNCF's post-training quantisation for transformers, with SmoothQuant (Xiao et al., ICML 2023).
    """
    import nncf  # noqa: PLC0415

    def fed(ids: list[int]) -> dict[str, Ints]:
        row = np.array([ids], dtype=np.int64)
        return {"input_ids": row, "attention_mask": np.ones_like(row)}

    logging.getLogger("nncf").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return nncf.quantize(
            exact,
            nncf.Dataset(list(token_ids), fed),
            model_type=nncf.ModelType.TRANSFORMER,
            preset=nncf.QuantizationPreset.MIXED,
            subset_size=len(token_ids),
        )


def samples(model: Path) -> list[list[int]]:
    """Return token ids of our own sentences, evenly drawn from all trades."""
    from nlp.tokens import Tokens  # noqa: PLC0415

    _, *lines = SAMPLES.read_text(encoding="utf-8").splitlines()
    texts = [line.split("\t")[-1] for line in lines if line.strip()]
    return Tokens.load(model).encode(texts[:: max(1, len(texts) // MOST_SAMPLES)])


def fastest_of(place: Path, vocabulary: int) -> dict[str, str]:
    """Return file and precision of the form that a short probe finds fastest."""
    can = ov.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    precisions = ["f32", "bf16"] if "BF16" in can else ["f32"]
    forms = [(EIGHT_BITS, precision) for precision in precisions]
    if "BF16" in can:
        forms.append((EXACT, "bf16"))
    took = {
        form: seconds(OpenVinoEngine.load(place / form[0], form[1]), vocabulary) for form in forms
    }
    log.debug("probe: %s", took)
    file, precision = min(took, key=lambda form: took[form])
    return {"file": file, "precision": precision}
