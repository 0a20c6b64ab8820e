"""Which addresses may be asked: public ones over http and https, also after a redirect.

A user enters feed addresses, so the crawler must not become a way into the network around it
(OWASP: server-side request forgery). `AddressGuard` names the reason before a request is made;
`GuardedResolver` holds for the very answer that is connected to, so that a name which changes
its address in between gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

SCHEMES = frozenset({"http", "https"})


class UnsafeAddress(IgnoreRequest):
    """An address that is not asked, with the reason."""


def public(address: str) -> bool:
    """Return whether an IP address belongs to the public internet.

    >>> public("8.8.8.8"), public("127.0.0.1"), public("169.254.169.254"), public("10.0.0.1")
    (True, False, False, False)
    >>> public("::ffff:127.0.0.1"), public("fe80::1"), public("2001:4860:4860::8888")
    (False, False, True)
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is not None:
            return public(str(inner))
    return found.is_global and not found.is_multicast


def host_of(url: str) -> str:
    """Return the host of an http(s) address; raises `UnsafeAddress` for any other.

    >>> host_of("https://example.com:8443/feed")
    'example.com'
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise UnsafeAddress(f"{parts.scheme or 'no scheme'}: only http and https are asked.")
    return parts.hostname


async def check(host: str) -> None:
    """Raise `UnsafeAddress` unless all addresses of a host are public.

    A name that does not resolve here is left to the downloader (a proxy may know it).
    """
    loop = asyncio.get_running_loop()
    try:
        answers = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return
    for *_, address in answers:
        if not public(str(address[0])):
            raise UnsafeAddress(f"{host} is {address[0]}, which is not public.")


class AddressGuard:
    """Downloader middleware that refuses unsafe addresses, those of redirects included."""

    def __init__(self, *, public_only: bool) -> None:
        self.public_only = public_only

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the guard; `ALLOW_PRIVATE_HOSTS` lets it pass private hosts, as tests need."""
        return cls(public_only=not crawler.settings.getbool("ALLOW_PRIVATE_HOSTS"))

    async def process_request(self, request: Request) -> None:
        """Raise `UnsafeAddress` for a request that must not be made."""
        host = host_of(request.url)
        if self.public_only:
            await check(host)


class GuardedResolver(CachingThreadedResolver):
    """Resolves names to public addresses only; the user's own proxies are trusted."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.guarding = True
        self.trusted = {urlsplit(proxy).hostname for proxy in getproxies().values()}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Return the resolver; `ALLOW_PRIVATE_HOSTS` opens it."""
        resolver: Self = super().from_crawler(crawler, reactor)
        resolver.guarding = not crawler.settings.getbool("ALLOW_PRIVATE_HOSTS")
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802
        """Return the address of a name, or fail as if it had none."""
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found.addCallback(self.admit, name)

    def admit(self, address: str, name: str) -> str:
        """Return the address if it may be connected to."""
        if self.guarding and name not in self.trusted and not public(address):
            raise DNSLookupError(f"{name} is {address}, which is not public")
        return address
