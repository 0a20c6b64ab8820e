"""Where to listen, and what a spider brings back from there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crawlers.files import RefusedRow
from mentions.model import Hearing

Mark = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Source:
    """A place to listen: `kind` names its spider, `location` is a URL or a file path.

    `brands` empty means that the brands are found in each text. `timezone` is that of dates
    which name none; `options` are the spider's own.
    """

    name: str
    kind: str
    location: str
    brands: tuple[str, ...] = ()
    timezone: str = "Asia/Seoul"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(kw_only=True)
class Outcome:
    """How listening to one source went.

    `errors` counts by kind, in the user's words; `note` says what to do. `mark` is what the next
    crawl needs to know (None: as before); it may be kept only after the mentions are.
    """

    source: str
    errors: Counter[str] = field(default_factory=Counter)
    note: str = ""
    mark: dict[str, Any] | None = None
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class Brought:
    """One thing that a spider brings from a source: a hearing, a refused row, or the outcome."""

    source: str
    hearing: Hearing | None = None
    refused: RefusedRow | None = None
    outcome: Outcome | None = None
