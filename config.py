"""What the user decides: `load()` reads `config.toml` into one frozen `Config`.

Secrets never stand in the file: they come from the environment (`IPSOMUN_…`) or, for the key
that hashes authors, from a file in the home folder, and their repr is masked.
"""

from __future__ import annotations

import dataclasses
import os
import re
import secrets
import tomllib
import typing
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, TypeAdapter, ValidationError

from mentions.errors import ConfigError
from mentions.model import Aspect, Brand, Policy, Touchpoint

CONFIG_VARIABLE = "IPSOMUN_CONFIG"
HOME_VARIABLE = "IPSOMUN_HOME"
LEDGER_VARIABLE = "IPSOMUN_LEDGER_URL"
WEBHOOK_VARIABLE = "IPSOMUN_WEBHOOK_URL"
AUTHOR_KEY_VARIABLE = "IPSOMUN_AUTHOR_KEY"
MOST_DAYS = 36_500
MOST_LETTERS = 100
KOREAN = re.compile(r"[가-힣]")
GAP = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ufffe\uffff]")
JOINED = frozenset({"aspects", "touchpoints"})
"""Lists of which several files may name the same thing: a pack adds words to it."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where to listen. `brands` empty means: find the brands in each text.

    `replay` moves the dates of a recorded file so that its newest mention is of today.
    """

    name: str
    kind: Literal["rss", "file"]
    location: str = ""
    brands: tuple[str, ...] = ()
    replay: bool = False
    policy: Policy = field(default_factory=Policy)


@dataclass(frozen=True, kw_only=True)
class ReaderChoice:
    """Which model reads; empty is the shipped one. `labels` maps a model's own label names.

    `words` are new words that people accepted, to be read as one.
    """

    model: str = ""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    engine: Literal["auto", "openvino", "torch"] = "auto"
    words: tuple[str, ...] = ()
    labels: Mapping[str, Literal["praise", "blame", "neutral"]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AlertRule:
    """When blame counts as a spike: see `alerts/` for the arithmetic."""

    minimum: Annotated[int, Field(ge=1)] = 5
    history_days: Annotated[int, Field(ge=3, le=3650)] = 14
    threshold: Annotated[float, Field(ge=0.5, le=100)] = 3.0
    cool_down_hours: Annotated[int, Field(ge=1, le=8760)] = 24
    look_back_days: Annotated[int, Field(ge=1, le=3650)] = 7


@dataclass(frozen=True, kw_only=True)
class RewardRule:
    """Whom to propose for thanks: the `top` influential people who mostly praise a brand."""

    name: str
    top: Annotated[int, Field(ge=1, le=1000)] = 10
    minimum_mentions: Annotated[int, Field(ge=1)] = 2
    minimum_praise_share: Annotated[float, Field(ge=0, le=1)] = 0.6
    points: Annotated[int, Field(ge=0)] = 1000
    brands: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CrawlerChoice:
    """How the crawlers introduce themselves. `contact` is a URL or e-mail address of yours."""

    contact: str = ""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything that `config.toml` says, checked and complete."""

    path: Path
    home: Path
    timezone: str = "Asia/Seoul"
    language: Literal["ko", "en"] = "ko"
    notice: str = ""
    notice_en: str = ""
    brands: tuple[Brand, ...] = ()
    aspects: tuple[Aspect, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    sources: tuple[Source, ...] = ()
    policies: Mapping[str, Policy] = field(default_factory=dict)
    crawlers: CrawlerChoice = field(default_factory=CrawlerChoice)
    reader: ReaderChoice = field(default_factory=ReaderChoice)
    alerts: AlertRule = field(default_factory=AlertRule)
    rewards: tuple[RewardRule, ...] = ()
    ledger_url: SecretStr
    webhook_url: SecretStr

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which days begin and end."""
        return ZoneInfo(self.timezone)

    @property
    def all_policies(self) -> dict[str, Policy]:
        """The policy of every source that the file names, by source name."""
        return {source.name: source.policy for source in self.sources} | dict(self.policies)


def load(path: Path | None = None, home: Path | None = None) -> Config:
    """Read and check `config.toml`.

    `path` falls back to `IPSOMUN_CONFIG`, then to `config.toml` here and above; `home` to
    `IPSOMUN_HOME`, then to the file's own `home`, then to `.ipsomun` beside the file.
    Raises `ConfigError` naming the file, the key and what is allowed.
    """
    path = find(path)
    written = with_includes(path)
    folder = written.pop("home", ".ipsomun")
    if not isinstance(folder, str):
        raise ConfigError(f"{path}: home: a folder's path is allowed here, not {folder!r}.")
    chosen = home or Path(os.environ.get(HOME_VARIABLE) or path.parent / folder)
    home = chosen.expanduser().absolute()
    refuse_unknown_keys(written, Config, path, ())
    values = written | {
        "path": path,
        "home": home,
        "ledger_url": SecretStr(
            os.environ.get(LEDGER_VARIABLE) or f"sqlite:///{home / 'ledger.db'}"
        ),
        "webhook_url": SecretStr(os.environ.get(WEBHOOK_VARIABLE, "")),
    }
    return check(build(values, path))


def find(path: Path | None) -> Path:
    """Return the configuration file that applies."""
    named = path or (Path(os.environ[CONFIG_VARIABLE]) if os.environ.get(CONFIG_VARIABLE) else None)
    if named:
        if not named.is_file():
            raise ConfigError(f"{named}: no such file. Give the path of a config.toml.")
        return named.absolute()
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).parent):
        if (folder / "config.toml").is_file():
            return folder / "config.toml"
    raise ConfigError(f"no config.toml in {here} or above. Give one with --config.")


