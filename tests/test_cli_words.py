"""`ipsomun words`: new words that people use, for a person to accept."""

import tomllib
from datetime import UTC, datetime
from functools import lru_cache

import pytest

import cli
import config as configuration
from house import House
from mentions.errors import ConfigError
from mentions.model import Hearing, Mention
from nlp.kiwi import Morphology

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ENDINGS = ("이 좋다", "은 처음", "을 샀다", "도 있다", "에서 만나", "만 본다")
STRICT = "[policies.diary]\nstore_text = true\n"


def mentions(word, *, start=0, source="file", **more):
    told = {"source": source, "heard_at": NOW, "posted_at": NOW} | more
    return [
        Mention(id=f"{source}:{start + number}", text=f"오늘 {word}{ending} ㅎㅎ", **told)
        for number, ending in enumerate(ENDINGS)
    ]


def heard(project, *more):
    with House(configuration.load(project.folder / "config.toml")) as house:
        house.ledger.hear(Hearing(mention=one) for one in more)


REMEMBERED = lru_cache(Morphology.load)
"""Loading a dictionary takes seconds where the machine is busy."""


@pytest.fixture
def words(project, capsys, monkeypatch):
    """Return a function that runs `ipsomun words` and returns its lines."""
    monkeypatch.setattr(Morphology, "load", REMEMBERED)

    def run(*arguments):
        config = str(project.folder / "config.toml")
        options = cli.parser().parse_args(["--config", config, "words", *arguments])
        assert options.command(options) == 0
        return capsys.readouterr().out.splitlines()

    return run


def test_new_words_are_shown_with_count_and_example_and_how_to_accept_one(project, words):
    heard(
        project,
        *mentions("쿠룽땅"),
        *mentions("쿠룽땅", start=10)[:2],
        *mentions("뺘꾸릉", start=20),
    )
    first, second, advice = words("--new")
    assert first == "8\t쿠룽땅\t오늘 쿠룽땅이 좋다 ㅎㅎ"
    assert second == "6\t뺘꾸릉\t오늘 뺘꾸릉이 좋다 ㅎㅎ"
    assert f"under [reader] in {project.folder / 'config.toml'}" in advice
    assert 'words = ["쿠룽땅"]' in advice


def test_what_the_advice_says_can_be_pasted_and_then_the_word_is_known(project, words):
    config = project.folder / "config.toml"
    before = f'{config.read_text(encoding="utf-8")}\n[reader]\nwords = ["겉바속촉"]\n'
    config.write_text(before, encoding="utf-8")
    heard(project, *mentions("쿠룽땅"))
    advice = words("--new")[-1]
    line = advice[advice.index("words = [") : advice.index("]. The") + 1]
    assert tomllib.loads(line) == {"words": ["겉바속촉", "쿠룽땅"]}
    config.write_text(before.replace('words = ["겉바속촉"]', line), encoding="utf-8")
    assert words("--new") == ["no new word stands in 5 mentions or more"]


def test_titles_count_and_a_mention_counts_once(project, words):
    told = [
        Mention(id=f"file:{number}", source="file", heard_at=NOW, title=f"쿠룽땅{ending}", text=one)
        for number, (ending, one) in enumerate(zip(ENDINGS, ["쿠룽땅이 뭐죠?"] * 6, strict=True))
    ]
    heard(project, *told)
    assert words("--new")[0].startswith("6\t쿠룽땅\t")


def test_simulated_people_and_sources_closed_to_models_coin_no_words(project, words):
    with (project.folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write(STRICT)
    heard(project, *mentions("쿠룽땅", simulated=True), *mentions("뺘꾸릉", source="diary"))
    assert words("--new") == ["no new word stands in 5 mentions or more"]


def test_an_empty_ledger_has_no_new_words(words):
    assert words("--new") == ["no new word stands in 5 mentions or more"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), r"words of what\? Give an aspect \(ipsomun words 배송\), or --new"),
        (("배송", "--new"), "`words --new` is about no aspect. Give an aspect"),
        (("", "--new"), "`words --new` is about no aspect"),
    ],
)
def test_an_aspect_or_new_words_are_asked_for_but_not_both(words, arguments, said):
    with pytest.raises(ConfigError, match=said):
        words(*arguments)


def test_words_near_an_aspect_are_proposed_as_before(words):
    lines = words("직원")
    assert lines[:4] == ["[[aspects]]", 'name = "직원"', "words = [", '    "직원",']
