import csv
import gzip
import io
import json
import tracemalloc
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers import files
from crawlers.files import Defaults, RefusedRow
from crawlers.refused import RefusedFile
from mentions.errors import ConfigError
from mentions.model import Hearing, Kind, Mention, Precision

DEFAULTS = Defaults(
    zone=ZoneInfo("Asia/Seoul"),
    now=datetime(2026, 11, 23, tzinfo=UTC),
    brands=("달빛커피",),
)
KOREAN = """글번호,작성일,닉네임,내용
1,2024.03.05,홍길동,"배송이 빨라요, 정말
두 줄"
2,2024-03-06 15:12,별명,맛없다 똠
"""


def hear(path: Path, **changes: Any) -> list[Hearing | RefusedRow]:
    mapping = changes.pop("mapping", None)
    return list(files.hear(path, replace(DEFAULTS, **changes), mapping))


def mentions(path: Path, **changes: Any) -> list[Mention]:
    results = hear(path, **changes)
    assert all(isinstance(result, Hearing) for result in results), results
    return [result.mention for result in results if isinstance(result, Hearing)]


def refused(path: Path, **changes: Any) -> list[tuple[int, str]]:
    return [(r.line, r.reason) for r in hear(path, **changes) if isinstance(r, RefusedRow)]


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-be-bom"])
@pytest.mark.parametrize("zipped", [False, True])
def test_korean_csv_in_every_encoding(tmp_path: Path, encoding: str, zipped: bool) -> None:  # noqa: FBT001
    if encoding == "utf-16-be-bom":
        content = b"\xfe\xff" + KOREAN.encode("utf-16-be")
    else:
        content = KOREAN.encode(encoding)
    path = tmp_path / ("reviews.csv.gz" if zipped else "reviews.csv")
    path.write_bytes(gzip.compress(content) if zipped else content)
    first, second = mentions(path)
    assert first.id == "file:1"
    assert first.text == "배송이 빨라요, 정말\n두 줄"
    assert first.author
    assert (first.author.id, first.author.source) == ("홍길동", "file")
    assert (first.posted_at, first.precision) == (
        datetime(2024, 3, 4, 15, tzinfo=UTC),
        Precision.DAY,
    )
    assert second.text == "맛없다 똠"
    assert second.posted_at == datetime(2024, 3, 6, 6, 12, tzinfo=UTC)
    assert second.brands == ("달빛커피",)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    path = write(
        tmp_path / "a.csv",
        delimiter.join(["id", "내용"]) + "\n" + f'1{delimiter}"가{delimiter}나"\n',
    )
    assert mentions(path)[0].text == f"가{delimiter}나"


def test_tsv(tmp_path: Path) -> None:
    assert mentions(write(tmp_path / "a.tsv", "id\t내용\n1\t가, 나\n"))[0].text == "가, 나"


def rows_of_all_fields() -> list[dict[str, Any]]:
    return [
        {
            "id": "7",
            "source": "네이버 블로그",
            "kind": "댓글",
            "url": "https://example.com/7",
            "author": "홍길동",
            "followers": "1.2만",
            "title": "제목",
            "text": "본문",
            "brand": "달빛커피, 별빛커피",
            "date": "2024-03-05T15:12:00+09:00",
            "reply_to": "3",
            "views": "1,234",
            "likes": "5",
            "replies": "",
            "shares": "-",
            "language": "en",
            "simulated": "true",
            "평점": "4",
        }
    ]


def check_all_fields(hearing: Hearing | RefusedRow) -> None:
    assert isinstance(hearing, Hearing), hearing
    mention = hearing.mention
    assert mention.id == "네이버_블로그:7"
    assert mention.kind is Kind.COMMENT
    assert mention.url == "https://example.com/7"
    assert mention.author
    assert mention.author.followers == 12_000
    assert mention.brands == ("달빛커피", "별빛커피")
    assert mention.reply_to == "네이버_블로그:3"
    engagement = mention.engagement
    assert (engagement.views, engagement.likes) == (1234, 5)
    assert (engagement.replies, engagement.shares) == (None, None)
    assert mention.language == "en"
    assert mention.simulated
    assert hearing.raw == {"평점": "4"}


