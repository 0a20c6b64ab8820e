"""Choose what runs the network: the fastest engine on this machine that is exact enough."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from mentions.errors import ConfigError
from nlp.engine import Engine

Choice = Literal["auto", "openvino", "torch"]
log = logging.getLogger("ipsomun.nlp")


@dataclass
class Engines:
    """The engine that reads, and the exact one that looks again at close calls."""

    fast: Engine
    folder: Path
    digest: str
    device: str

    @cached_property
    def exact(self) -> Engine:
        """Where OpenVINO rounds, its engine in single precision, loaded when first asked for."""
        if not self.fast.name.startswith("openvino") or self.fast.name.endswith("float32"):
            return self.fast
        from nlp.openvino_engine import prepared  # noqa: PLC0415

        return prepared(self.folder, self.digest).exact()


def chosen(folder: Path, digest: str, *, device: str, engine: Choice, precision: str) -> Engines:
    """Return the engines for a model's folder on a device (auto, cpu, cuda).

    `precision` is auto, float32 or bfloat16; the last two ask for torch. On a CPU `auto` runs
    OpenVINO with eight-bit weights and activations, or in bfloat16 where that is faster, and
    torch when OpenVINO cannot convert the model. The first time on a machine this takes about a
    minute; what was prepared is kept for later (`nlp.openvino_engine`).
    """
    plain = engine != "torch" and precision == "auto" and device != "cuda"
    if plain and (device == "cpu" or not has_gpu()):
        return Engines(openvino_or_torch(folder, digest, engine), folder, digest, "cpu")
    from nlp.torch_engine import TorchEngine, chosen_device  # noqa: PLC0415

    place = chosen_device(device)
    kind = precision if precision != "auto" else "bfloat16" if place == "cuda" else "float32"
    return Engines(TorchEngine.load(folder, place, kind), folder, digest, place)


def openvino_or_torch(folder: Path, digest: str, engine: Choice) -> Engine:
    """Return OpenVINO's engine; torch's, with a warning, for a model that it cannot convert."""
    from nlp.openvino_engine import Unsupported, prepared  # noqa: PLC0415

    try:
        return prepared(folder, digest).fastest()
    except Unsupported as error:
        if engine == "openvino":
            raise ConfigError(f'reader.engine: "openvino" cannot run this model: {error}') from None
        log.warning("OpenVINO cannot run this model (%s): torch reads, more slowly", error)
        from nlp.torch_engine import TorchEngine  # noqa: PLC0415

        return TorchEngine.load(folder, "cpu", "float32")


def has_gpu() -> bool:
    """Tell whether a GPU's driver is there, without loading torch where none is."""
    if not Path("/dev/nvidiactl").exists():
        return False
    import torch  # noqa: PLC0415

    return bool(torch.cuda.is_available())
