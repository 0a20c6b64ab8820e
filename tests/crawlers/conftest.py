"""A small site on this machine, asked by the real crawler."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Answer = tuple[int, dict[str, str], bytes]
FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>t</title><link>https://a.kr</link><description>d</description>
<item><guid isPermaLink="false">1</guid><title>달빛커피 좋다</title>
<pubDate>Sun, 22 Nov 2026 09:00:00 +0900</pubDate></item>
<item><guid isPermaLink="false">2</guid><title>아무 이름도 없다</title></item>
</channel></rss>""".encode()


@dataclass
class Site:
    """Answers by path; `asked` are the paths and headers of the requests so far."""

    address: str = ""
    answers: dict[str, Callable[[dict[str, str]], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], float]] = field(default_factory=list)

    def says(self, path: str, body: bytes = FEED, status: int = 200, **headers: str) -> str:
        """Let `path` answer this and return its address; `_` in header names stands for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = lambda _asked: (status, named, body)
        return self.address + path

    def requests(self, path: str) -> list[dict[str, str]]:
        """Return the headers of every request for `path`."""
        return [headers for asked, headers, _ in self.asked if asked == path]

    def times(self, path: str) -> list[float]:
        """Return when `path` was asked."""
        return [at for asked, _, at in self.asked if asked == path]


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.asked.append((self.path, headers, time.monotonic()))
            reply = found.answers.get(self.path, lambda _asked: (404, {}, b""))
            status, named, body = reply(headers)
            self.send_response(status)
            named = {"Content-Type": "application/rss+xml"} | named
            for name, value in ({"Content-Length": str(len(body))} | named).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, *_: object) -> None:
            pass  # a crawler that hangs up is what some tests want

    server = Server(("127.0.0.1", 0), Handler)
    found.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()
