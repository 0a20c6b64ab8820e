"""The kinds of sources: one spider each. A further source is a small file and a line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from crawlers.file_spider import FileSpider
from crawlers.rss import RssSpider
from crawlers.spider import SourceSpider

SPIDERS: Mapping[str, type[SourceSpider]] = MappingProxyType(
    {"rss": RssSpider, "file": FileSpider},
)
