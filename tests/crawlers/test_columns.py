from pathlib import Path

import pytest

from crawlers import columns
from mentions.errors import ConfigError


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            ["번호", "작성일시", "닉네임", "제목", "본문", "링크", "조회수", "댓글수", "좋아요"],
            {
                "text": "본문",
                "title": "제목",
                "date": "작성일시",
                "id": "번호",
                "url": "링크",
                "author": "닉네임",
                "likes": "좋아요",
                "views": "조회수",
                "replies": "댓글수",
            },
        ),
        (
            ["Created_At", "Post ID", "BODY", "Author Name", "lang", "평점"],
            {
                "text": "BODY",
                "date": "Created_At",
                "id": "Post ID",
                "author": "Author Name",
                "language": "lang",
            },
        ),
        (
            ["id", "in_reply_to_id", "kind", "text", "follower_count", "브랜드", "출처"],
            {
                "text": "text",
                "id": "id",
                "brand": "브랜드",
                "source": "출처",
                "reply_to": "in_reply_to_id",
                "kind": "kind",
                "followers": "follower_count",
            },
        ),
    ],
)
def test_columns_are_detected(headers: list[str], expected: dict[str, str]) -> None:
    assert columns.detect(headers) == expected


def test_what_is_given_overrules_what_is_detected() -> None:
    headers = ["text", "원래 글", "date"]
    assert columns.complete(headers, {"text": "원래 글", "date": ""}) == {"text": "원래 글"}


def test_a_column_given_to_one_field_is_not_detected_for_another() -> None:
    assert columns.complete(["제목", "date"], {"text": "제목"}) == {"text": "제목", "date": "date"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"sentiment": "x"}, "'sentiment' is no field"),
        ({"text": "없는 열"}, "no column '없는 열'.*'가', '나'"),
        ({}, "no column holds the text.*'가', '나'.*--map"),
    ],
)
def test_a_wrong_mapping_says_what_is_allowed(given: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        columns.complete(["가", "나"], given)


def test_a_mapping_is_kept_for_files_with_the_same_columns(tmp_path: Path) -> None:
    kept = tmp_path / "home" / "mappings.json"
    assert columns.saved(kept, ["가", "나"]) is None
    columns.save(kept, ["가", "나"], {"text": "가"})
    columns.save(kept, ["다"], {"text": "다"})
    assert columns.saved(kept, ["나", "가"]) == {"text": "가"}
    assert columns.saved(kept, ["다"]) == {"text": "다"}
    assert columns.saved(kept, ["가"]) is None


@pytest.mark.parametrize("damage", ["{", "[]"])
def test_damaged_mappings_say_what_to_do(tmp_path: Path, damage: str) -> None:
    kept = tmp_path / "mappings.json"
    kept.write_text(damage)
    with pytest.raises(ConfigError, match="Delete it"):
        columns.saved(kept, ["가"])
