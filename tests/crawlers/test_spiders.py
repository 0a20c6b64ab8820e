"""Each folder `<spider>/<case>/` holds an answer and, written by hand, what it says."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawlers import rss
from crawlers.source import Source
from mentions.errors import Unreadable
from mentions.model import Hearing

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 23, tzinfo=UTC)
PARSERS: dict[str, Callable[[Response, Source, datetime], Iterator[Hearing | Unreadable]]] = {
    "rss": rss.parse,
}
CASES = sorted(path.parent for kind in PARSERS for path in (HERE / kind).glob("*/mentions.json"))


def answer(case: Path) -> Response:
    named = case / "headers.json"
    headers = json.loads(named.read_text()) if named.exists() else {}
    body = next(case.glob("response.*")).read_bytes()
    url = "https://feeds.example.kr/rss/feed.xml"
    headers = {"Content-Type": "application/xml"} | headers
    kind = responsetypes.from_args(headers=headers_of(headers), url=url, body=body)
    return kind(url, headers=headers, body=body)


def headers_of(headers: dict[str, str]) -> dict[bytes, bytes]:
    return {name.encode(): value.encode() for name, value in headers.items()}


def shown(hearing: Hearing) -> dict[str, Any]:
    mention = hearing.mention
    return {
        "id": mention.id,
        "url": mention.url,
        "author": mention.author.handle if mention.author else None,
        "title": mention.title,
        "text": mention.text,
        "posted_at": mention.posted_at.isoformat() if mention.posted_at else None,
        "precision": mention.precision.value,
        "language": mention.language,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_an_answer_says_what_the_case_expects(case: Path) -> None:
    expected = json.loads((case / "mentions.json").read_text(encoding="utf-8"))
    source = Source(name="feed", kind=case.parent.name, location="https://feeds.example.kr/rss")
    parsed = PARSERS[case.parent.name](answer(case), source, NOW)
    if "error" in expected:
        with pytest.raises(Unreadable, match=expected["error"]):
            list(parsed)
        return
    results = list(parsed)
    heard = [shown(result) for result in results if isinstance(result, Hearing)]
    refused = [str(result) for result in results if isinstance(result, Unreadable)]
    assert heard == expected["mentions"]
    assert refused == expected.get("refused", [])


def test_every_mention_of_a_feed_is_of_its_brands() -> None:
    source = Source(name="feed", kind="rss", location="https://a.kr", brands=("달빛커피",))
    for result in rss.parse(answer(HERE / "rss" / "korean_rss2"), source, NOW):
        assert isinstance(result, Hearing)
        assert result.mention.brands == ("달빛커피",)
        assert result.mention.source == "feed"
        assert result.mention.heard_at == NOW