def test_every_field_of_json_lines(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.ndjson"):
        line = json.dumps(rows_of_all_fields()[0], ensure_ascii=False)
        check_all_fields(hear(write(tmp_path / name, line + "\n\n"))[0])


def test_a_list_of_brands_is_heard(tmp_path: Path) -> None:
    row = json.dumps({"text": "글", "brands": ["달빛커피", "별빛커피"]})
    assert mentions(write(tmp_path / "a.jsonl", row))[0].brands == ("달빛커피", "별빛커피")


@pytest.mark.parametrize(("name", "length"), [("text", 200_001), ("author", 201)])
def test_a_cell_longer_than_the_ledger_keeps_is_refused(
    tmp_path: Path, name: str, length: int
) -> None:
    row = json.dumps({"text": "글"} | {name: "가" * length})
    assert refused(write(tmp_path / "a.jsonl", row)) == [
        (1, f"{name}: longer than {length - 1:,} characters")
    ]


def test_every_field_of_csv(tmp_path: Path) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows_of_all_fields()[0])
    writer.writeheader()
    writer.writerows(rows_of_all_fields())
    check_all_fields(hear(write(tmp_path / "a.csv", text.getvalue()))[0])


def sheet(path: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_every_field_of_xlsx(tmp_path: Path) -> None:
    row = rows_of_all_fields()[0]
    check_all_fields(hear(sheet(tmp_path / "a.xlsx", [list(row), list(row.values())]))[0])


def test_xlsx_cells_are_typed(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "a.xlsx",
        [
            ["id", "날짜", "내용", "좋아요", None],
            [12, datetime(2024, 3, 5, 15, 12), "좋다", 3.0, None],  # noqa: DTZ001
            [None, None, None, None, None],
            [13, datetime(2024, 3, 5), 2024, None, None],  # noqa: DTZ001
            [1.87e18, None, "망가진 번호", None, None],
        ],
    )
    first, second, third = hear(path)
    assert isinstance(first, Hearing)
    assert first.mention.id == "file:12"
    assert first.mention.posted_at == datetime(2024, 3, 5, 6, 12, tzinfo=UTC)
    assert first.mention.engagement.likes == 3
    assert isinstance(second, Hearing)
    assert second.mention.text == "2024"
    assert second.mention.precision is Precision.DAY
    assert isinstance(third, RefusedRow)
    assert (third.line, third.reason[:12]) == (5, "id: rounded ")


def test_a_share_needs_no_text(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": "글"}] * 200 + [
        {"id": "s", "kind": "share", "reply_to": "a", "simulated": True}
    ]
    path = write(tmp_path / "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    share = mentions(path)[-1]
    assert (share.kind, share.reply_to, share.simulated) == (Kind.SHARE, "file:a", True)


def test_rows_without_an_id_are_known_by_url_or_by_what_they_say(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        "url,text,date\nhttps://a.kr/1,글,2024-03-05\n,글,2024-03-05\n,글,2024-03-05\n",
    )
    first, second, third = mentions(path)
    assert first.id == "file:https://a.kr/1"
    assert len(second.id) == len("file:") + 32
    assert third.id == f"{second.id}-2"
    assert [mention.id for mention in mentions(path)] == [first.id, second.id, third.id]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"text": ""}, "no text"),
        ({"text": "  \x00"}, "no text"),
        ({"text": "글", "date": "1900-01-01"}, "date: before 1990"),
        ({"text": "글", "date": "2200-01-01"}, "date: in the future"),
        ({"text": "글", "date": "언젠가"}, "date: not understood"),
        ({"text": "글", "id": "1.87E+18"}, "id: rounded"),
        ({"text": "\ud83d 반쪽"}, "broken character"),
        ({"text": {"a": 1}}, "a cell holds a dict"),
    ],
)
def test_a_row_that_cannot_be_heard_says_why(
    tmp_path: Path, cells: dict[str, Any], reason: str
) -> None:
    good = json.dumps({"text": "좋다", "date": "", "id": "", "likes": "", "kind": ""})
    bad, fine = hear(write(tmp_path / "a.jsonl", json.dumps(cells) + "\n" + good + "\n"))
    assert isinstance(bad, RefusedRow)
    assert bad.line == 1
    assert bad.reason.startswith(reason)
    assert isinstance(fine, Hearing)


