"""Retry as the server asks: `Retry-After` of RFC 9110, 10.2.3, which Scrapy does not know."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response
from scrapy.settings import BaseSettings

BUSY = frozenset({429, 503})


def wait_of(response: Response, now: datetime) -> timedelta | None:
    """Return how long a busy server asks to wait (seconds or a date), None when it does not say."""
    said = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if said.isdecimal():
        return timedelta(seconds=min(int(said), 7 * 86_400))
    try:
        at = parsedate_to_datetime(said)
        return max(at - now, timedelta())
    except (ValueError, TypeError):
        return None


class PatientRetry(RetryMiddleware):
    """Waits before a retry of 429 and 503; leaves the rest to Scrapy.

    A wait longer than `RETRY_WAIT_MAX` seconds is not sat out: the answer goes to the spider,
    which remembers when to come again.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self.longest = timedelta(seconds=settings.getfloat("RETRY_WAIT_MAX"))

    async def process_response(  # type: ignore[override]  # Scrapy awaits a coroutine too
        self, request: Request, response: Response
    ) -> Request | Response:
        """Return the request to be made again after the wait, or the answer as it is."""
        if response.status not in BUSY:
            return super().process_response(request, response)
        tried = request.meta.get("retry_times", 0)
        now = datetime.now().astimezone()
        wait = wait_of(response, now)
        wait = timedelta(seconds=2**tried) if wait is None else wait
        if wait > self.longest or tried >= self.max_retry_times:
            return response
        await asyncio.sleep(wait.total_seconds())
        return super().process_response(request, response)
