"""Obey robots.txt as RFC 9309 says, also when it cannot be read."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred


class StrictRobots(RobotsTxtMiddleware):
    """Asks nothing of a site whose robots.txt is unreachable (RFC 9309, 2.3.1.4).

    Scrapy takes that for permission. A robots.txt that is not there (4xx) is one.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.unreachable: dict[str, Exception] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the site's rules once they are known, None when they are unreachable.

        Scrapy 2.19 lets all requests wait for one `Deferred`, whose result only the first of
        them gets: the others see no rules and are allowed. So the rules are looked up again.
        """
        await super().robot_parser(request)
        rules = self._parsers[urlparse_cached(request).netloc]
        return None if isinstance(rules, Deferred) else rules

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self._robots_error(IgnoreRequest(f"robots.txt answers {response.status}"), netloc)
        else:
            await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self.unreachable[netloc] = exc
        super()._robots_error(exc, netloc)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raise why robots.txt could not be read, or that it forbids the request."""
        if rp is None:
            raise self.unreachable[urlparse_cached(request).netloc]
        super().process_request_2(rp, request)
