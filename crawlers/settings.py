"""Scrapy's settings, safe and polite by default."""

from __future__ import annotations

from typing import Any

BOT_NAME = "ipsomun"
USER_AGENT = "Ipsomun/0.1"
DEFAULT_REQUEST_HEADERS = {"Accept-Language": "ko,en;q=0.5"}

# Polite: what a site forbids is not asked, and what it bears sets the pace.
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Ipsomun"
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
RETRY_TIMES = 2
RETRY_WAIT_MAX = 30.0

# Bounded: no site can hold the crawler, fill its memory or lead it in circles.
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 16 * 1024**2
DOWNLOAD_WARNSIZE = 0
DNS_TIMEOUT = 10
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
CLOSESPIDER_TIMEOUT = 600
CLOSESPIDER_ERRORCOUNT = 100
MEMUSAGE_LIMIT_MB = 1024
MEMUSAGE_CHECK_INTERVAL_SECONDS = 10.0
EXTENSIONS = {"scrapy.extensions.memusage.MemoryUsage": None, "crawlers.memory.OwnMemory": 0}

# Closed: nothing of the machine or of its network can be reached through the crawler.
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
TWISTED_DNS_RESOLVER = "crawlers.addresses.GuardedResolver"
ALLOW_PRIVATE_HOSTS = False
COOKIES_ENABLED = False
REFERRER_POLICY = "scrapy.spidermiddlewares.referer.NoReferrerPolicy"
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

DOWNLOADER_MIDDLEWARES = {
    "crawlers.addresses.AddressGuard": 50,
    "crawlers.robots.StrictRobots": 100,
    "crawlers.retries.PatientRetry": 550,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
}
ITEM_PIPELINES = {"crawlers.pipeline.Deliver": 500}
LOG_LEVEL = "INFO"
LOG_VERSIONS: list[str] = []


def settings(contact: str = "", **overrides: Any) -> dict[str, Any]:
    """Return all settings; `contact` (a URL or e-mail address) stands in the user agent.

    >>> settings("https://example.com/bot")["USER_AGENT"]
    'Ipsomun/0.1 (+https://example.com/bot)'
    """
    constants = {name: value for name, value in globals().items() if name.isupper()}
    agent = f"{USER_AGENT} (+{contact})" if contact else USER_AGENT
    return constants | {"USER_AGENT": agent} | overrides
