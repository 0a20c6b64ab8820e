"""The network that learns and reads: one transformer, a head for polarity, a head for emotions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import BertConfig, BertForSequenceClassification, BertModel

from nlp.weights import is_ours, load_weights, save_weights

# Dropout takes a quarter of the time on a CPU; the fused attention's way back is slow there.
PLAIN: dict[str, Any] = {
    "hidden_dropout_prob": 0.0,
    "attention_probs_dropout_prob": 0.0,
    "attn_implementation": "eager",
}


class Network(nn.Module):
    """Token ids and mask, shape (texts, tokens), in; logits, shape (texts, labels + emotions), out.

    The first columns are the polarity's labels in the order of the config, the others the
    emotions that `config.emotions` names, if any.
    """

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.config = config
        self.polarity = BertForSequenceClassification(config)
        emotions = getattr(config, "emotions", [])
        width = config.hidden_size
        self.emotions = (
            nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, len(emotions)))
            if emotions
            else None
        )

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return logits of all labels."""
        seen = self.polarity.bert(input_ids=input_ids, attention_mask=attention_mask)
        logits: torch.Tensor = self.polarity.classifier(seen.pooler_output)
        if self.emotions is None:
            return logits
        return torch.cat([logits, self.emotions(seen.last_hidden_state[:, 0])], dim=1)

    @classmethod
    def start(cls, base: Path, layers: int, labels: list[str], emotions: list[str]) -> Network:
        """Return a network on the first `layers` layers of a base model, or on a taught one."""
        if is_ours(base):
            return cls.load(base, emotions)
        config = BertConfig.from_pretrained(
            base,
            num_hidden_layers=layers,
            num_labels=len(labels),
            id2label=dict(enumerate(labels)),
            label2id={label: number for number, label in enumerate(labels)},
            dtype="float32",
            **PLAIN,
        )
        config.emotions = emotions
        network = cls(config)
        body = BertModel.from_pretrained(
            base, num_hidden_layers=layers, dtype=torch.float32, add_pooling_layer=False
        )
        network.polarity.bert.load_state_dict(body.state_dict(), strict=False)
        return network

    @classmethod
    def load(cls, folder: Path, emotions: list[str] | None = None) -> Network:
        """Return a network that was saved in our own layout, in single precision.

        `emotions` replaces the names that it was saved with; a head that was not is untaught.
        """
        config = BertConfig.from_pretrained(folder, dtype="float32", **PLAIN)
        config.emotions = getattr(config, "emotions", []) if emotions is None else emotions
        network = cls(config)
        network.load_state_dict(load_weights(folder), strict=False)
        return network

    def save(self, folder: Path) -> None:
        """Write config and weights in our own layout."""
        told = self.config.to_dict() | {"architectures": ["Network"]}
        told = {name: value for name, value in told.items() if name not in PLAIN}
        (folder / "config.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
        save_weights(self.state_dict(), folder)


class Foreign(nn.Module):
    """Somebody else's sequence classifier, called as our own."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model
        self.config = model.config

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return logits of all labels."""
        logits: torch.Tensor = self.model(input_ids=input_ids, attention_mask=attention_mask).logits
        return logits


def load_network(folder: Path) -> Network | Foreign:
    """Return a folder's network in single precision, ready to read.

    Raises `OSError`, `ValueError`, `KeyError` or `RuntimeError` when it is no sequence classifier.
    """
    if is_ours(folder):
        ours = Network.load(folder)
        ours.eval()
        return ours
    from transformers import AutoModelForSequenceClassification  # noqa: PLC0415

    found = AutoModelForSequenceClassification.from_pretrained(
        folder, dtype=torch.float32, local_files_only=True
    )
    foreign = Foreign(found)
    foreign.eval()
    return foreign