@pytest.mark.parametrize("line", ["{", "[1]", "nonsense", '{"text": ', "[" * 100_000])
def test_a_bad_json_line_is_refused_and_the_rest_goes_on(tmp_path: Path, line: str) -> None:
    path = write(tmp_path / "a.jsonl", f'{{"text":"앞"}}\n{line}\n{{"text":"뒤"}}\n')
    results = hear(path)
    assert [type(result) for result in results] == [Hearing, RefusedRow, Hearing]


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_a_line_that_is_not_utf8_is_refused_alone(tmp_path: Path, suffix: str) -> None:
    row = '{{"text":"{}"}}\n' if suffix == "jsonl" else "{}\n"
    rows = [row.format(f"한글 {number}").encode() for number in range(5)]
    rows[2] = row.format("깨진 글").encode("cp949")
    path = tmp_path / f"a.{suffix}"
    path.write_bytes((b"text\n" if suffix == "csv" else b"") + b"".join(rows))
    assert refused(path) == [(4 if suffix == "csv" else 3, "not valid UTF-8 text")]
    assert len(hear(path)) == 5


def test_bytes_of_no_encoding_are_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"text\n" + b"\xff\xff\x80\n" * 10)
    with pytest.raises(ConfigError, match="neither UTF-8"):
        hear(path)


def test_utf16_that_was_cut_loses_one_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("text\n하나\n둘".encode("utf-16")[:-1])
    first, second = hear(path)
    assert isinstance(first, Hearing)
    assert isinstance(second, RefusedRow)


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_a_line_of_50_mb_is_refused_in_bounded_memory(
    tmp_path: Path,
    suffix: str,
    quoted: bool,  # noqa: FBT001
) -> None:
    path = tmp_path / f"a.{suffix}"
    row = b'{"text":"%s"}\n' if suffix == "jsonl" else (b'"%s"\n' if quoted else b"%s\n")
    with path.open("wb") as file:
        file.write(b"text\n" if suffix == "csv" else b"")
        for content in ("앞".encode(), b"x" * 50 * 1024**2, "뒤".encode()):
            file.write(row % content)
    tracemalloc.start()
    results = hear(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [type(result) for result in results] == [Hearing, RefusedRow, Hearing]
    assert isinstance(results[1], RefusedRow)
    assert results[1].reason == "line longer than 4 MB"
    assert peak < 40 * 1024**2


def test_a_text_of_200_000_characters_is_heard(tmp_path: Path) -> None:
    text = "가나다 " * 50_000
    for name, content in (
        ("a.csv", f'text\n"{text}"\n'),
        ("a.jsonl", json.dumps({"text": text}) + "\n"),
    ):
        assert mentions(write(tmp_path / name, content))[0].text == text.strip()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('"열린 따옴표\n나\n다\n', ["refused", "나", "다"]),
        ('가\n"열린\n다\n', ["가", "refused", "다"]),
        ('가\n5" 피자\n다\n', ["가", '5" 피자', "다"]),
        ('"가\n나"\n"다"\n', ["가\n나", "다"]),
        ("가,나,다\n라\n", ["refused", "라"]),
        ("\n\n가\n\n", ["가"]),
    ],
)
def test_quotes_left_open_cost_their_own_line(
    tmp_path: Path, body: str, expected: list[str]
) -> None:
    results = hear(write(tmp_path / "a.csv", "text\n" + body))
    said = [r.mention.text if isinstance(r, Hearing) else "refused" for r in results]
    assert said == expected


def test_an_open_quote_does_not_swallow_a_long_file(tmp_path: Path) -> None:
    body = 'text\n"열린\n' + "글이다\n" * 30_000
    results = hear(write(tmp_path / "a.csv", body))
    assert Counter(type(result) for result in results) == {RefusedRow: 1, Hearing: 30_000}


def test_markup_stays_text_and_never_runs(tmp_path: Path) -> None:
    script = "<script>alert(1)</script> =HYPERLINK(1)"
    path = write(tmp_path / "a.csv", f'text,url\n"{script}",javascript:alert(1)\n')
    mention = mentions(path)[0]
    assert mention.text == script
    assert mention.url is None


def test_brands_are_found_in_the_text_when_none_is_given(tmp_path: Path) -> None:
    def find(text: str) -> tuple[str, ...]:
        return ("별빛커피",) if "별빛" in text else ()

    path = write(tmp_path / "a.csv", "text,brand\n별빛 좋다,\n그냥,\n그냥,달빛커피\n")
    known = frozenset({"달빛커피", "별빛커피"})
    first, second, third = hear(path, brands=(), find=find, known_brands=known)
    assert isinstance(first, Hearing)
    assert first.mention.brands == ("별빛커피",)
    assert isinstance(second, RefusedRow)
    assert second.reason == "names none of the brands"
    assert isinstance(third, Hearing)


