"""What every spider shares: its sources, their marks, and an honest outcome for each of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawlers.addresses import UnsafeAddress
from crawlers.retries import wait_of
from crawlers.source import Brought, Mark, Outcome, Source
from mentions.errors import Unreadable
from mentions.model import Hearing

NOT_MODIFIED = 304
GONE = 410
BUSY = frozenset({429, 503})
DEFAULT_PAUSE = timedelta(minutes=15)
TROUBLES: tuple[tuple[type[Exception], str, str], ...] = (
    (UnsafeAddress, "unsafe address", "Only public http and https addresses are listened to."),
    (DownloadTimeoutError, "timeout", "The server did not answer in time; it is asked again."),
    (CannotResolveHostError, "unreachable", "No such host. Check the address."),
    (DownloadConnectionRefusedError, "unreachable", "The server refuses connections."),
    (ResponseDataLossError, "truncated", "The answer broke off; it is asked again."),
    (DownloadCancelledError, "too large", "The answer is larger than DOWNLOAD_MAXSIZE."),
    (DownloadFailedError, "unreachable", "The connection failed; it is asked again."),
)


class SourceSpider(Spider):
    """A spider for all sources of one kind, so that one host is asked politely for all of them.

    A kind of source says in `ask` what to request and in `parse` what an answer means.
    """

    handle_httpstatus_list: ClassVar[list[int]] = [NOT_MODIFIED]

    def __init__(
        self,
        *,
        sources: Iterable[Source],
        marks: Mapping[str, Mark],
        deliver: Callable[[Brought], None],
        **arguments: Any,
    ) -> None:
        super().__init__(**arguments)
        self.sources = {source.name: source for source in sources}
        self.marks = marks
        self.deliver = deliver
        self.outcomes = {name: Outcome(source=name) for name in self.sources}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **arguments: Any) -> SourceSpider:
        """Return the spider, listening to errors in its own callbacks."""
        spider: SourceSpider = super().from_crawler(crawler, *args, **arguments)
        crawler.signals.connect(spider.broke, signal=signals.spider_error)
        return spider

    def ask(self, source: Source, mark: Mark) -> Request:
        """Return the first request for a source; `mark` is what the last crawl left."""
        raise NotImplementedError

    def parse_source(self, response: Response, source: Source) -> Iterator[Hearing | Unreadable]:
        """Yield what an answer says, without fetching anything; `Unreadable` for what it cannot."""
        raise NotImplementedError

    def mark_of(self, response: Response, source: Source) -> dict[str, Any] | None:
        """Return the mark to keep once everything in this answer is kept."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Request]:
        """Ask every source that is not gone and may be asked again."""
        for source in self.sources.values():
            mark = self.marks.get(source.name) or {}
            if mark.get("location") != source.location:
                mark = {}
            if self.may_ask(source, mark):
                request = self.ask(source, mark)
                yield request.replace(
                    callback=self.heard,
                    errback=self.failed,
                    cb_kwargs={"source": source.name},
                    dont_filter=True,
                )

    def may_ask(self, source: Source, mark: Mark) -> bool:
        """Return whether the source may be asked now; its outcome says why not."""
        if mark.get("gone"):
            self.trouble(source.name, "gone", f"{source.location} is gone; take the source out.")
            return False
        until = mark.get("not_before")
        if until and datetime.now(UTC) < datetime.fromisoformat(until):
            self.trouble(source.name, "busy", f"The server asked not to come before {until}.")
            return False
        return True

    def heard(self, response: Response, source: str) -> Iterator[Brought]:
        """Yield what an answer brings; the mark moves only when all of it was understood."""
        outcome = self.outcomes[source]
        outcome.done = True
        if response.status == NOT_MODIFIED:
            return
        try:
            for hearing in self.parse_source(response, self.sources[source]):
                if isinstance(hearing, Unreadable):
                    outcome.errors[str(hearing)] += 1
                else:
                    yield Brought(source=source, hearing=hearing)
        except Unreadable as reason:
            self.trouble(source, "unreadable", f"{response.url}: {reason}. Check the address.")
        else:
            outcome.mark = self.mark_of(response, self.sources[source])

    def failed(self, failure: Failure) -> None:
        """Note why a source could not be heard."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        name = request.cb_kwargs["source"]
        error = failure.value
        if isinstance(error, HttpError):
            self.refused(name, error.response)
            return
        if isinstance(error, IgnoreRequest) and not isinstance(error, UnsafeAddress):
            kind = "robots.txt" if "robots.txt" in str(error) else "not asked"
            self.trouble(name, kind, f"{self.sources[name].location}: {error}.")
            return
        for trouble, kind, advice in TROUBLES:
            if isinstance(error, trouble):
                self.trouble(name, kind, f"{self.sources[name].location}: {error} {advice}")
                return
        self.trouble(name, "failed", f"{self.sources[name].location}: {error}")

    def refused(self, name: str, response: Response) -> None:
        """Note an HTTP status that is no answer; gone and busy are remembered."""
        location = self.sources[name].location
        status = response.status
        if status == GONE:
            self.trouble(name, "gone", f"{location} is gone; take the source out.")
            self.outcomes[name].mark = {"location": location, "gone": True}
        elif status in BUSY:
            until = datetime.now(UTC) + (wait_of(response, datetime.now(UTC)) or DEFAULT_PAUSE)
            self.trouble(name, "busy", f"{location} is asked again after {until:%F %H:%M} UTC.")
            kept = dict(self.marks.get(name) or {})
            self.outcomes[name].mark = kept | {
                "location": location,
                "not_before": until.isoformat(),
            }
        else:
            self.trouble(name, f"HTTP {status}", f"{location} answers {status}.")

    def broke(self, failure: Failure, response: Response) -> None:
        """Note an error in a callback: the answer stays unheard and the mark where it was."""
        if response.request:
            name = response.request.cb_kwargs["source"]
            self.trouble(name, "unreadable", f"{self.sources[name].location}: {failure.value}")

    def trouble(self, name: str, kind: str, note: str) -> None:
        """Count an error of a source and say what it means."""
        outcome = self.outcomes[name]
        outcome.errors[kind] += 1
        outcome.note = note
        outcome.done = True
