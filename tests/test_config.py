"""Configuration: what is read, and what a wrong key or value is told."""

import dataclasses
import json
import re
import stat
import tomllib
import typing
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

import config as configuration
from config import HIDDEN_KEYS, Config, Source, author_key, load
from mentions.errors import ConfigError
from mentions.model import Aspect, Brand, Policy, Stage, Touchpoint
from nlp.kiwi import accepted

ROOT = Path(configuration.__file__).parent


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_file_is_complete(tmp_path):
    config = load(written(tmp_path, ""))
    assert config.timezone == "Asia/Seoul"
    assert config.language == "ko"
    assert config.home == tmp_path / ".ipsomun"
    assert config.ledger_url.get_secret_value() == f"sqlite:///{tmp_path}/.ipsomun/ledger.db"


def test_brands_sources_and_policies_arrive_typed(tmp_path):
    config = load(
        written(
            tmp_path,
            """
            [[brands]]
            name = "달빛커피"
            words = ["달빛커피"]
            aliases = ["달커"]
            [[sources]]
            name = "blog"
            kind = "rss"
            location = "https://example.com/feed"
            brands = ["달빛커피"]
            [sources.policy]
            store_text = true
            [policies.file]
            allow_model = true
            """,
        )
    )
    assert config.brands == (Brand(name="달빛커피", words=("달빛커피",), aliases=("달커",)),)
    assert config.all_policies == {
        "blog": Policy(store_text=True),
        "file": Policy(allow_model=True),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 1", r"colour: unknown key\. Allowed here: .*timezone"),
        ("ledger_url = 'x'", "ledger_url: unknown key"),
        ("[[brands]]\nname = 'A'\nwrods = []", r"brands\[1\]\.wrods: unknown key.*words"),
        ("[[brands]]\nwords = ['A']", r"brands\[1\]\.name: .*required"),
        ("[[brands]]\nname = 'A'\nwords = 'A'", r"brands\[1\]\.words: .*You wrote 'A'"),
        ("[[brands]]\nname = 'A'\n[[brands]]\nname = 'A'", "'A' is there twice"),
        ("[[brands]]\nname = ' '", "a name is empty"),
        ("[[touchpoints]]\nname = 'A'\n[[touchpoints]]\nname = 'A'", "touchpoints: 'A' is there"),
        ("[[touchpoints]]\nname = ' '", "touchpoints: a name is empty"),
        ("[[touchpoints]]\nwords = []", r"touchpoints\[1\]\.name: .*required"),
        ("[[touchpoints]]\nname = 'A'\nstage = 'birth'", r"\.stage: .*'before'.*'leaving'.*birth"),
        ("[[touchpoints]]\nname = 'A'\nwords = ['']", "touchpoints 'A': words: a word is empty"),
        ("[[touchpoints]]\nname = 'A'\ndomain = 'x'", r"domain: unknown key.*name, stage, words"),
        ("[[aspects]]\nname = 'A'", r"aspects\[1\]\.domain: .*required"),
        ("[[aspects]]\nname = 'A'\ndomain = ''", "aspects 'A': domain is empty"),
        ("[[aspects]]\nname = 'A'\ndomain = 'x'\ntouchpoint = ' '", "'A': touchpoint is empty"),
        ("[[aspects]]\nname = 'A'\ndomain = 'x'\nwords = [' ']", "'A': words: a word is empty"),
        ("[[sources]]\nname = 's'\nkind = 'fax'\nlocation = 'x'", r"kind: .*'rss'.*'fax'"),
        ("[[sources]]\nname = 's'\nkind = 'rss'", "location is missing"),
        (
            "[[sources]]\nname = 's'\nkind = 'rss'\nlocation = 'x'\nbrands = ['B']",
            "unknown brand 'B'",
        ),
        ("[[rewards]]\nname = 'r'\nbrands = ['B']", "rewards 'r': unknown brand 'B'"),
        ("[policies.file]\nstore = true", r"policies\.file\.store: unknown key.*store_text"),
        ("[policies.file]\nretention_days = -1", r"'file': retention_days: 0 to 36500.*not -1"),
        ("[policies.file]\nretention_days = 99999", "not 99999"),
        ("timezone = 'Seoul'", "'Seoul' is no time zone"),
        ("language = 'fr'", "language: should be 'ko' or 'en'"),
        ("[alerts]\nminimum = 0", r"alerts\.minimum: .*greater than or equal to 1.*You wrote 0"),
        ("[alerts]\nthreshold = 'high'", r"alerts\.threshold: .*number.*'high'"),
        ("[[rewards]]\nname = 'r'\nminimum_praise_share = 2", "less than or equal to 1"),
        ("[reader]\nwords = ['']", r"reader\.words: '' cannot be read as one word\. Write one"),
        ("[reader]\nwords = ['가성비', '꿀 맛']", r"reader\.words: '꿀 맛' cannot be read as one"),
        ("[reader]\nwords = ['갓']", "reader.words: '갓' cannot be read.*2 to 100 letters"),
        ("[reader]\nwords = ['GOAT']", "reader.words: 'GOAT' cannot .*one of them Korean"),
        ("[reader]\nwords = ['ㅋㅋ']", "reader.words: 'ㅋㅋ' cannot be read"),
        ('[reader]\nwords = ["갓\\u0000성비"]', r"reader\.words: '갓\\x00성비' cannot be read"),
        (f"[reader]\nwords = ['{'갓' * 101}']", "reader.words: '갓갓.*take it out"),
        ("[reader]\nwords = '갓성비'", r"reader\.words: .*You wrote '갓성비'"),
        ("brands = 3", "brands: .*You wrote 3"),
        ("home = 5", "home: a folder's path is allowed here, not 5"),
        ("include = 'demo.toml'", "include: a list of texts"),
        ("include = ['nowhere.toml']", "no such file"),
        ("x = ", "not valid TOML"),
    ],
)
def test_a_wrong_key_or_value_says_which_where_and_what(tmp_path, text, said):
    with pytest.raises(ConfigError, match=said) as error:
        load(written(tmp_path, text))
    assert str(tmp_path) in str(error.value)


