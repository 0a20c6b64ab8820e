"""The ledger's door: what a source's policy lets in, in what form, and why something is refused."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from mentions.columns import is_utf8, to_json
from mentions.errors import ConfigError, Unreadable
from mentions.masking import masked
from mentions.model import Author, Hearing, Kind, Mention, Policy, Precision

LONGEST = 200_000
LONGEST_ID = 512
LONGEST_URL = 8_192
LARGEST = 2**63 - 1
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=2)
HASHED = re.compile(r"[0-9a-f]{24}")
SHORTEST_SECRET = 4
"""A native id or handle of fewer characters is only replaced where it is a whole value."""

BAD_ID = "bad_id"
BAD_RAW = "bad_raw"
BAD_NUMBER = "bad_number"
BAD_TEXT = "bad_text"
NAIVE_TIME = "naive_time"
TOO_LONG = "too_long"
FORGOTTEN = "forgotten"
REFUSALS = (BAD_ID, BAD_RAW, BAD_NUMBER, BAD_TEXT, NAIVE_TIME, TOO_LONG, FORGOTTEN)
"""Why a mention is refused; no reason holds a person's data."""

STRICT = Policy()


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """A mention as the policy lets it in, its raw payload as JSON, and whether its date was bad."""

    mention: Mention
    raw: str | None
    undated: bool


class Door:
    """Knows every source's policy and the key that authors are hashed with."""

    def __init__(self, policies: Mapping[str, Policy], key: bytes) -> None:
        if not key:
            raise ConfigError("The author key is empty: people could be recognised by guessing.")
        self._policies = dict(policies)
        self._key = key

    def policy(self, source: str) -> Policy:
        """Return the policy of a source; one that is not named gets the strictest."""
        return self._policies.get(source, STRICT)

    @property
    def readable_sources(self) -> tuple[str, ...]:
        """Sources whose text may be kept and shown to a model."""
        named = self._policies.items()
        return tuple(sorted(name for name, p in named if p.store_text and p.allow_model))

    def pseudonym(self, source: str, native: str) -> str:
        """Return the ledger's id of an author: 24 hex characters of a keyed hash."""
        words = f"{source}|{native}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, words, hashlib.sha256).hexdigest()[:24]

    def author_id(self, said: str) -> str:
        """Return the ledger's id of an author given as that id or as `source:native id`."""
        if HASHED.fullmatch(said):
            return said
        source, colon, native = said.partition(":")
        if not (source and colon and native):
            raise ConfigError(
                f"{said!r} names no author. Give the ledger's id (24 hex characters) "
                "or the source and its own id, such as naver_blog:hong."
            )
        return self.pseudonym(source, native)

    def admit(self, hearing: Hearing, now: datetime) -> Admitted:
        """Return what may be kept of a hearing; Unreadable carries the reason of a refusal."""
        heard = hearing.mention
        policy = self.policy(heard.source)
        check(heard)
        mention, undated = dated(tidied(heard), now)
        mention = self._nameless(mention, policy)
        if not policy.store_text:
            return Admitted(mention=replace(mention, title="", text=""), raw=None, undated=undated)
        secrets = self._secrets(heard, policy)
        return Admitted(mention=mention, raw=raw_json(hearing.raw, secrets), undated=undated)

    def _nameless(self, mention: Mention, policy: Policy) -> Mention:
        """Return the mention with people as keyed hashes."""
        author = mention.author
        if not (author or mention.addressees):
            return mention
        source = author.source if author else mention.source
        called = tuple(self.pseudonym(source, native) for native in mention.addressees)
        if author:
            handle = clean(author.handle) if author.handle and policy.keep_handles else None
            author = replace(author, id=self.pseudonym(source, author.id), handle=handle)
        return replace(mention, author=author, addressees=called)

    def _secrets(self, mention: Mention, policy: Policy) -> dict[str, str]:
        """Return what must not stand in a raw payload, and what stands there instead."""
        author = mention.author
        source = author.source if author else mention.source
        found = {native: self.pseudonym(source, native) for native in mention.addressees}
        if author:
            if author.handle and not policy.keep_handles:
                found[author.handle] = ""
            found[author.id] = self.pseudonym(source, author.id)
        return found


