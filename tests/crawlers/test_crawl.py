"""A real Scrapy process asks a real server on this machine."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from scrapy import Request

from crawlers import files, job, run
from crawlers.addresses import AddressGuard, check, host_of
from crawlers.settings import DOWNLOADER_MIDDLEWARES, settings
from crawlers.source import Brought, Outcome, Source
from mentions.errors import ConfigError
from mentions.model import Hearing, Mention

QUICK: dict[str, Any] = {
    "ALLOW_PRIVATE_HOSTS": True,
    "AUTOTHROTTLE_ENABLED": False,
    "LOG_LEVEL": "CRITICAL",
    "DOWNLOAD_TIMEOUT": 2,
    "RETRY_TIMES": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
}
ONE_HOST = DOWNLOADER_MIDDLEWARES | {
    "crawlers.addresses.AddressGuard": None,
    f"{__name__}.OneHost": 50,
}


class OneHost(AddressGuard):
    """The guard of the product, to which 127.0.0.1 alone is public."""

    async def process_request(self, request: Request) -> None:
        if host_of(request.url) != "127.0.0.1":
            await check(host_of(request.url))


def feed(name: str, location: str, **changes: Any) -> Source:
    return Source(name=name, kind="rss", location=location, **changes)


def brought(
    sources: list[Source], marks: dict[str, Any] | None = None, **changes: Any
) -> list[Brought]:
    told = job.Job(
        sources=tuple(sources),
        marks=marks or {},
        settings=settings("https://me.kr", **QUICK | changes),
    )
    with run.crawling(told) as lines:
        return [job.from_line(line) for line in lines]


def outcomes(results: list[Brought]) -> dict[str, Outcome]:
    return {result.source: result.outcome for result in results if result.outcome}


def heard(results: list[Brought]) -> list[Mention]:
    return [result.hearing.mention for result in results if result.hearing]


def test_a_feed_is_heard_and_only_what_is_new_is_asked_for(site) -> None:
    url = site.says("/feed", ETag='W/"a1"', Last_Modified="Sun, 22 Nov 2026 00:00:00 GMT")
    results = brought([feed("동네", url)])
    assert [mention.id for mention in heard(results)] == ["동네:1", "동네:2"]
    outcome = results[-1].outcome
    assert outcome
    assert not outcome.errors
    assert outcome.mark == {
        "location": url,
        "etag": 'W/"a1"',
        "last_modified": "Sun, 22 Nov 2026 00:00:00 GMT",
    }
    asked = site.requests("/feed")[0]
    assert asked["user-agent"] == "Ipsomun/0.1 (+https://me.kr)"
    assert "if-none-match" not in asked

    site.says("/feed", b"", 304, Content_Length="0")
    again = brought([feed("동네", url)], {"동네": outcome.mark})
    assert heard(again) == []
    assert outcomes(again)["동네"].errors == {}
    assert outcomes(again)["동네"].mark is None
    asked = site.requests("/feed")[1]
    assert asked["if-none-match"] == 'W/"a1"'
    assert asked["if-modified-since"] == "Sun, 22 Nov 2026 00:00:00 GMT"


def test_a_mark_of_another_address_is_not_used(site) -> None:
    url = site.says("/new")
    brought([feed("동네", url)], {"동네": {"location": "http://old", "etag": "x", "gone": True}})
    assert "if-none-match" not in site.requests("/new")[0]


def test_a_busy_server_is_asked_again_when_it_says(site) -> None:
    replies = iter([(429, {"Retry-After": "1"}, b""), (200, {}, b"")])
    url = site.says("/busy")
    fine = site.answers["/busy"]
    site.answers["/busy"] = lambda asked: (
        reply if (reply := next(replies))[0] == 429 else fine(asked)
    )
    results = brought([feed("a", url)])
    first, second = site.times("/busy")
    assert second - first >= 1
    assert len(heard(results)) == 2


def test_robots_txt_holds_for_requests_that_wait_for_it_together(site) -> None:
    site.says("/robots.txt", b"User-agent: *\nDisallow: /", Content_Type="text/plain")
    sources = [feed(str(number), site.says(f"/{number}")) for number in range(8)]
    found = outcomes(brought(sources))
    assert [outcome.errors for outcome in found.values()] == [{"robots.txt": 1}] * 8
    assert {path for path, _, _ in site.asked} == {"/robots.txt"}


def test_a_site_whose_robots_txt_breaks_is_not_asked(site) -> None:
    site.says("/robots.txt", b"", 503, Retry_After="0")
    outcome = outcomes(brought([feed("a", site.says("/feed"))]))["a"]
    assert outcome.errors == {"robots.txt": 1}
    assert site.requests("/feed") == []


def test_who_is_gone_or_asks_for_a_long_wait_is_not_asked_again(site) -> None:
    sources = [
        feed("429", site.says("/429", b"", 429, Retry_After="3600")),
        feed("503", site.says("/503", b"", 503, Retry_After="3600")),
        feed("410", site.says("/410", b"", 410)),
    ]
    first = outcomes(brought(sources))
    marks = {name: outcome.mark or {} for name, outcome in first.items()}
    assert marks["410"] == {"location": sources[2].location, "gone": True}
    for name in ("429", "503"):
        wait = datetime.fromisoformat(marks[name]["not_before"]) - datetime.now(UTC)
        assert 3500 < wait.total_seconds() < 3600
    second = outcomes(brought(sources, marks))
    for found in (first, second):
        assert {name: dict(outcome.errors) for name, outcome in found.items()} == {
            "429": {"busy": 1},
            "503": {"busy": 1},
            "410": {"gone": 1},
        }
    assert "not to come before" in second["429"].note
    assert "take the source out" in second["410"].note
    assert [len(site.requests(f"/{name}")) for name in marks] == [1, 1, 1]


def slow(_asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    time.sleep(3)
    return 200, {}, b""


def test_every_trouble_has_a_name_and_the_others_go_on(site) -> None:
    site.says(
        "/robots.txt", b"User-agent: Ipsomun\nDisallow: /private\n", Content_Type="text/plain"
    )
    site.answers["/slow"] = slow
    results = brought(
        [
            feed("fine", site.says("/fine")),
            feed("none", site.address + "/none"),
            feed("broken", site.says("/broken", b"", 500)),
            feed("robots", site.says("/private/feed")),
            feed("slow", site.address + "/slow"),
            feed("cut", site.says("/cut", Content_Length="100000")),
            feed("big", site.says("/big", b"<rss>" + b" " * 200_000)),
            feed("page", site.says("/page", b"<html>hello</html>", Content_Type="text/html")),
            feed("loop", site.says("/loop", b"", 302, Location="/loop")),
            feed("refuses", "http://127.0.0.1:1/feed"),
            feed("gopher", "gopher://127.0.0.1/feed"),
        ],
        DOWNLOAD_MAXSIZE=100_000,
        RETRY_TIMES=0,
    )
    found = {name: dict(outcome.errors) for name, outcome in outcomes(results).items()}
    assert found == {
        "fine": {},
        "none": {"HTTP 404": 1},
        "broken": {"HTTP 500": 1},
        "robots": {"robots.txt": 1},
        "slow": {"timeout": 1},
        "cut": {"truncated": 1},
        "big": {"too large": 1},
        "page": {"unreadable": 1},
        "loop": {"not asked": 1},
        "refuses": {"unreachable": 1},
        "gopher": {"unsafe address": 1},
    }
    assert len(heard(results)) == 2
    assert all(outcome.note for name, outcome in outcomes(results).items() if name != "fine")
    assert site.requests("/private/feed") == []


PRIVATE = (
    "http://127.0.0.1:{port}/fine",
    "http://localhost:{port}/fine",
    "http://2130706433:{port}/fine",
    "http://0x7f.1:{port}/fine",
    "http://[::1]:{port}/fine",
    "http://[::ffff:127.0.0.1]:{port}/fine",
    "http://169.254.169.254/latest/meta-data",
    "http://10.0.0.1/",
    "file:///etc/passwd",
    "ftp://127.0.0.1/a",
    "data:text/xml,<rss/>",
)


def test_nothing_private_is_asked(site) -> None:
    site.says("/fine")
    port = site.address.rpartition(":")[2]
    sources = [feed(url, url.format(port=port)) for url in PRIVATE]
    results = brought(sources, ALLOW_PRIVATE_HOSTS=False)
    errors = {name: dict(outcome.errors) for name, outcome in outcomes(results).items()}
    assert errors == {url: {"unsafe address": 1} for url in PRIVATE}
    assert site.asked == []


def test_a_redirect_does_not_lead_to_a_private_address(site) -> None:
    site.says("/secret")
    url = site.says("/leads", b"", 302, Location="file:///etc/passwd")
    other = site.says("/leads2", b"", 302, Location="http://127.0.0.2:1/secret")
    results = brought([feed("a", url), feed("b", other)], DOWNLOADER_MIDDLEWARES=ONE_HOST)
    assert outcomes(results)["a"].errors == {"HTTP 302": 1}
    assert outcomes(results)["b"].errors == {"unsafe address": 1}
    assert site.requests("/secret") == []


def test_the_memory_limit_holds_for_the_crawl_and_not_for_who_starts_it(site) -> None:
    ours = bytearray(600 * 1024**2)  # as a process has that holds a model
    sources = [feed("a", site.says("/feed"))]
    assert len(heard(brought(sources, MEMUSAGE_LIMIT_MB=500))) == 2
    assert ours
    outcome = outcomes(brought(sources, MEMUSAGE_LIMIT_MB=20))["a"]
    assert outcome.errors == {"stopped": 1}
    assert "MEMUSAGE_LIMIT_MB" in outcome.note


def test_files_say_the_same_through_scrapy(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,본문,날짜\n1,좋다,2024-03-05\n2,,2024-03-05\n3,싫다,2200-01-01\n4,또,\n")
    source = Source(name="후기", kind="file", location=path.as_uri(), brands=("달빛커피",))
    results = brought([source])
    defaults = files.Defaults(
        zone=ZoneInfo("Asia/Seoul"), now=datetime.now(UTC), source="후기", brands=("달빛커피",)
    )
    pure = list(files.hear(path, defaults))
    at = [m.heard_at for m in heard(results)]
    assert len(set(at)) == 1
    assert [(m.id, m.text, m.posted_at, m.brands) for m in heard(results)] == [
        (r.mention.id, r.mention.text, r.mention.posted_at, r.mention.brands)
        for r in pure
        if isinstance(r, Hearing)
    ]
    assert [r.refused for r in results if r.refused] == [
        r for r in pure if isinstance(r, files.RefusedRow)
    ]
    assert outcomes(results)["후기"].errors == {"no text": 1, "date: in the future": 1}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    source = Source(name="a", kind="file", location=str(tmp_path / "none.csv"))
    outcome = outcomes(brought([source]))["a"]
    assert outcome.errors == {"unreadable": 1}
    assert "none.csv: no such file" in outcome.note


@contextlib.contextmanager
def crawler(told: job.Job) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "crawlers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=run.ROOT,
        env=os.environ | {"PYTHONPATH": str(run.ROOT)},
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(job.to_json(told))
    process.stdin.close()
    try:
        yield process
    finally:
        process.stdout.close()
        process.kill()
        process.wait()


def test_sigterm_ends_a_crawl_with_an_honest_outcome(site) -> None:
    site.answers["/slow"] = slow
    told = job.Job(
        sources=(feed("a", site.address + "/slow"),),
        settings=settings(**QUICK | {"DOWNLOAD_TIMEOUT": 20}),
    )
    with crawler(told) as process:
        while not site.requests("/slow"):
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.stdout
        lines = [job.from_line(line) for line in process.stdout]
        assert process.wait(10) == 0
    assert outcomes(lines)["a"].errors
    assert outcomes(lines)["a"].mark is None


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        ([Source(name="a", kind="fax", location="x")], "no kind 'fax'. Known: rss, file"),
        ([feed("a", "x"), feed("a", "y")], "'a' is there twice"),
    ],
)
def test_wrong_sources_are_named(sources: list[Source], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        run.check(sources)
