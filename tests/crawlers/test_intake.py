"""Files into a ledger: by hand and as sources of the config."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import config as configuration
import intake
from crawlers import columns
from house import House
from mentions.errors import ConfigError

SOURCE = """
[[sources]]
name = "후기"
kind = "file"
location = "reviews.csv"
{more}
[sources.policy]
store_text = {kept}
allow_model = true
"""


def configure(project, more: str = "", kept: str = "true", **words: str) -> None:
    """Write the project's config with a file source; `words` replace words of the config."""
    path = project.folder / "config.toml"
    before = path.read_text(encoding="utf-8").partition("\n[[sources]]")[0]
    for old, new in words.items():
        before = before.replace(old, new)
    path.write_text(before + SOURCE.format(more=more, kept=kept), encoding="utf-8")


def run(project) -> Mapping[str, int]:
    """Hear the source once."""
    with House(configuration.load(project.folder / "config.toml")) as house:
        (source,) = house.config.sources
        return +intake.source_file(house, source)


def texts(project) -> dict[str, tuple[str, tuple[str, ...]]]:
    with House(configuration.load(project.folder / "config.toml")) as house:
        mentions = [entry.mention for entry in house.ledger.entries()]
        return {one.id: (one.text, one.brands) for one in mentions}


def take_in(project, path: Path, **request) -> intake.Taken:
    with House(configuration.load(project.folder / "config.toml")) as house:
        return intake.take_in(house, intake.Request(path=path, **request))


def preview(project, path: Path, **request) -> str:
    with House(configuration.load(project.folder / "config.toml")) as house:
        return "\n".join(intake.preview(house, intake.Request(path=path, **request)))


def test_a_file_source_is_heard_again_only_when_something_changed(project) -> None:
    project.write(
        "reviews.csv", "id,본문,날짜\n1,달빛커피 좋다,2024-03-05\n2,문라이트 좋다,2024-03-05\n"
    )
    configure(project)
    assert run(project) == {"new": 1, "refused": 1}
    assert run(project) == {}
    configure(project, 달커='달커", "문라이트')
    assert run(project) == {"new": 1, "unchanged": 1}
    assert run(project) == {}


def test_a_corrected_policy_takes_effect(project) -> None:
    project.write("reviews.csv", "id,본문,날짜\n1,달빛커피 좋다,2024-03-05\n")
    configure(project, kept="false")
    run(project)
    assert texts(project)["후기:1"][0] == ""
    configure(project, kept="true")
    assert run(project) == {"merged": 1}
    assert texts(project)["후기:1"][0] == "달빛커피 좋다"


def test_a_brand_of_the_source_takes_effect(project) -> None:
    project.write("reviews.csv", "id,본문,날짜\n1,좋다,2024-03-05\n")
    configure(project)
    assert run(project) == {"refused": 1}
    configure(project, more='brands = ["모아은행"]')
    assert run(project) == {"new": 1}
    assert texts(project)["후기:1"][1] == ("모아은행",)


def test_a_replay_heard_again_keeps_its_days(project) -> None:
    project.write("reviews.csv", "id,본문,날짜\n1,달빛커피 좋다,2024-03-05\n")
    configure(project, more="replay = true")
    assert run(project) == {"new": 1}
    with House(configuration.load(project.folder / "config.toml")) as house:
        mark = house.ledger.marks.get("file:후기")
        house.ledger.marks.put("file:후기", {**(mark or {}), "shift_days": 100})
    configure(project, more="replay = true", 달커="문라이트")
    run(project)
    with House(configuration.load(project.folder / "config.toml")) as house:
        assert (house.ledger.marks.get("file:후기") or {})["shift_days"] == 100


def test_a_saved_mapping_holds_for_a_source(project) -> None:
    path = project.write("reviews.csv", "c1,c2\n달빛커피 좋다,2024-03-05\n")
    configure(project)
    kept = project.home / intake.MAPPINGS
    columns.save(kept, ["c1", "c2"], {"text": "c1", "date": "c2"})
    assert run(project) == {"new": 1}
    columns.save(kept, ["c1", "c2"], {"text": "c1"})
    assert run(project) == {"new": 1}  # a row without an id is known by what it says
    assert path.exists()


