"""Whose words a row's are, which row is which, and what it is about."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crawlers import files
from crawlers.files import Defaults, RefusedRow
from mentions.errors import ConfigError
from mentions.model import Hearing, Kind

DEFAULTS = Defaults(
    zone=ZoneInfo("Asia/Seoul"),
    now=datetime(2026, 11, 23, tzinfo=UTC),
    brands=("달빛커피",),
    known_brands=frozenset({"달빛커피", "괴물", "힘내요, 미스터 김!"}),
    known_sources=frozenset({"file", "naver_blog", "다음 카페"}),
)


def heard(path: Path, mapping: dict[str, str] | None = None, **changes: Any) -> list[Hearing]:
    results = list(files.hear(path, replace(DEFAULTS, **changes), mapping))
    assert all(isinstance(result, Hearing) for result in results), results
    return [result for result in results if isinstance(result, Hearing)]


def ids(path: Path, mapping: dict[str, str] | None = None, **changes: Any) -> list[str]:
    return [hearing.mention.id for hearing in heard(path, mapping, **changes)]


def notes(path: Path, mapping: dict[str, str] | None = None) -> str:
    return "\n".join(files.layout(path, DEFAULTS, mapping).notes)


@pytest.fixture
def table(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "a.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


# ---------------------------------------------------------------------------------- the source


def test_a_source_without_policy_does_not_cost_the_text(table) -> None:
    path = table("글번호,출처,본문\n1,네이버블로그,가\n2,naver_blog,나\n3,다음 카페,다\n4,,라\n")
    rows = heard(path)
    assert [(row.mention.id, row.mention.text) for row in rows] == [
        ("file:1", "가"),
        ("naver_blog:2", "나"),
        ("다음 카페:3", "다"),
        ("file:4", "라"),
    ]
    assert [row.raw for row in rows] == [{"출처": "네이버블로그"}, None, None, None]
    said = notes(path)
    assert "source column: 네이버블로그 has no policy, heard as 'file'" in said
    assert '[policies."네이버블로그"]' in said


def test_many_sources_without_policy_are_said_in_one_line(table) -> None:
    names = [f"매체{number}" for number in range(9)]
    path = table("출처,본문\n" + "".join(f"{name},글 {name}\n" for name in names))
    (said,) = [line for line in notes(path).splitlines() if "source column" in line]
    assert "매체0, 매체1" in said
    assert "(9 in all) have no policy" in said


def test_a_source_column_can_be_left_out(table) -> None:
    path = table("출처,본문\n네이버블로그,가\nnaver_blog,나\n")
    given = {"source": ""}
    assert {row.mention.source for row in heard(path, given)} == {"file"}
    assert "source column" not in notes(path, given)


def test_ids_of_two_sources_heard_as_one_are_not_mixed(table) -> None:
    path = table("id,출처,본문\n1,네이버블로그,가\n1,다음블로그,나\n")
    assert len(set(ids(path))) == 2
    assert ids(path, known_sources=None) == ["네이버블로그:1", "다음블로그:1"]


# ------------------------------------------------------------------------------------- the id


def test_a_guessed_id_that_repeats_is_no_id(table) -> None:
    path = table("id,본문\n77,좋다\n77,싫다\n78,그저 그렇다\n")
    first = ids(path)
    assert len(set(first)) == 3
    assert first == ids(path)
    assert heard(path)[0].raw == {"id": "77"}
    assert "id column: 'id' repeats on different rows" in notes(path)
    assert ids(path, {"id": "id"}) == ["file:77", "file:77", "file:78"]
    assert "repeats" not in notes(path, {"id": "id"})


def test_the_same_row_twice_does_not_spoil_its_id(table) -> None:
    path = table("id,본문\n77,좋다\n77,좋다\n78,싫다\n")
    assert ids(path) == ["file:77", "file:77", "file:78"]
    assert "repeats" not in notes(path)


def test_the_number_of_a_row_is_no_id(table) -> None:
    for name in ("번호", "No", "no.", "연번"):
        old = ids(table(f"{name},본문\n1,어제 글\n"))
        new = ids(table(f"{name},본문\n1,오늘 글\n2,어제 글\n"))
        assert old == new[1:]


def test_a_column_without_a_name_is_no_id(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"": "1", "text": "가"}\n{"": "1", "text": "나"}\n')
    assert len(set(ids(path))) == 2
    assert "repeats" not in notes(path)


def test_an_address_that_repeats_is_no_id(table) -> None:
    path = table("url,본문\nhttps://a.kr/1,좋다\nhttps://a.kr/1,싫다\n")
    assert len(set(ids(path))) == 2
    assert {row.mention.url for row in heard(path)} == {"https://a.kr/1"}
    assert "'url' repeats on different rows" in notes(path)


def test_equal_rows_without_an_id_are_all_kept(table) -> None:
    path = table("작성자,본문\n가,좋아요\n가,좋아요\n나,좋아요\n가,좋아요\n")
    first = ids(path)
    assert len(set(first)) == 4
    assert first == ids(path)
    longer = ids(table("작성자,본문\n다,새 글\n가,좋아요\n가,좋아요\n나,좋아요\n가,좋아요\n"))
    assert longer[1:] == first


@pytest.mark.parametrize("said", ["0", "", "-", "2"])
def test_a_row_that_answers_nothing_is_no_reply(table, said: str) -> None:
    rows = heard(table(f"id,parent_id,본문\n1,,글\n2,{said},글\n3,1,답글\n"))
    told = [(row.mention.reply_to, row.mention.kind) for row in rows]
    assert told == [(None, Kind.POST), (None, Kind.POST), ("file:1", Kind.REPLY)]


# ---------------------------------------------------------------------------------- the brand


def find(text: str) -> tuple[str, ...]:
    spelled = {"달커": "달빛커피", "달빛 커피": "달빛커피", "Moonlight": "달빛커피"}
    return tuple(dict.fromkeys(name for word, name in spelled.items() if word in text))


@pytest.mark.parametrize(
    ("cell", "text", "brands"),
    [
        ("달빛커피", "글", ("달빛커피",)),
        ("달빛 커피", "글", ("달빛커피",)),
        ("Moonlight Coffee 강남점", "글", ("달빛커피",)),
        ("괴물", "달커보다 낫다", ("괴물",)),
        ("힘내요, 미스터 김!", "글", ("힘내요, 미스터 김!",)),
        ("달커, 괴물", "글", ("달빛커피", "괴물")),
        ("모르는 상표", "달커 좋다", ("달빛커피",)),
        ("", "달커 좋다", ("달빛커피",)),
    ],
)
def test_the_name_of_a_brand_is_understood(
    tmp_path: Path, cell: str, text: str, brands: tuple[str, ...]
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"브랜드": cell, "본문": text}, ensure_ascii=False))
    (row,) = heard(path, brands=(), find=find)
    assert row.mention.brands == brands


def test_an_unknown_brand_is_that_of_the_import_or_refused_with_what_to_do(table) -> None:
    path = table("브랜드,본문\n모르는 상표,글\n")
    assert heard(path, find=find)[0].mention.brands == ("달빛커피",)
    (row,) = files.hear(path, replace(DEFAULTS, brands=(), find=find))
    assert isinstance(row, RefusedRow)
    assert "[[brands]]" in row.reason


def test_without_a_finder_names_stay_as_they_are(table) -> None:
    path = table("브랜드,본문\n모르는 상표,글\n")
    assert heard(path)[0].mention.brands == ("모르는 상표",)


# --------------------------------------------------------------------------- guessed and given


def test_a_guessed_column_with_other_values_says_nothing(table) -> None:
    path = table("본문,유형,추천,조회\n가,포토,비추천,많음\n나,댓글,3,1.2만\n")
    first, second = heard(path)
    assert first.mention.kind is Kind.POST
    assert first.mention.engagement.likes is None
    assert first.raw == {"유형": "포토", "추천": "비추천", "조회": "많음"}
    assert second.mention.kind is Kind.COMMENT
    assert (second.mention.engagement.likes, second.mention.engagement.views) == (3, 12_000)
    assert second.raw is None


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"kind": "유형"}, "kind: write one of post"), ({"likes": "추천"}, "likes: not a count")],
)
def test_a_given_column_with_other_values_is_refused(
    table, given: dict[str, str], reason: str
) -> None:
    (row,) = files.hear(table("본문,유형,추천\n가,포토,비추천\n"), DEFAULTS, given)
    assert isinstance(row, RefusedRow)
    assert row.reason.startswith(reason)


def test_a_file_without_dates_is_told(table) -> None:
    assert "no date column" in notes(table("본문\n글\n"))
    assert "no date column" not in notes(table("본문,날짜\n글,2024-03-05\n"))


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_a_file_of_an_old_mac_says_what_to_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes("본문,날짜\r글,2024-03-05\r".encode())
    with pytest.raises(ConfigError, match="Save the file again as CSV UTF-8"):
        files.hear(path, DEFAULTS)