def with_includes(path: Path) -> dict[str, Any]:
    """Return the file's table; lists of included files are appended, other keys stay the file's.

    An aspect or touchpoint that several files name is one: see `joined`.
    """
    table = parse(path)
    for name in strings(table.pop("include", []), "include", path):
        included = parse(path.parent / name)
        if "include" in included:
            raise ConfigError(f"{path.parent / name}: an included file cannot include another.")
        for key, value in included.items():
            where = f"{path.parent / name}: {key}"
            table[key] = together(key, table[key], value, where) if key in table else value
    return table


def together(key: str, own: object, added: object, where: str) -> object:
    """Return a key's value of two files; `where` names the second in the error."""
    if isinstance(own, list) and isinstance(added, list):
        return joined(own, added) if key in JOINED else [*own, *added]
    if isinstance(own, dict) and isinstance(added, dict):
        return added | own
    if isinstance(own, list | dict):
        kind = "a list" if isinstance(own, list) else "a table"
        raise ConfigError(f"{where}: {kind} is allowed here, not {added!r}.")
    return own


def joined(own: list[Any], added: list[Any]) -> list[Any]:
    """Return the tables of two files; those of one name become one with the words of both.

    What `own` says wins, and its words go first. A name that one file gives twice stays there
    twice, so that it is found and told.
    """
    made = list(own)
    places = {name_in(part): at for at, part in enumerate(own) if name_in(part)}
    for part in added:
        at = places.pop(name_in(part), None)
        if at is None:
            made.append(part)
        else:
            words = joined_words(made[at].get("words") or [name_in(part)], part.get("words", []))
            made[at] = part | made[at] | {"words": words}
    return made


def name_in(part: object) -> str:
    """Return the name of a table; empty when it is none or has none."""
    name = part.get("name") if isinstance(part, dict) else None
    return name if isinstance(name, str) else ""


def joined_words(own: object, added: object) -> object:
    """Return both lists of words, each word once; what is no list is returned to be told."""
    if not isinstance(own, list) or not isinstance(added, list):
        return added if isinstance(own, list) else own
    return [*own, *(word for word in added if word not in own)]