def test_what_to_know_of_a_file_source_stands_in_the_ledger(project) -> None:
    project.write("reviews.csv", "id,본문,출처\n1,달빛커피 좋다,네이버블로그\n2,그저 글,\n")
    configure(project)
    run(project)
    with House(configuration.load(project.folder / "config.toml")) as house:
        (health,) = house.ledger.health()
    assert health.note.startswith("names none of the brands 1 · source column: 네이버블로그 has no")
    assert "no date column" in health.note


def test_a_file_source_that_cannot_be_read_is_said_in_the_ledger(project) -> None:
    project.write("reviews.csv", "가,나\n1,2\n")
    configure(project)
    with pytest.raises(ConfigError, match="no column holds the text"):
        run(project)
    with House(configuration.load(project.folder / "config.toml")) as house:
        (health,) = house.ledger.health()
    assert health.finished_at
    assert health.note.startswith("unreadable 1 · no column holds the text")


def test_an_import_keeps_the_text_of_a_source_without_policy(project) -> None:
    path = project.write("a.csv", "id,본문,출처,날짜\n1,달빛커피 좋다,네이버블로그,2024-03-05\n")
    taken = take_in(project, path)
    assert texts(project) == {"file:1": ("달빛커피 좋다", ("달빛커피",))}
    assert [note.partition(" has ")[0] for note in taken.notes] == ["source column: 네이버블로그"]
    assert "heard as 'file'" in preview(project, path)


def test_an_import_takes_the_names_of_the_configured_brands_as_they_stand(project) -> None:
    with (project.folder / "config.toml").open("a", encoding="utf-8") as config:
        for name in ("괴물", "힘내요, 미스터 김!"):
            config.write(f'\n[[brands]]\nname = "{name}"\nwords = ["영화 {name}"]\n')
    rows = [("1", "괴물"), ("2", '"힘내요, 미스터 김!"'), ("3", "모름")]
    rows += [("4", "달커 본점"), ("5", "다른 이름")]
    path = project.write(
        "a.csv", "id,브랜드,본문\n" + "".join(f"{number},{cell},좋다\n" for number, cell in rows)
    )
    taken = take_in(project, path)
    assert {key: brands for key, (_, brands) in texts(project).items()} == {
        "file:1": ("괴물",),
        "file:2": ("힘내요, 미스터 김!",),
        "file:4": ("달빛커피",),
    }
    assert sum(taken.refused.values()) == 2
    assert "[[brands]]" in next(iter(taken.refused))


def test_an_import_twice_changes_nothing(project) -> None:
    path = project.write("a.csv", "번호,본문\n1,달빛커피 좋다\n2,달빛커피 좋다\n3,달빛커피 싫다\n")
    assert take_in(project, path).counts["new"] == 3
    assert take_in(project, path).counts["unchanged"] == 3


@pytest.mark.parametrize(
    ("name", "text"), [("a.csv", ""), ("a.jsonl", ""), ("b.csv", "본문,날짜\n"), ("c.csv", "\n\n")]
)
def test_a_file_without_rows_is_told(project, name: str, text: str) -> None:
    path = project.write(name, text)
    assert "has no rows" in "".join(take_in(project, path).notes)
    assert "has no rows" in preview(project, path)


def test_a_dry_run_shows_days_of_the_time_zone(project) -> None:
    path = project.write("a.csv", "본문,날짜\n달빛커피 좋다,2024-03-05\n")
    shown = preview(project, path)
    assert re.search(r"2024-03-05 \[달빛커피\]", shown)


def test_the_basis_is_made_of_brands_and_policies(project) -> None:
    def basis() -> str:
        with House(configuration.load(project.folder / "config.toml")) as house:
            return intake.basis(house)

    configure(project)
    first = basis()
    assert basis() == first
    configure(project, kept="false")
    second = basis()
    configure(project, kept="false", 달커="문라이트")
    assert len({first, second, basis()}) == 3