def test_a_given_mapping_is_used(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "c1,c2\n2024-03-05,글\n")
    assert mentions(path, mapping={"text": "c2", "date": "c1"})[0].text == "글"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"%PDF", "unknown format"),
        ("a.xlsx", b"no zip", "not a readable XLSX"),
        ("a.csv.gz", b"no gzip", "damaged archive"),
        ("a.csv", b"a,b\n1,2\n", "no column holds the text"),
    ],
)
def test_a_file_that_is_no_table_says_what_to_do(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=message):
        hear(path)
    with pytest.raises(ConfigError, match="no such file"):
        hear(tmp_path / "none.csv")


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl", "a.xlsx"])
def test_an_empty_file_says_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("xlsx"):
        sheet(path, [])
    else:
        path.write_bytes(b"")
    assert hear(path) == []


def test_a_dry_run_says_what_would_be_heard(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        "본문,날짜\n하나,2024-03-05\n,2024-03-06\n셋,1900-01-01\n넷,2024-03-07\n",
    )
    preview = files.preview(path, DEFAULTS, first=2)
    assert preview.columns == ("본문", "날짜")
    assert preview.mapping == {"text": "본문", "date": "날짜"}
    assert (preview.heard, preview.refused) == (2, {"no text": 1, "date: before 1990": 1})
    assert [type(row) for row in preview.first] == [Hearing, RefusedRow]
    assert preview.newest == datetime(2024, 3, 6, 15, tzinfo=UTC)


def test_a_replay_ends_today(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "text,date\n글,2015-08-30\n글,2015-08-31\n")
    moved = files.replayed(path, DEFAULTS)
    first, second = [r.mention for r in files.hear(path, moved) if isinstance(r, Hearing)]
    assert second.posted_at == datetime(2026, 11, 22, 15, tzinfo=UTC)
    assert second.posted_at - (first.posted_at or second.posted_at) == timedelta(days=1)


def test_refused_rows_can_be_corrected_and_heard(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "text,date,author\n=1+1,어제,@me\n좋다,2024-03-05,나\n")
    with RefusedFile.beside(path) as file:
        heard = list(file.sift(files.hear(path, DEFAULTS)))
    assert len(heard) == 1
    assert sum(file.counts.values()) == 1
    written = file.path.read_text(encoding="utf-8-sig")
    assert "'=1+1" in written
    assert "'@me" in written
    assert "date: not understood" in written
    file.path.write_text(written.replace("어제", "2024-03-06"), encoding="utf-8-sig")
    again = mentions(file.path)[0]
    assert again.text == "=1+1"
    assert again.author
    assert again.author.id == "@me"


def test_no_refused_row_leaves_no_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "text\n글\n")
    beside = tmp_path / "a.csv.refused.csv"
    beside.write_text("of an earlier import")
    with RefusedFile.beside(path) as file:
        assert len(list(file.sift(files.hear(path, DEFAULTS)))) == 1
    assert not beside.exists()


WORDS = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Co", "Cn"), exclude_characters="'"
    ),
    min_size=1,
    max_size=20,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.fixed_dictionaries({"id": st.uuids().map(str), "text": WORDS}), max_size=5))
@pytest.mark.parametrize("save", ["csv", "jsonl", "xlsx"])
def test_what_is_written_is_heard(tmp_path: Path, save: str, rows: list[dict[str, str]]) -> None:
    import unicodedata

    path = tmp_path / f"a.{save}"
    SAVERS[save](path, rows)
    heard = mentions(path)
    assert [mention.id for mention in heard] == [f"file:{row['id']}" for row in rows]
    assert [m.text for m in heard] == [unicodedata.normalize("NFC", r["text"]) for r in rows]


def save_csv(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", "text"])
        writer.writeheader()
        writer.writerows(rows)


def save_jsonl(path: Path, rows: list[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def save_xlsx(path: Path, rows: list[dict[str, str]]) -> None:
    book = openpyxl.Workbook()
    for number, cells in enumerate([["id", "text"], *([r["id"], r["text"]] for r in rows)], 1):
        for column, value in enumerate(cells, 1):
            cell = book.active.cell(number, column)
            cell.value = value
            cell.data_type = "s"
    book.save(path)


SAVERS: dict[str, Callable[[Path, list[dict[str, str]]], None]] = {
    "csv": save_csv,
    "jsonl": save_jsonl,
    "xlsx": save_xlsx,
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl"])
def test_any_bytes_are_rows_or_a_clear_error(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(b"text,id\n" * (name != "a.jsonl") + content)
    try:
        results = hear(path, mapping=None)
    except ConfigError:
        return
    assert all(isinstance(result, (Hearing, RefusedRow)) for result in results)
