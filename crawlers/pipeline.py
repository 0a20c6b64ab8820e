"""The last step of a crawl: what spiders bring goes to the ledger's side, outcomes last."""

from __future__ import annotations

from typing import Self, cast

from scrapy.crawler import Crawler

from crawlers.source import Brought
from crawlers.spider import SourceSpider


class Deliver:
    """Item pipeline that hands on everything in order.

    Outcomes, and the marks in them, come when all items of the crawl have passed: a mark that
    arrives has its mentions before it.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of a crawl."""
        return cls(crawler)

    @property
    def spider(self) -> SourceSpider:
        """The spider whose items pass."""
        return cast("SourceSpider", self.crawler.spider)

    def process_item(self, item: Brought) -> Brought:
        """Hand on one item."""
        self.spider.deliver(item)
        return item

    def close_spider(self) -> None:
        """Hand on how each source went."""
        full = self.crawler.stats and self.crawler.stats.get_value("memusage/limit_reached")
        why = "The crawl reached MEMUSAGE_LIMIT_MB" if full else "The crawl ended"
        for name, outcome in self.spider.outcomes.items():
            if not outcome.done:
                self.spider.trouble(name, "stopped", f"{why} before this source.")
            self.spider.deliver(Brought(source=name, outcome=outcome))
