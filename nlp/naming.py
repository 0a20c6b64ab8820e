"""Where a model lies, and what it is called: known without loading it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from mentions.errors import ConfigError

SHIPPED = Path(__file__).parent / "model"
SHIPPED_NAME = "ipsomun"


def name_of(model: str, labels: Mapping[str, str] | None = None) -> str:
    """Return `model@version` of a model without loading it."""
    version = fingerprint(locate(model), labels or {})
    plain = model.partition("@")[0].strip("/").split("/")[-1]
    return f"{plain or SHIPPED_NAME}@{version}"


def locate(model: str) -> Path:
    """Return the folder of a model: the shipped one, a path, or a downloaded hub name.

    A hub name may be followed by `@` and a revision (a branch, a tag, a commit), so that several
    lie side by side.
    """
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

    name, _, revision = model.partition("@")
    try:
        return Path(snapshot_download(name, revision=revision or None, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError):
        asked = f"{name} --revision {revision}" if revision else name
        raise ConfigError(
            f"reader.model: {model!r} is neither a folder nor a downloaded model. "
            f"Download it first: hf download {asked}"
        ) from None


def fingerprint(folder: Path, labels: Mapping[str, str]) -> str:
    """Return 8 hexadecimal digits over everything of a model that decides its answers."""
    return digest(folder, json.dumps(dict(labels), sort_keys=True), "*")


def network_fingerprint(folder: Path) -> str:
    """Return 8 hexadecimal digits over the network alone, whatever its calibration."""
    return digest(folder, "", "config.json", "tokenizer*", "vocab*", "*model*", "weights*")


def digest(folder: Path, told: str, *patterns: str) -> str:
    """Return 8 hexadecimal digits over a text and the model's files of these names."""
    found = hashlib.sha256(told.encode())
    for path in sorted({path for pattern in patterns for path in folder.glob(pattern)}):
        if path.suffix in {".safetensors", ".bin", ".json", ".txt", ".model"}:
            found.update(path.name.encode())
            with path.open("rb") as content:
                while block := content.read(1 << 20):
                    found.update(block)
    return found.hexdigest()[:8]
