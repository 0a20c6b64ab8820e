"""The network that learns and reads: one transformer, heads for what is said and in which words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import nn
from transformers import BertConfig, BertForSequenceClassification, BertModel

from nlp.labels import side_columns
from nlp.weights import is_ours, load_weights, save_weights

# Dropout takes a quarter of the time on a CPU; the fused attention's way back is slow there.
PLAIN: dict[str, Any] = {
    "hidden_dropout_prob": 0.0,
    "attention_probs_dropout_prob": 0.0,
    "attn_implementation": "eager",
}


RARE = -4.0
"""Where an aspect's logit starts: few tokens show any."""
FAR = -1e4


class Names(NamedTuple):
    """What the network's columns are called beside praise and blame."""

    emotions: Sequence[str] = ()
    aspects: Sequence[str] = ()
    signs: Sequence[str] = ()

    @classmethod
    def of(cls, config: BertConfig) -> Names:
        """Return the names that a network's config holds."""
        return cls(*(tuple(getattr(config, name, ())) for name in cls._fields))

    def put_in(self, config: BertConfig) -> None:
        """Write the names into a network's config."""
        config.emotions, config.aspects = list(self.emotions), list(self.aspects)
        config.signs = list(self.signs)


class Network(nn.Module):
    """Token ids and mask, shape (texts, tokens), in; numbers, shape (texts, columns), out.

    The first columns are the logits of the polarity's labels in the order of the config, then
    those of the emotions that `config.emotions` names, if any. Then come what single words show:
    three sides (blame, neutral, praise) of the text as a whole and of each aspect that
    `config.aspects` names, and the signs that `config.signs` names. Their logit is that of the
    token that shows it clearest; the last columns say which token that is, so that every such
    answer has its words.
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
        names = Names.of(config)
        columns = side_columns(names.aspects) + len(names.signs)
        self.shown = nn.Linear(width, columns) if columns else None
        if self.shown is not None:
            nn.init.constant_(self.shown.bias, RARE)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return all columns."""
        logits, of_tokens = self.both(input_ids, attention_mask)
        if of_tokens is None:
            return logits
        best, places = of_tokens.max(dim=1)
        return torch.cat([logits, best, places.to(best.dtype)], dim=1)

    def both(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Return the logits of each text, and those of each token for what words show.

        The second has the shape (texts, tokens, columns); padding is far below everything.
        """
        seen = self.polarity.bert(input_ids=input_ids, attention_mask=attention_mask)
        logits: torch.Tensor = self.polarity.classifier(seen.pooler_output)
        if self.emotions is not None:
            felt = self.emotions(seen.last_hidden_state[:, 0])
            logits = torch.cat([logits, felt], dim=1)
        if self.shown is None:
            return logits, None
        of_tokens = self.shown(seen.last_hidden_state)
        return logits, of_tokens.masked_fill(attention_mask[:, :, None] == 0, FAR)

    @classmethod
    def start(
        cls,
        base: Path,
        layers: int,
        labels: list[str],
        names: Names,
    ) -> Network:
        """Return a network on the first `layers` layers of a base model, or on a taught one."""
        if is_ours(base):
            return cls.load(base, names)
        config = BertConfig.from_pretrained(
            base,
            num_hidden_layers=layers,
            num_labels=len(labels),
            id2label=dict(enumerate(labels)),
            label2id={label: number for number, label in enumerate(labels)},
            dtype="float32",
            **PLAIN,
        )
        names.put_in(config)
        network = cls(config)
        body = BertModel.from_pretrained(
            base, num_hidden_layers=layers, dtype=torch.float32, add_pooling_layer=False
        )
        network.polarity.bert.load_state_dict(body.state_dict(), strict=False)
        return network

    @classmethod
    def load(cls, folder: Path, names: Names | None = None) -> Network:
        """Return a network that was saved in our own layout, in single precision.

        `names` replace those that it was saved with; a head that was not is untaught.
        """
        config = BertConfig.from_pretrained(folder, dtype="float32", **PLAIN)
        before = Names.of(config)
        if names is not None:
            names.put_in(config)
        network, taught = cls(config), load_weights(folder)
        if names is None or names == before:
            network.load_state_dict(taught)
            return network
        changed = ("shown.",) if names.emotions == before.emotions else ("shown.", "emotions.")
        kept = {name: one for name, one in taught.items() if not name.startswith(changed)}
        network.load_state_dict(kept, strict=False)
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
