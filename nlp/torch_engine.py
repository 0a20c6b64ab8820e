"""The network in torch: on a GPU, in full precision, or where nothing else runs it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from mentions.errors import ConfigError
from nlp.engine import Ints
from nlp.labels import Floats
from nlp.network import load_network


@dataclass(frozen=True)
class TorchEngine:
    """A network on a device."""

    name: str
    network: Any
    device: str

    @classmethod
    def load(cls, folder: Path, device: str, precision: str) -> TorchEngine:
        """Load a folder's network; `precision` is float32 or bfloat16."""
        try:
            network = load_network(folder)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ConfigError(
                f"reader.model: {folder} does not load as a sequence classifier: {error}"
            ) from error
        network = network.to(device, torch.bfloat16 if precision == "bfloat16" else torch.float32)
        return cls(f"torch {device} {precision}", network.eval(), device)

    def run(self, ids: Ints, mask: Ints) -> Floats:
        """Return logits, shape (texts, outputs)."""
        with torch.inference_mode():
            found = self.network(
                torch.from_numpy(ids).to(self.device), torch.from_numpy(mask).to(self.device)
            )
        logits: Floats = found.float().cpu().numpy().astype(np.float64)
        return logits


def chosen_device(device: str) -> str:
    """Return cpu or cuda."""
    there = torch.cuda.is_available()
    if device == "cuda" and not there:
        raise ConfigError('reader.device: "cuda" is asked for, but torch sees no GPU.')
    return "cuda" if there and device != "cpu" else "cpu"
