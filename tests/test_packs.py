"""What is judged and met by default, and what each trade's pack adds."""

import tomllib
from pathlib import Path

import pytest

import config as configuration
from config import Config, load
from mentions.model import Stage

ROOT = Path(configuration.__file__).parent
DOMAINS = {"제품·서비스": 12, "사람·제도": 5, "소통": 3, "기업 이미지": 3}
PACKS = sorted(path.name for path in (ROOT / "packs").glob("*.toml"))


def shipped(folder: Path, *packs: str) -> Config:
    """Load config.toml without the demo, with packs."""
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    names = [str(ROOT / "packs" / name) for name in packs]
    path = folder / "config.toml"
    path.write_text(text.replace('["demo/demo.toml"]', str(names)), encoding="utf-8")
    return load(path)


def test_the_default_aspects_have_words_and_stand_in_four_domains(tmp_path):
    aspects = shipped(tmp_path).aspects
    domains = [aspect.domain for aspect in aspects]
    assert {domain: domains.count(domain) for domain in domains} == DOMAINS
    assert all(10 <= len(set(aspect.words)) == len(aspect.words) <= 40 for aspect in aspects)


def test_every_default_aspect_is_met_at_a_default_touchpoint_that_has_a_stage(tmp_path):
    config = shipped(tmp_path)
    stages = {touchpoint.name: touchpoint.stage for touchpoint in config.touchpoints}
    assert 40 <= len(stages) <= 50
    assert set(stages.values()) == set(Stage)
    assert {aspect.touchpoint for aspect in config.aspects} <= stages.keys()


def test_there_is_a_pack_for_each_of_eight_trades():
    names = ["app", "beauty", "delivery", "finance", "food", "retail", "telecom", "travel"]
    assert [name.removesuffix(".toml") for name in PACKS] == names


@pytest.mark.parametrize("pack", PACKS)
def test_each_pack_adds_aspects_touchpoints_and_words_of_its_trade(tmp_path, pack):
    bare, more = shipped(tmp_path), shipped(tmp_path, pack)
    assert len(more.aspects) > len(bare.aspects)
    assert len(more.touchpoints) >= len(bare.touchpoints) + 8
    assert more.aspects[: len(bare.aspects)] != bare.aspects
    assert {one.domain for one in more.aspects} == DOMAINS.keys()
    assert all(one.stage for one in more.touchpoints)


def test_all_packs_together_stay_surveyable(tmp_path):
    config = shipped(tmp_path, *PACKS)
    assert len(config.touchpoints) <= 120
    packs = [tomllib.loads((ROOT / "packs" / name).read_text(encoding="utf-8")) for name in PACKS]
    own = len(shipped(tmp_path).touchpoints)
    assert len(config.touchpoints) == own + sum(len(pack["touchpoints"]) for pack in packs)


def test_the_demo_adds_what_films_are_judged_by_and_leaves_the_defaults():
    config = load(ROOT / "config.toml")
    films = [aspect.name for aspect in config.aspects if aspect.domain == "작품"]
    assert films == ["스토리", "연기", "연출", "영상", "음악", "재미", "감동"]
    assert len(config.aspects) == sum(DOMAINS.values()) + len(films)
    assert "관람" in {touchpoint.name for touchpoint in config.touchpoints}
