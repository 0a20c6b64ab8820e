"""The shipped weights on disk: whole numbers of eight bits, a quarter of single precision.

Each row of a matrix is kept as `round(row / scale)` with `scale = max(|row|) / 127`; vectors are
kept in half precision. Such a folder has `"architectures": ["Network"]` in its config.json.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

WEIGHTS = "weights.safetensors"
SCALE = ":scale"


def save_weights(state: dict[str, torch.Tensor], folder: Path) -> None:
    """Write a state dict into `folder`, matrices in eight bits."""
    kept: dict[str, torch.Tensor] = {}
    for name, tensor in state.items():
        if tensor.dim() == 2:
            scale = (tensor.abs().amax(dim=1, keepdim=True) / 127).clamp(min=1e-12)
            kept[name] = (tensor / scale).round().to(torch.int8)
            kept[name + SCALE] = scale.float()
        else:
            kept[name] = tensor.half() if tensor.is_floating_point() else tensor
    save_file({name: tensor.contiguous() for name, tensor in kept.items()}, folder / WEIGHTS)


def load_weights(folder: Path) -> dict[str, torch.Tensor]:
    """Return the state dict in single precision."""
    kept = load_file(folder / WEIGHTS)
    return {
        name: tensor.float() * kept.get(name + SCALE, torch.ones(()))
        for name, tensor in kept.items()
        if not name.endswith(SCALE)
    }


def is_ours(folder: Path) -> bool:
    """Tell whether a folder holds weights in this layout."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return (folder / WEIGHTS).is_file() and config.get("architectures") == ["Network"]