def check(mention: Mention) -> None:
    """Raise Unreadable with the reason when a mention cannot be kept at all."""
    refuse(BAD_ID, unless=ids_are_good(mention))
    texts = (mention.title, mention.text, mention.language, *mention.brands)
    refuse(BAD_TEXT, unless=all(isinstance(words, str) for words in texts))
    refuse(TOO_LONG, unless=max(map(len, texts)) <= LONGEST)
    refuse(TOO_LONG, unless=len(mention.url or "") <= LONGEST_URL)
    moments = (mention.heard_at, mention.posted_at)
    refuse(NAIVE_TIME, unless=all(at is None or at.utcoffset() is not None for at in moments))
    refuse(BAD_NUMBER, unless=all(is_count(number) for number in numbers(mention)))


def refuse(reason: str, *, unless: bool) -> None:
    """Raise Unreadable with the reason, unless all is well."""
    if not unless:
        raise Unreadable(reason)


def ids_are_good(mention: Mention) -> bool:
    """Tell whether the ids are there, short, printable, and begin with the source."""
    author = mention.author
    ids = [mention.source, mention.id, *mention.addressees]
    ids += [mention.reply_to] if mention.reply_to is not None else []
    ids += [author.id, author.source] if author else []
    good = all(isinstance(i, str) and 0 < len(i) <= LONGEST_ID for i in ids)
    good = good and all("\x00" not in i and is_utf8(i) for i in ids)
    return good and mention.id.startswith(f"{mention.source}:")


def numbers(mention: Mention) -> tuple[int | None, ...]:
    """Return every count that the source told."""
    told = mention.engagement
    followers = mention.author.followers if mention.author else None
    return told.views, told.likes, told.replies, told.shares, followers


def is_count(number: int | None) -> bool:
    """Tell whether a number counts something and fits the database."""
    return number is None or (isinstance(number, int) and 0 <= number <= LARGEST)


def tidied(mention: Mention) -> Mention:
    """Return the mention with its texts in NFC, masked, and nothing that a database refuses."""
    return replace(
        mention,
        kind=Kind(mention.kind),
        precision=Precision(mention.precision),
        url=clean(mention.url) if mention.url else None,
        title=masked(clean(mention.title)),
        text=masked(clean(mention.text)),
        brands=tuple(sorted({clean(brand) for brand in mention.brands})),
        addressees=tuple(dict.fromkeys(mention.addressees)),
        language=clean(mention.language),
        heard_at=mention.heard_at.astimezone(UTC),
    )


def clean(words: str) -> str:
    r"""Return the words in NFC, without NUL, lone surrogates as U+FFFD.

    >>> clean("가\x00\ud800")
    '가\ufffd'
    """
    if "\x00" in words:
        words = words.replace("\x00", "")
    if not is_utf8(words):
        words = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return words if unicodedata.is_normalized("NFC", words) else unicodedata.normalize("NFC", words)


def dated(mention: Mention, now: datetime) -> tuple[Mention, bool]:
    """Return the mention with a date that can be, and whether the one it had could not."""
    moment = mention.posted_at
    if moment is None or mention.precision == Precision.UNKNOWN:
        return replace(mention, posted_at=None, precision=Precision.UNKNOWN), False
    if EARLIEST <= moment <= now + AHEAD:
        if moment.tzinfo is not UTC:
            mention = replace(mention, posted_at=moment.astimezone(UTC))
        return mention, False
    return replace(mention, posted_at=None, precision=Precision.UNKNOWN), True


def raw_json(raw: Mapping[str, Any] | None, secrets: Mapping[str, str]) -> str | None:
    """Return the payload as JSON with people's ids and handles replaced, and masked."""
    if raw is None:
        return None
    try:
        return to_json(replaced(dict(raw), secrets))
    except (TypeError, ValueError, RecursionError) as error:
        raise Unreadable(BAD_RAW) from error


def replaced(value: Any, secrets: Mapping[str, str]) -> Any:
    """Return a payload with every secret replaced, whole or in longer strings, and masked."""
    if isinstance(value, dict):
        return {
            masked(key) if isinstance(key, str) else key: replaced(part, secrets)
            for key, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [replaced(part, secrets) for part in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return secrets.get(str(value), value)
    if not isinstance(value, str):
        return value
    for secret, instead in secrets.items():
        if value == secret or len(secret) >= SHORTEST_SECRET:
            value = value.replace(secret, instead)
    return masked(unicodedata.normalize("NFC", value))


Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return datetime.now(UTC)


def owned(author: Author | None) -> str | None:
    """Return the author's id, if there is an author."""
    return author.id if author else None
