"""Every word on the screens, in Korean and in English; they stand in `words.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

LANGUAGES = ("ko", "en")


class Both(NamedTuple):
    """One text in both languages; `{name}` stands for a value."""

    ko: str
    en: str


def table(path: Path) -> dict[str, Both]:
    """Return the texts of a TOML file by `group.key`, or by `key` where there is no group."""
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    words = {key: texts for key, texts in written.items() if isinstance(texts, list)}
    for group, members in written.items():
        if isinstance(members, dict):
            words |= {f"{group}.{key}": texts for key, texts in members.items()}
    return {key: Both(*texts) for key, texts in words.items()}


WORDS = table(Path(__file__).with_name("words.toml"))


@dataclass(frozen=True)
class Say:
    """Says a text in one language.

    >>> Say("en")("ago.hours", n=3)
    '3 h ago'
    """

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of `key` with its values put in; raise `KeyError` for an unknown key."""
        both = WORDS[key]
        return (both.en if self.language == "en" else both.ko).format(**values)

    def known(self, group: str, name: str) -> str:
        """Return the text for a name that another room chose, or the name when it has none."""
        return self(f"{group}.{name}") if f"{group}.{name}" in WORDS else name