def passes(word: str) -> bool:
    """Tell whether a config with this new word is accepted."""
    nothing, choice = SecretStr(""), configuration.ReaderChoice(words=(word,))
    config = Config(path=ROOT, home=ROOT, reader=choice, ledger_url=nothing, webhook_url=nothing)
    try:
        configuration.check_new_words(config)
    except ConfigError:
        return False
    return True


def teaches(word: str) -> bool:
    """Tell whether the reader's dictionary can be taught a word."""
    try:
        return bool(accepted(word))
    except ValueError:
        return False


LETTERS = st.sampled_from("가각갓성비ㅋᄀᆨaZ1!.,/😀 \t\u00a0\u200b\u0085\x00\x1f\x7f\ufffe\u3000")


@settings(deadline=None)  # the machine may be busy
@given(st.text(LETTERS | st.characters(codec="utf-8"), max_size=6))
def test_what_passes_as_a_new_word_is_just_what_kiwi_can_be_taught(word):
    for form in (word, unicodedata.normalize("NFD", word)):
        assert passes(form) == teaches(form)


def test_a_file_in_another_encoding_is_named(tmp_path):
    path = tmp_path / "config.toml"
    path.write_bytes('notice = "안내"'.encode("cp949"))
    with pytest.raises(ConfigError, match="Save the file as UTF-8"):
        load(path)


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(ConfigError, match="no such file"):
        load(tmp_path / "config.toml")


def test_lists_of_included_files_are_appended(tmp_path):
    (tmp_path / "more.toml").write_text("notice = 'n'\n[[brands]]\nname = 'B'", encoding="utf-8")
    config = load(written(tmp_path, "include = ['more.toml']\n[[brands]]\nname = 'A'"))
    assert [brand.name for brand in config.brands] == ["A", "B"]
    assert config.notice == "n"


def test_a_value_of_the_wrong_kind_beside_an_include_is_named(tmp_path):
    (tmp_path / "more.toml").write_text("[reader]\nmodel = 'm'\n[[brands]]\nname = 'B'")
    for text, said in (("reader = 'x'", "reader: .*'x'"), ("brands = 3", "brands: .*3")):
        with pytest.raises(ConfigError, match=said):
            load(written(tmp_path, f"{text}\ninclude = ['more.toml']"))


PACK = """
[[aspects]]
name = "맛"
words = ["간", "맛"]
[[aspects]]
name = "재료"
domain = "제품"
[[touchpoints]]
name = "매장"
stage = "use"
words = ["지점"]
"""


def test_an_aspect_that_a_pack_names_too_has_the_words_of_both(tmp_path):
    (tmp_path / "pack.toml").write_text(PACK, encoding="utf-8")
    own = """
        include = ["pack.toml"]
        [[aspects]]
        name = "맛"
        domain = "음식"
        touchpoint = "식사"
        words = ["맛", "풍미"]
        [[touchpoints]]
        name = "매장"
        """
    config = load(written(tmp_path, own))
    assert config.aspects == (
        Aspect(name="맛", domain="음식", touchpoint="식사", words=("맛", "풍미", "간")),
        Aspect(name="재료", domain="제품"),
    )
    # The name was a word as long as there was no other: it stays one. The stage is the pack's.
    assert config.touchpoints == (Touchpoint(name="매장", stage=Stage.USE, words=("매장", "지점")),)


