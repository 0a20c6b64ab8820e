"""Who is told of a spike: the log, a file, or a web address."""

from __future__ import annotations

import http.client
import json
import logging
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from alerts.message import Message
from mentions.errors import ConfigError, Refused, TryLater

BUSY = {408, 425, 429}
"""Answers that ask to come again, besides 5xx."""


class Notifier(Protocol):
    """One way to tell people."""

    @property
    def name(self) -> str:
        """What tells this notifier from others in the ledger."""

    def tell(self, message: Message) -> None:
        """Deliver the message; raise `TryLater` or `Refused` when it was not taken."""


@dataclass(frozen=True)
class Log:
    """Tell the program's own log, which the console shows."""

    name: str = "log"

    def tell(self, message: Message) -> None:
        """Log the message as a warning."""
        logging.getLogger("ipsomun.spikes").warning("%s", message.text)


@dataclass(frozen=True)
class LogFile:
    """Append each message to a file, one JSON object a line.

    The file outlives every retention, so people's words and where they stand are left out.
    """

    path: Path
    name: str = "file"

    def tell(self, message: Message) -> None:
        """Append the message; raise `TryLater` when the file cannot be written."""
        told = as_json(replace(message, text=message.told, quotes=()))
        line = json.dumps({**told, "evidence": []}, ensure_ascii=False)
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
        except OSError as error:
            raise TryLater(f"{self.path}: cannot write: {error.strerror}.") from error


@dataclass(frozen=True)
class Webhook:
    """POST each message as JSON to an http or https address, following no redirect.

    The address may hold a secret, so neither repr nor errors show more than its host.
    """

    url: str = field(repr=False)
    timeout: float = 10.0
    name: str = "webhook"

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            fits = False
        if not fits or not self.url.isascii() or any(c.isspace() for c in self.url):
            raise ConfigError("the webhook's address must be a full http:// or https:// URL.")

    def tell(self, message: Message) -> None:
        """Deliver the message once; the `Idempotency-Key` is the spike's id and severity."""
        body = json.dumps(as_json(message), ensure_ascii=False).encode()
        request = urllib.request.Request(self.url, data=body, method="POST")  # noqa: S310 - checked
        request.add_header("Content-Type", "application/json; charset=utf-8")
        request.add_header("User-Agent", "ipsomun")
        # with the id alone, a receiver would drop the news that the spike got worse
        request.add_header("Idempotency-Key", f"{message.spike.id}/{message.spike.severity}")
        host = urlsplit(self.url).hostname
        try:
            with OPENER.open(request, timeout=self.timeout):
                return
        except urllib.error.HTTPError as error:
            code = error.code
            error.close()
        except (OSError, http.client.HTTPException) as error:
            reason = type(getattr(error, "reason", error)).__name__
            raise TryLater(f"the webhook at {host} cannot be reached ({reason}).") from None
        if code >= 500 or code in BUSY:
            raise TryLater(f"the webhook at {host} is busy (status {code}).")
        raise Refused(f"the webhook at {host} refused (status {code}). Check its address.")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow nowhere: what was said of a brand goes to the one address given."""


OPENER = urllib.request.build_opener(_NoRedirect)


def as_json(message: Message) -> Mapping[str, Any]:
    """Return what a webhook gets: `text` for people, the other fields for programs."""
    spike = message.spike
    return {
        "text": message.text,
        "id": spike.id,
        "brand": spike.brand,
        "polarity": spike.polarity,
        "severity": spike.severity,
        "since": spike.since.isoformat(),
        "until": spike.until.isoformat(),
        "count": spike.count,
        "usual": spike.usual,
        "arithmetic": dict(spike.arithmetic),
        "words": list(spike.words),
        "quotes": [{"text": quote.text, "url": quote.url} for quote in message.quotes],
        "evidence": list(spike.evidence),
    }
