"""What goes wrong in life, at the real commands: a clear message, and nothing is lost."""

import json
import resource
import shutil

import pytest

import config as configuration
from house import House
from index.query import Query


def line(number: int, **more) -> bytes:
    row = {"id": str(number), "text": f"직원이 친절해요 {number}", "brand": "달빛커피"} | more
    return json.dumps(row, ensure_ascii=False).encode()


def found(project, text: str = "") -> int:
    with House(configuration.load(project.folder / "config.toml")) as house:
        return house.index.search(Query(text=text)).total


def test_a_file_of_troubles_is_heard_as_far_as_it_can_be(project):
    hostile = '<script>alert(1)</script> =HYPERLINK("http://x") ![](http://x/y.png)'
    lines = [
        line(1),
        b'{"id": "2", "text": "\xff\xfe broken", "brand": "\xeb\xb0\xb0"}',
        line(3, date="1900-01-01"),
        line(4, date="2200-01-01"),
        line(5, text="가" * 200_000),
        line(6, text="나" * 200_001),
        b'{"id": "7", "text": "' + b"x" * 50_000_000 + b'"}',
        b"not json",
        line(8, text=hostile),
        line(9, text="   "),
        line(10, text="\u0000 널 문자 \U0001f600"),
        b'{"id": "11", "text": "\\ud800 half a pair", "brand": "\xeb\xb0\xb0"}',
        line(12),
    ]
    path = project.write("troubles.jsonl", b"\n".join(lines))
    said = project.ipsomun("import", str(path)).stdout
    status = project.status()
    refused = (project.folder / "troubles.jsonl.refused.csv").read_text(encoding="utf-8-sig")
    assert status["mentions"] + status["refused"] + len(refused.splitlines()) - 1 == len(lines)
    assert status["mentions"] == 5
    assert "refused" in said
    for reason in ("1900", "2200", "UTF-8", "JSON", "no text"):
        assert reason in refused, reason

    project.ipsomun("run")
    assert project.status()["filed"] == 5
    assert found(project, "친절") == 2
    with House(configuration.load(project.folder / "config.toml")) as house:
        assert house.ledger.mention("file:8").mention.text == hostile


def test_columns_are_found_given_and_saved(project):
    rows = "글번호,쓴 글,언제\n1,직원이 친절해요,2026-10-01\n2,=커피가 식었어요,2026-10-02\n"
    path = project.write("reviews.csv", rows.encode("cp949"))
    refused = project.ipsomun("import", str(path), "--brand", "달빛커피", code=2).stderr
    assert "쓴 글" in refused
    given = ("--brand", "달빛커피", "--map", "text=쓴 글", "--map", "date=언제")
    shown = project.ipsomun("import", str(path), *given, "--dry-run").stdout
    assert "would be heard: 2" in shown
    assert "쓴 글" in shown
    assert project.status()["mentions"] == 0
    project.ipsomun("import", str(path), *given, "--save-mapping")
    again = project.ipsomun("import", str(path), "--brand", "달빛커피").stdout
    assert "unchanged 2" in again


def test_an_import_says_what_to_know_of_the_file(project):
    rows = "글번호,출처,본문\n1,네이버블로그,달빛커피 좋다\n"
    path = project.write("reviews.csv", rows)
    said = project.ipsomun("import", str(path)).stdout
    assert "source column: 네이버블로그 has no policy, heard as 'file'" in said
    assert "no date column" in said
    without = project.ipsomun("import", str(path), "--map", "source=").stdout
    assert "source column" not in without
    assert "has no rows" in project.ipsomun("import", str(project.write("b.csv", ""))).stdout


def test_a_crawl_says_what_is_wrong_with_a_source(project):
    with (project.folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write('\n[[sources]]\nname = "us"\nkind = "rss"\nlocation = "http://127.0.0.1/"\n')
    done = project.ipsomun("crawl", code=1)
    assert "errors 1" in done.stdout
    assert "us: http://127.0.0.1/" in done.stderr
    assert "hear   errors 1" in project.ipsomun("run", code=1).stdout


def test_a_file_source_that_is_missing_does_not_stop_the_others(project):
    path = project.write("fine.jsonl", line(1))
    with (project.folder / "config.toml").open("a", encoding="utf-8") as config:
        for name, location in (("gone", "no.csv"), ("fine", path.name)):
            config.write(
                f'\n[[sources]]\nname = "{name}"\nkind = "file"\nlocation = "{location}"\n'
            )
            config.write("[sources.policy]\nstore_text = true\nallow_model = true\n")
    done = project.ipsomun("run", code=1)
    assert "errors 1 · new 1" in done.stdout
    assert "no.csv" in done.stderr
    assert "read 1" in done.stdout


def test_a_person_who_was_never_heard_is_said_to_be_unknown(project):
    assert "no mention of this person" in project.ipsomun("forget", "file:nobody").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--brand", "없는 브랜드"), "no brand '없는 브랜드'"),
        (("--source", "nowhere"), "no policy for the source 'nowhere'"),
        (("--map", "text"), "write field=column"),
        (("--map", "colour=text"), "'colour' is no field"),
    ],
)
def test_a_wrong_import_says_what_to_write(project, arguments, said):
    path = project.write("reviews.jsonl", line(1))
    assert said in project.ipsomun("import", str(path), *arguments, code=2).stderr


def test_a_file_that_is_not_there(project):
    assert "nowhere.csv" in project.ipsomun("import", "nowhere.csv", code=2).stderr


def test_a_deleted_index_comes_back_from_the_ledger(project):
    path = project.write("reviews.jsonl", b"\n".join(line(number) for number in range(20)))
    project.ipsomun("import", str(path))
    project.ipsomun("run")
    shutil.rmtree(project.home / "index")
    project.ipsomun("run")
    assert found(project) == 20
    project.ipsomun("index", "--rebuild")
    assert found(project) == 20


def test_a_full_disk_is_said_and_nothing_is_lost(project):
    project.ipsomun("status")
    path = project.write("reviews.jsonl", b"\n".join(line(number) for number in range(6_000)))

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    stopped = project.ipsomun("import", str(path), code=1, preexec_fn=little_room)
    assert "ipsomun: " in stopped.stderr
    assert "new" in project.ipsomun("import", str(path)).stdout
    assert project.status()["mentions"] == 6_000


def test_a_home_that_is_no_folder_is_said(project):
    project.write("home", "a file")
    done = project.ipsomun("--home", str(project.folder / "home"), "status", code=1)
    assert "home" in done.stderr


def test_doctor_names_what_is_wrong_and_what_to_do(project):
    healthy = project.ipsomun("doctor").stdout
    assert "FAIL" not in healthy
    with (project.folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write('\n[[sources]]\nname = "gone"\nkind = "file"\nlocation = "gone.csv"\n')
    ill = project.ipsomun("doctor", code=1).stdout
    assert "FAIL sources: 'gone': no file gone.csv" in ill
