"""A model's tokenizer: texts in, token ids out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from mentions.errors import ConfigError

MOST_TOKENS = 256
MOST_CHARACTERS = 8 * MOST_TOKENS


class Encoded(NamedTuple):
    """A text's token ids, and where in the text each token stands."""

    ids: list[int]
    offsets: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Tokens:
    """A loaded tokenizer; texts are cut in the middle to `most` tokens."""

    tokenizer: Any
    pad_id: int
    most: int

    @classmethod
    def load(cls, folder: Path) -> Tokens:
        """Load a folder's tokenizer; `ConfigError` when it cannot pad or does not load."""
        from tokenizers import Tokenizer  # noqa: PLC0415

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        most = min(MOST_TOKENS, config.get("max_position_embeddings", MOST_TOKENS + 2) - 2)
        path = folder / "tokenizer.json"
        if not path.is_file():
            return cls.slow(folder, most)
        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        pad = config.get("pad_token_id")
        told = folder / "tokenizer_config.json"
        named = json.loads(told.read_text(encoding="utf-8")) if told.is_file() else {}
        token = named.get("pad_token")
        token = token.get("content") if isinstance(token, dict) else token
        if token is not None and tokenizer.token_to_id(token) is not None:
            pad = tokenizer.token_to_id(token)
        return cls(tokenizer, padding(pad, folder), most)

    @classmethod
    def slow(cls, folder: Path, most: int) -> Tokens:
        """Load a tokenizer that lies there in another form than the fast one."""
        from transformers import AutoTokenizer  # noqa: PLC0415

        try:
            found = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        except (OSError, ValueError, KeyError) as error:
            raise ConfigError(
                f"reader.model: {folder} holds no tokenizer that loads: {error}"
            ) from error
        tokenizer = found.backend_tokenizer
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(tokenizer, padding(found.pad_token_id, folder), most)

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return each text's token ids with the special tokens; see `tokens`."""
        return [one.ids for one in self.tokens(texts)]

    def tokens(self, texts: Sequence[str]) -> list[Encoded]:
        """Return each text's tokens with the special ones.

        The texts must be clean NFC (`nlp.text.clean`); of a long one the beginning and the end
        are kept.
        """
        short = [shortened(text, MOST_CHARACTERS) for text in texts]
        found = self.tokenizer.encode_batch(short)
        return [placed(one, text, self.most) for one, text in zip(found, texts, strict=True)]


def placed(found: Any, text: str, most: int) -> Encoded:
    """Return at most `most` tokens of a text that may have been shortened before."""
    ids, offsets = found.ids, found.offsets
    if len(ids) > most:
        half = most // 2
        ids, offsets = (some[:half] + some[half - most :] for some in (ids, offsets))
    middle, gap = MOST_CHARACTERS // 2, max(0, len(text) - MOST_CHARACTERS - 1)
    if gap:
        offsets = [(a + gap, b + gap) if b > middle else (a, b) for a, b in offsets]
    return Encoded(ids, [of_letters(text, *one) for one in offsets])


def of_letters(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a token's span without the blanks that it begins with; of blanks alone the last."""
    while start + 1 < end and text[start].isspace():
        start += 1
    return start, end


def padding(pad_id: int | None, folder: Path) -> int:
    """Return the id that fills a batch up."""
    if pad_id is None:
        raise ConfigError(f"reader.model: {folder} cannot pad, so it cannot read in batches.")
    return pad_id


def shortened(text: str, most: int) -> str:
    """Return a text's beginning and end when it is longer than `most` characters."""
    return text if len(text) <= most else f"{text[: most // 2]} {text[-(most // 2) :]}"
