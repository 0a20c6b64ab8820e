"""The string table: both languages, nothing missing, nothing left over."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.words import WORDS, Say

DASHBOARD = Path(__file__).parents[2] / "dashboard"
HANGUL = re.compile("[가-힣]")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def asked() -> Iterator[str]:
    """Yield a pattern for every key that the code says; parts put in by f-strings match all."""
    for path in DASHBOARD.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and says(node.func):
                yield from patterns(node.args[0])
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("say.known"):
                yield rf"{ast.literal_eval(node.args[0])}\.\w+"


def says(function: ast.expr) -> bool:
    return re.fullmatch(r"(\w+\.)?say|Say\(.*\)", ast.unparse(function)) is not None


def patterns(key: ast.expr) -> Iterator[str]:
    if isinstance(key, ast.Constant):
        yield re.escape(str(key.value))
    elif isinstance(key, ast.IfExp):
        yield from patterns(key.body)
        yield from patterns(key.orelse)
    elif isinstance(key, ast.JoinedStr):
        yield "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
            for part in key.values
        )
    else:
        pytest.fail(f"say() is given {ast.unparse(key)}: the test cannot tell which word that is")


ASKED = sorted(set(asked()))


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_say_it_with_the_same_values(key: str) -> None:
    both = WORDS[key]
    assert both.ko.strip()
    assert both.en.strip()
    assert placeholders(both.ko) == placeholders(both.en)
    assert not HANGUL.search(both.en)


def test_there_are_words() -> None:
    assert len(WORDS) > 100
    assert len(ASKED) > 50


@pytest.mark.parametrize("pattern", ASKED)
def test_no_word_is_missing(pattern: str) -> None:
    assert any(re.fullmatch(pattern, key) for key in WORDS)


def test_no_word_is_left_over() -> None:
    said = re.compile("|".join(ASKED))
    assert [key for key in WORDS if not said.fullmatch(key)] == []


def test_words_in_both_languages() -> None:
    assert Say("ko")("polarity.blame") == "비난"
    assert Say("en")("polarity.blame") == "Blame"
    assert Say("en")("empty.unfiled", n="1,234") == "1,234 mentions are waiting to be filed"
    with pytest.raises(KeyError):
        Say("ko")("no.such.key")
