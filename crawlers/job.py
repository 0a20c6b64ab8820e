"""What a crawl's own process is told, and what it says: JSON, one thing a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from crawlers.source import Brought, Mark, Source

Deliver = Callable[[Brought], None]


@dataclass(frozen=True, kw_only=True)
class Job:
    """Which sources to hear, with their marks and Scrapy's settings."""

    sources: tuple[Source, ...]
    marks: Mapping[str, Mark] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


_JOB = TypeAdapter(Job)
_BROUGHT = TypeAdapter(Brought)


def to_json(job: Job) -> bytes:
    """Return a job as JSON."""
    return _JOB.dump_json(job)


def from_json(text: bytes) -> Job:
    """Return the job that JSON says."""
    return _JOB.validate_json(text)


def to_line(brought: Brought) -> bytes:
    """Return what was brought as one JSON line."""
    return _BROUGHT.dump_json(brought, exclude_none=True) + b"\n"


def from_line(line: bytes) -> Brought:
    """Return what one JSON line brings."""
    return _BROUGHT.validate_json(line)
