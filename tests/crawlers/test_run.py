"""Crawls of a real site into a real ledger."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers import run
from crawlers.source import Source
from mentions.ledger import Ledger
from mentions.model import Policy

OPEN = Policy(store_text=True, allow_model=True, retention_days=None)
QUICK = {
    "ALLOW_PRIVATE_HOSTS": True,
    "AUTOTHROTTLE_ENABLED": False,
    "LOG_LEVEL": "CRITICAL",
    "DOWNLOAD_TIMEOUT": 5,
}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    policies = {"동네": OPEN, "후기": OPEN}
    opened = Ledger.open(
        f"sqlite:///{tmp_path / 'ledger.db'}", policies=policies, author_key=b"k" * 32
    )
    yield opened
    opened.close()


def crawl(sources: list[Source], ledger: Ledger, **changes) -> dict[str, run.Crawled]:
    return {one.source: one for one in run.crawl(sources, ledger, overrides=QUICK, **changes)}


def feed(url: str) -> Source:
    return Source(name="동네", kind="rss", location=url)


def test_what_is_heard_is_kept_and_then_the_mark_moves(site, ledger: Ledger) -> None:
    url = site.says("/feed", ETag='"v1"')
    crawled = crawl([feed(url)], ledger)["동네"]
    assert (crawled.heard.new, dict(crawled.errors)) == (2, {})
    entry = ledger.mention("동네:1")
    assert entry
    assert entry.mention.title == "달빛커피 좋다"
    mark = ledger.marks.get("crawl:동네")
    assert mark
    assert (mark["location"], mark["etag"]) == (url, '"v1"')
    (health,) = ledger.health()
    assert (health.mentions, health.heard, health.errors) == (2, 2, 0)
    assert health.started_at
    assert health.finished_at
    again = crawl([feed(url)], ledger)["동네"]
    assert (again.heard.new, again.heard.unchanged) == (0, 2)
    assert site.requests("/feed")[1]["if-none-match"] == '"v1"'


def test_only_what_names_a_brand_is_kept(site, ledger: Ledger) -> None:
    def find(text: str) -> tuple[str, ...]:
        return ("달빛커피",) if "달빛커피" in text else ()

    crawled = crawl([feed(site.says("/feed"))], ledger, find=find)["동네"]
    assert crawled.heard.new == 1
    assert (crawled.errors, crawled.passed) == ({}, {run.UNNAMED: 1})
    (health,) = ledger.health()
    assert (health.errors, health.passed) == (0, 1)
    assert health.note == "names none of the brands 1"
    entry = ledger.mention("동네:1")
    assert entry
    assert entry.mention.brands == ("달빛커피",)


def test_other_brands_or_policies_hear_a_feed_again(site, ledger: Ledger) -> None:
    one = feed(site.says("/feed", ETag='"v1"'))
    of_brand = Source(name="동네", kind="rss", location=one.location, brands=("달빛커피",))
    for source, basis in ((one, "a"), (one, "a"), (one, "b"), (of_brand, "b"), (of_brand, "b")):
        crawl([source], ledger, basis=basis)
    asked = ["if-none-match" in headers for headers in site.requests("/feed")]
    assert asked == [False, True, False, False, True]


def test_a_feed_that_fails_is_heard_on_the_new_basis_later(site, ledger: Ledger) -> None:
    source = feed(site.says("/feed", ETag='"v1"'))
    crawl([source], ledger, basis="a")
    site.says("/feed", b"", 404)
    crawl([source], ledger, basis="b")
    site.says("/feed", ETag='"v1"')
    crawl([source], ledger, basis="b")
    assert not any("if-none-match" in headers for headers in site.requests("/feed"))


def test_a_trouble_stands_in_the_ledger(site, ledger: Ledger) -> None:
    crawled = crawl([feed(site.address + "/none")], ledger)["동네"]
    assert crawled.errors == {"HTTP 404": 1}
    (health,) = ledger.health()
    assert health.errors == 1
    assert health.note == f"HTTP 404 1 · {site.address}/none answers 404."
    assert ledger.marks.get("crawl:동네") is None


class DiskFull(Exception):
    pass


def test_the_mark_stays_when_the_ledger_fails(
    site, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_hearings: object) -> None:
        raise DiskFull

    monkeypatch.setattr(ledger, "hear", fail)
    with pytest.raises(DiskFull):
        crawl([feed(site.says("/feed", ETag='"v1"'))], ledger)
    assert ledger.marks.get("crawl:동네") is None
    (health,) = ledger.health()
    assert health.started_at
    assert health.finished_at is None


def test_a_crawl_that_dies_is_not_taken_for_silence(
    site, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "COMMAND", ("-c", "import os, sys; sys.stdin.read(); os._exit(9)"))
    crawled = crawl([feed(site.says("/feed"))], ledger)["동네"]
    assert crawled.errors == {"crawl died": 1}
    assert "log" in crawled.note


def test_a_file_is_kept_with_its_refused_rows_told(tmp_path: Path, ledger: Ledger) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "id,본문\n" + "".join(f"{number},글 {number}\n" for number in range(1200)) + "x,\n"
    )
    told = []
    crawled = crawl(
        [Source(name="후기", kind="file", location=str(path), brands=("달빛커피",))],
        ledger,
        on_refused=lambda source, row: told.append((source.name, row.line, row.reason)),
    )["후기"]
    assert crawled.heard.new == 1200
    assert told == [("후기", 1202, "no text")]
    assert ledger.status()["mentions"] == 1200


def children() -> set[str]:
    listed = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text()
    return set(listed.split())


def test_closing_the_crawl_ends_its_process(site, ledger: Ledger) -> None:
    before = children()
    crawls = run.crawl(
        [feed(site.says("/feed")), Source(name="b", kind="rss", location="http://127.0.0.1:1/")],
        ledger,
        overrides=QUICK,
    )
    next(crawls)
    assert children() - before
    crawls.close()
    assert children() == before


def test_no_source_is_no_crawl(ledger: Ledger) -> None:
    assert crawl([], ledger) == {}
