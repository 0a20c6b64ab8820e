"""The rooms, opened: each one when a step first needs it, because each brings a heavy guest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import config as configuration
from config import Config
from mentions.ledger import Ledger
from mentions.model import Brand

if TYPE_CHECKING:
    from crawlers.files import Finder
    from index.embedded import EmbeddedIndex
    from nlp.kiwi import Morphology
    from nlp.reader import Reader

Progress = Callable[[str, int, int | None], None]
"""Told the step, how much of it is done, and of how much (None: unknown)."""


def quiet(_step: str, _done: int, _total: int | None) -> None:
    """Say nothing."""


@dataclass
class House:
    """What the commands walk through. Use as a context manager."""

    config: Config
    progress: Progress = quiet

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.leave_index()
        if "ledger" in vars(self):
            self.ledger.close()

    @cached_property
    def ledger(self) -> Ledger:
        """The durable truth."""
        self.config.home.mkdir(parents=True, exist_ok=True)
        return Ledger.open(
            self.config.ledger_url.get_secret_value(),
            policies=self.config.all_policies,
            author_key=configuration.author_key(self.config),
        )

    @cached_property
    def morphology(self) -> Morphology:
        """Kiwi, knowing the brands' words."""
        from nlp.kiwi import Morphology

        return Morphology.load(self.config.brands, self.config.reader.words)

    @cached_property
    def find_brands(self) -> Finder:
        """Name the brands in a text."""
        from nlp.brands import finder

        return finder(self.config.brands)

    @cached_property
    def reader(self) -> Reader:
        """The model, and what it needs to read."""
        return self.reader_of()

    def reader_of(self, *more: Brand) -> Reader:
        """Load the config's reader, which knows these brands too."""
        from nlp.reader import Reader

        choice = self.config.reader
        return Reader.load(
            brands=(*self.config.brands, *more),
            aspects=self.config.aspects,
            touchpoints=self.config.touchpoints,
            words=choice.words,
            model=choice.model,
            device=choice.device,
            labels=choice.labels,
            engine=choice.engine,
        )

    @property
    def reader_name(self) -> str:
        """The name under which the reader's readings are kept, known without loading it."""
        from nlp.reader import name_of

        choice = self.config.reader
        return name_of(
            brands=self.config.brands,
            aspects=self.config.aspects,
            touchpoints=self.config.touchpoints,
            words=choice.words,
            model=choice.model,
            labels=choice.labels,
        )

    @cached_property
    def index(self) -> EmbeddedIndex:
        """The index, opened to write: only one process at a time has it."""
        return self._index(writable=True)

    @property
    def index_to_read(self) -> EmbeddedIndex:
        """The index, opened to read, beside whoever writes."""
        opened: EmbeddedIndex | None = vars(self).get("index")
        return opened or self._reading_index

    @cached_property
    def _reading_index(self) -> EmbeddedIndex:
        return self._index(writable=False)

    def _index(self, *, writable: bool) -> EmbeddedIndex:
        from index.embedded import EmbeddedIndex

        return EmbeddedIndex.open(
            self.config.home / "index",
            zone=self.config.timezone,
            terms=self.morphology.terms,
            terms_version=self.morphology.version,
            writable=writable,
            on_unreadable=self._not_filed,
        )

    def leave_index(self) -> None:
        """Close the index, so that another process may write while this one waits."""
        for name in ("index", "_reading_index"):
            opened = vars(self).pop(name, None)
            if opened is not None:
                opened.close()

    def _not_filed(self, mention_id: str, reason: str) -> None:
        self.ledger.quarantine.put("file", mention_id, reason)
