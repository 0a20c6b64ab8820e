"""Configuration: what is read, and what a wrong key or value is told."""

import dataclasses
import re
import stat
import tomllib
import typing
from pathlib import Path

import pytest
from pydantic import SecretStr

import config as configuration
from config import HIDDEN_KEYS, Config, Source, author_key, load
from mentions.errors import ConfigError
from mentions.model import Aspect, Brand, Policy

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
    tables = {"brands", "aspects", "sources", "policies", "crawlers", "reader", "alerts", "rewards"}
    shapes = [Brand, Aspect, Source, Policy]
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
        assert own[table] == dataclasses.asdict(getattr(bare, table))


def test_the_shipped_config_loads():
    config = load(ROOT / "config.toml")
    assert len(config.brands) >= 60
    assert config.sources[0].replay