def parse(path: Path) -> dict[str, Any]:
    """Return one TOML file's table."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file, but config.toml includes it.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8. Save the file as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None


def strings(value: object, key: str, path: Path) -> list[str]:
    """Return `value` if it is a list of texts."""
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ConfigError(f"{path}: {key}: a list of texts is allowed here, not {value!r}.")
    return value


def refuse_unknown_keys(value: object, shape: Any, path: Path, at: tuple[str, ...]) -> None:
    """Raise `ConfigError` for the first key that the dataclass `shape` does not have."""
    if isinstance(value, list):
        inner = (typing.get_args(shape) or (None,))[0]
        for number, part in enumerate(value, start=1):
            refuse_unknown_keys(part, inner, path, (*at[:-1], f"{at[-1]}[{number}]"))
    elif isinstance(value, dict) and dataclasses.is_dataclass(shape):
        hints = typing.get_type_hints(shape)
        allowed = sorted(hints.keys() - HIDDEN_KEYS | ({"home"} if shape is Config else set()))
        for key, part in value.items():
            if key not in allowed:
                raise ConfigError(
                    f"{path}: {'.'.join((*at, key))}: unknown key. "
                    f"Allowed here: {', '.join(allowed)}."
                )
            refuse_unknown_keys(part, hints[key], path, (*at, key))
    elif isinstance(value, dict) and at:
        inner = (typing.get_args(shape) or (None, None))[-1]
        for key, part in value.items():
            refuse_unknown_keys(part, inner, path, (*at, key))


HIDDEN_KEYS = frozenset({"path", "home", "ledger_url", "webhook_url"})


def build(values: dict[str, Any], path: Path) -> Config:
    """Return the typed `Config`, or raise `ConfigError` for the first value that does not fit."""
    try:
        return TypeAdapter(Config).validate_python(values)
    except ValidationError as errors:
        first = errors.errors(include_url=False)[0]
        where = ""
        for part in first["loc"]:
            where += (
                f"[{part + 1}]" if isinstance(part, int) else f".{part}" if where else str(part)
            )
        message = first["msg"].replace("Input should be", "should be")
        shown = "" if first["type"] == "missing" else f" You wrote {first['input']!r}."
        raise ConfigError(f"{path}: {where}: {message}.{shown}") from None


def check(config: Config) -> Config:
    """Return the config if its parts fit together, or raise `ConfigError`."""
    if config.timezone not in available_timezones():
        what = f"{config.timezone!r} is no time zone. Write one like 'Asia/Seoul'."
        raise wrong(config, "timezone", what)
    check_names(config)
    check_words(config)
    check_new_words(config)
    check_policies(config)
    check_brands(config)
    return config


def wrong(config: Config, key: str, what: str) -> ConfigError:
    """Return the error that names the file, the key and what is allowed."""
    return ConfigError(f"{config.path}: {key}: {what}")


def check_names(config: Config) -> None:
    """Raise `ConfigError` where a name is empty or there twice."""
    for key, names in (
        ("brands", [brand.name for brand in config.brands]),
        ("aspects", [aspect.name for aspect in config.aspects]),
        ("touchpoints", [touchpoint.name for touchpoint in config.touchpoints]),
        ("sources", [source.name for source in config.sources]),
        ("rewards", [rule.name for rule in config.rewards]),
    ):
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise wrong(config, key, f"{doubled[0]!r} is there twice. Names must differ.")
        if not all(name.strip() for name in names):
            raise wrong(config, key, "a name is empty. Give each one a name.")


def check_words(config: Config) -> None:
    """Raise `ConfigError` for an aspect or touchpoint that says nothing where it should."""
    for aspect in config.aspects:
        key = f"aspects {aspect.name!r}"
        if not aspect.domain.strip():
            raise wrong(config, key, "domain is empty. Name the group that the aspect belongs to.")
        if aspect.touchpoint is not None and not aspect.touchpoint.strip():
            raise wrong(config, key, "touchpoint is empty. Name one, or leave the key out.")
    for kind, every in (("aspects", config.aspects), ("touchpoints", config.touchpoints)):
        for one in every:
            if not all(word.strip() for word in one.words):
                what = "words: a word is empty. Without words the name is looked for."
                raise wrong(config, f"{kind} {one.name!r}", what)


def check_new_words(config: Config) -> None:
    """Raise `ConfigError` for an entry of [reader] words that cannot be read as one word."""
    for word in config.reader.words:
        plain = unicodedata.normalize("NFC", word.strip())
        if not 2 <= len(plain) <= MOST_LETTERS or not KOREAN.search(plain) or GAP.search(plain):
            what = f"{word[:MOST_LETTERS]!r} cannot be read as one word. Write one of 2 to "
            what += f"{MOST_LETTERS} letters without a space, one of them Korean, or take it out."
            raise wrong(config, "reader.words", what)


def check_policies(config: Config) -> None:
    """Raise `ConfigError` for a retention that no date can bear."""
    for name, policy in config.all_policies.items():
        days = policy.retention_days
        if days is not None and not 0 <= days <= MOST_DAYS:
            what = f"retention_days: 0 to {MOST_DAYS} days are allowed, not {days}."
            raise wrong(config, f"policy of {name!r}", what)


def check_brands(config: Config) -> None:
    """Raise `ConfigError` for a source or reward of unknown brands, or a source without a place."""
    known = {brand.name for brand in config.brands}
    asking = [(f"sources {source.name!r}", source.brands) for source in config.sources]
    asking += [(f"rewards {rule.name!r}", rule.brands) for rule in config.rewards]
    for key, names in asking:
        strangers = [name for name in names if name not in known]
        if strangers:
            raise wrong(config, key, f"unknown brand {strangers[0]!r}. Known: {listed(known)}.")
    for source in config.sources:
        if not source.location:
            what = "location is missing. Give a URL or a file path."
            raise wrong(config, f"sources {source.name!r}", what)


def listed(names: set[str], most: int = 10) -> str:
    """Return names for a message, cut when there are many."""
    shown = sorted(names)[:most]
    return ", ".join(shown) + (f", … ({len(names)} in all)" if len(names) > most else "")


def author_key(config: Config) -> bytes:
    """Return the key that hashes authors, creating it on first use (readable by the owner only).

    Losing the key means that a person heard before and after no longer looks the same.
    """
    given = os.environ.get(AUTHOR_KEY_VARIABLE)
    if given:
        return given.encode()
    path = config.home / "author.key"
    if not path.exists():
        config.home.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32))
        try:
            os.link(fresh, path)  # fails if another process was first: then its key is the key
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip().encode()