def test_two_packs_join_and_the_file_itself_wins(tmp_path):
    (tmp_path / "one.toml").write_text(PACK, encoding="utf-8")
    two = "[[touchpoints]]\nname = '매장'\nstage = 'purchase'\nwords = ['가게', '지점']"
    (tmp_path / "two.toml").write_text(two, encoding="utf-8")
    own = "include = ['one.toml', 'two.toml']\n[[touchpoints]]\nname = '매장'\nstage = 'visit'"
    own += "\n[[aspects]]\nname = '맛'\ndomain = '음식'"
    config = load(written(tmp_path, own))
    (store,) = config.touchpoints
    assert store == Touchpoint(name="매장", stage=Stage.VISIT, words=("매장", "지점", "가게"))


@pytest.mark.parametrize(
    ("pack", "said"),
    [
        (
            "[[aspects]]\nname = 'A'\n" + "[[aspects]]\nname = 'A'\ndomain = 'x'",
            "'A' is there twice",
        ),
        ("[[aspects]]\nname = 'A'\nwords = '맛'", "words: .*You wrote '맛'"),
        ("[[aspects]]\nname = 'A'\nwords = ['']", "a word is empty"),
        ("[[aspects]]\nname = 'A'\nwrods = []", "wrods: unknown key"),
        ("[[aspects]]\nname = ['A']", r"name: .*You wrote \['A'\]"),
        ("aspects = [1]", r"aspects\[2\]: .*You wrote 1"),
        ("aspects = 'A'", r"pack\.toml: aspects: a list is allowed here, not 'A'"),
        ("include = ['x.toml']", "cannot include another"),
    ],
)
def test_what_is_wrong_in_a_pack_is_told(tmp_path, pack, said):
    (tmp_path / "pack.toml").write_text(pack, encoding="utf-8")
    path = written(tmp_path, "include = ['pack.toml']\n[[aspects]]\nname = 'A'\ndomain = 'x'")
    with pytest.raises(ConfigError, match=said):
        load(path)


def test_home_comes_from_the_call_then_the_environment_then_the_file(tmp_path, monkeypatch):
    path = written(tmp_path, "home = 'state'")
    assert load(path).home == tmp_path / "state"
    monkeypatch.setenv("IPSOMUN_HOME", str(tmp_path / "elsewhere"))
    assert load(path).home == tmp_path / "elsewhere"
    assert load(path, tmp_path / "given").home == tmp_path / "given"


def test_secrets_do_not_show_themselves(tmp_path, monkeypatch):
    monkeypatch.setenv("IPSOMUN_LEDGER_URL", "postgresql+psycopg://u:hunter2@localhost/x")
    monkeypatch.setenv("IPSOMUN_WEBHOOK_URL", "https://hooks.example.com/hunter2")
    config = load(written(tmp_path, ""))
    assert isinstance(config.ledger_url, SecretStr)
    assert "hunter2" not in repr(config)
    assert "hunter2" not in str(config)


def test_the_author_key_is_made_once_and_is_private(tmp_path, monkeypatch):
    config = load(written(tmp_path, ""))
    key = author_key(config)
    assert len(key) == 64
    assert author_key(config) == key
    mode = (config.home / "author.key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    monkeypatch.setenv("IPSOMUN_AUTHOR_KEY", "from the environment")
    assert author_key(config) == b"from the environment"


def documented_keys(text: str) -> set[str]:
    """Every `key =` of config.toml, commented examples included."""
    return set(re.findall(r"^(?:#\s)?(\w+) = ", text, re.MULTILINE))


def keys_of(shape: typing.Any) -> set[str]:
    return {field.name for field in dataclasses.fields(shape)}


def test_every_key_is_documented_in_config_toml():
    said = documented_keys((ROOT / "config.toml").read_text(encoding="utf-8"))
    plain = keys_of(Config) - HIDDEN_KEYS
    tables = {"brands", "aspects", "touchpoints", "sources", "policies"}
    tables |= {"crawlers", "reader", "alerts", "rewards"}
    shapes = [Brand, Aspect, Touchpoint, Source, Policy]
    shapes += [configuration.CrawlerChoice, configuration.ReaderChoice]
    shapes += [configuration.AlertRule, configuration.RewardRule]
    expected = (plain - tables) | {"home", "include"}
    for shape in shapes:
        expected |= keys_of(shape)
    assert said == expected - {"policy"}


def test_the_defaults_named_in_config_toml_are_the_defaults(tmp_path):
    own = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
    bare = load(written(tmp_path, ""))
    assert own["timezone"] == bare.timezone
    assert own["language"] == bare.language
    for table in ("alerts", "crawlers", "reader"):
        defaults = dataclasses.asdict(getattr(bare, table))
        assert own[table] == json.loads(json.dumps(defaults))  # TOML knows lists only


def test_the_shipped_config_loads():
    config = load(ROOT / "config.toml")
    assert len(config.brands) >= 60
    assert config.sources[0].replay
