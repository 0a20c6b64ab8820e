from pathlib import Path

import pytest

from crawlers import columns
from mentions.errors import ConfigError


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            ["글번호", "작성일시", "닉네임", "제목", "본문", "링크", "조회수", "댓글수", "좋아요"],
            {
                "text": "본문",
                "title": "제목",
                "date": "작성일시",
                "id": "글번호",
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
        (  # Naver SmartStore
            [
                "리뷰글번호",
                "상품번호",
                "상품명",
                "채널",
                "리뷰구분",
                "구매자평점",
                "리뷰상세내용",
                "등록자",
                "리뷰등록일",
                "리뷰도움수",
            ],
            {
                "text": "리뷰상세내용",
                "date": "리뷰등록일",
                "id": "리뷰글번호",
                "author": "등록자",
                "source": "채널",
                "likes": "리뷰도움수",
            },
        ),
        (  # Coupang
            ["상품명", "구매자명", "별점", "상품평 제목", "상품평", "상품평 등록일"],
            {
                "text": "상품평",
                "title": "상품평 제목",
                "date": "상품평 등록일",
                "author": "구매자명",
            },
        ),
        (  # Google Play Console
            [
                "Package Name",
                "App Version Code",
                "Reviewer Language",
                "Device",
                "Review Submit Date and Time",
                "Review Submit Millis Since Epoch",
                "Star Rating",
                "Review Title",
                "Review Text",
                "Developer Reply Text",
                "Review Link",
            ],
            {
                "text": "Review Text",
                "title": "Review Title",
                "date": "Review Submit Date and Time",
                "url": "Review Link",
                "language": "Reviewer Language",
            },
        ),
        (  # google-play-scraper
            [
                "reviewId",
                "userName",
                "userImage",
                "content",
                "score",
                "thumbsUpCount",
                "reviewCreatedVersion",
                "at",
                "replyContent",
                "repliedAt",
                "appVersion",
            ],
            {
                "text": "content",
                "date": "at",
                "id": "reviewId",
                "author": "userName",
                "likes": "thumbsUpCount",
            },
        ),
        (  # the comments of the YouTube Data API
            ["commentId", "authorDisplayName", "textDisplay", "likeCount", "publishedAt"],
            {
                "text": "textDisplay",
                "date": "publishedAt",
                "id": "commentId",
                "author": "authorDisplayName",
                "likes": "likeCount",
            },
        ),
        (["번호", "본문"], {"text": "본문"}),  # the number of a row in the export
        (["No", "본문"], {"text": "본문"}),
        (["본문", "댓글수", "댓글"], {"text": "본문", "replies": "댓글수"}),
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
