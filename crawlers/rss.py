"""Hear from RSS and Atom feeds (RSS 0.9x, 1.0, 2.0; Atom 0.3, 1.0)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
from scrapy import Request
from scrapy.http import Response, TextResponse
from w3lib.encoding import resolve_encoding

from crawlers import cells, dates
from crawlers.plain import plain
from crawlers.source import Mark, Source
from crawlers.spider import SourceSpider
from mentions.errors import Unreadable
from mentions.model import Author, Hearing, Mention, Precision

NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ENCODING = re.compile(rb"""\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)""")
LATIN = resolve_encoding("latin-1")
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8"


class RssSpider(SourceSpider):
    """Asks each feed once, and only for what is new (RFC 9110, 13.1: conditional requests)."""

    name = "rss"

    def ask(self, source: Source, mark: Mark) -> Request:
        """Return the request for a feed, conditional on what the last answer was called."""
        headers = {"Accept": ACCEPT}
        if mark.get("etag"):
            headers["If-None-Match"] = mark["etag"]
        if mark.get("last_modified"):
            headers["If-Modified-Since"] = mark["last_modified"]
        return Request(source.location, headers=headers)

    def parse_source(self, response: Response, source: Source) -> Iterator[Hearing | Unreadable]:
        """Yield what the feed says."""
        return parse(response, source, datetime.now(UTC))

    def mark_of(self, response: Response, source: Source) -> dict[str, Any]:
        """Return the names of this answer, verbatim."""
        said = {
            "etag": response.headers.get("ETag"),
            "last_modified": response.headers.get("Last-Modified"),
        }
        names = {key: value.decode("latin-1") for key, value in said.items() if value}
        return {"location": source.location, **names}


def parse(response: Response, source: Source, now: datetime) -> Iterator[Hearing | Unreadable]:
    """Yield what a feed says, in its order, without fetching anything.

    An entry that cannot be heard is yielded as `Unreadable`. Raises `Unreadable` when the
    answer is no feed at all.
    """
    feed = feedparser.parse(  # given no address: it would make guids into links of that address
        document(response),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
    )
    if not feed.version and not feed.entries:
        raise Unreadable("the answer is no RSS or Atom feed")
    language = str(feed.feed.get("language") or "ko")[:2].lower()
    for entry in feed.entries:
        try:
            yield hearing(entry, response.url, source, language, now)
        except Unreadable as reason:
            yield reason


def document(response: Response) -> bytes:
    """Return the feed as clean UTF-8.

    Signs that XML does not allow and a declaration that is no longer true are taken out.
    """
    if not isinstance(response, TextResponse):
        raise Unreadable("the answer is no text")
    text = decoded(response).lstrip("\ufeff \t\r\n")
    return DECLARATION.sub("", NOT_XML.sub("", text), count=1).encode()


def decoded(response: TextResponse) -> str:
    """Return the text of an answer, whatever its header says of the encoding.

    What is valid UTF-8 is nothing else. Else the header holds where it fits, then the XML
    declaration, then CP949; Scrapy knows that Korean sites say EUC-KR and mean CP949. Latin-1
    comes last: it fits everything, and servers say it of everything.
    """
    likely = sorted((response.encoding, declared(response.body), "cp949"), key=LATIN.__eq__)
    for encoding in ("utf-8", *likely):
        try:
            return response.body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return str(response.text)


def declared(body: bytes) -> str:
    """Return the encoding that the XML declaration names, else UTF-8.

    >>> declared(b'<?xml version="1.0" encoding="euc-kr"?>')
    'cp949'
    """
    found = ENCODING.match(body)
    return (found and resolve_encoding(found[1].decode("latin-1"))) or "utf-8"


def hearing(entry: Any, base: str, source: Source, language: str, now: datetime) -> Hearing:
    """Return what one entry says; raises `Unreadable` when it has no identity or no text."""
    url = cells.url(str(entry.get("link") or "").strip(), base)
    native_id = cells.clean(str(entry.get("id") or url))
    if not native_id:
        raise Unreadable("entry without guid and link")
    title, text = plain(str(entry.get("title") or "")), body(entry)
    if not title and not text:
        raise Unreadable("entry without text")
    written = str(entry.get("published") or entry.get("updated") or "").strip()
    posted_at, precision = posted(written, source, now)
    mention = Mention(
        id=cells.identity(source.name, native_id),
        source=source.name,
        heard_at=now,
        url=url or None,
        author=author(entry, source.name),
        title=title,
        text=text,
        brands=source.brands,
        posted_at=posted_at,
        precision=precision,
        language=language,
    )
    return Hearing(mention=mention, raw={"guid": native_id, "date": written})


def body(entry: Any) -> str:
    """Return the fullest text of an entry, of its contents and its summary."""
    told = [part.get("value") for part in entry.get("content") or ()]
    return max((plain(str(markup or "")) for markup in (*told, entry.get("summary"))), key=len)


def author(entry: Any, source: str) -> Author | None:
    """Return who wrote an entry, known by name: a feed tells no other id."""
    detail = entry.get("author_detail") or {}
    name = cells.clean(str(detail.get("name") or entry.get("author") or ""))
    return Author(id=name, source=source, handle=name) if name else None


def posted(written: str, source: Source, now: datetime) -> tuple[datetime | None, Precision]:
    """Return when an entry was posted; a missing, odd or future date is UNKNOWN."""
    try:
        return dates.posted_at(written, ZoneInfo(source.timezone), now)
    except Unreadable:
        return None, Precision.UNKNOWN
