"""Progress on a terminal: one bar a step; nothing where nobody looks."""

from __future__ import annotations

import sys
from typing import Self

from tqdm import tqdm


class Bar:
    """Shows how far the step in progress is."""

    def __init__(self) -> None:
        self._bar: tqdm[None] | None = None
        self._step = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._end()

    def __call__(self, step: str, done: int, total: int | None = None) -> None:
        """Draw `done` of `total` mentions (None: unknown) of a step."""
        if step != self._step or self._bar is None:
            self._end()
            self._step = step
            hidden = not sys.stderr.isatty()
            self._bar = tqdm(total=total, desc=step, unit="", disable=hidden, leave=False)
        self._bar.update(done - self._bar.n)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
