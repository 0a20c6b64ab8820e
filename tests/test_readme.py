"""The README is a promise: its commands, targets and words are held here."""

import argparse
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
LINES = [line.partition("  #")[0].strip() for block in BLOCKS for line in block.splitlines()]


def commands() -> dict[str, argparse.ArgumentParser]:
    """Return every sub-command of the command line."""
    actions = cli.parser()._actions
    (found,) = [action for action in actions if isinstance(action, argparse._SubParsersAction)]
    return dict(found.choices)


def test_the_table_of_commands_is_the_command_line():
    told = set(re.findall(r"^\| `ipsomun (\w+)", README, re.MULTILINE))
    assert told == set(commands())


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("ipsomun ")])
def test_every_command_line_of_the_readme_parses(line):
    arguments = shlex.split(line)[1:]
    assert callable(cli.parser().parse_args(arguments).command)


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_has_help_with_an_example_that_parses(name):
    shown = commands()[name]
    example = re.search(r"example: ipsomun (.+)", shown.epilog)
    assert example
    arguments = shlex.split(example[1].partition(" < ")[0])
    assert arguments[0] == name
    assert cli.parser().parse_args(arguments).command is shown.get_default("command")
    done = subprocess.run(
        [sys.executable, "-m", "cli", name, "--help"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "example: ipsomun" in done.stdout


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("make ")])
def test_every_make_target_of_the_readme_exists(line):
    target = line.split()[1]
    subprocess.run(["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize("place", re.findall(r"\]\((?!http)([^)]+)\)", README))
def test_every_link_into_the_project_leads_somewhere(place):
    assert (ROOT / place).exists()


@pytest.mark.parametrize(
    "arguments",
    [(), ("fly",), ("run", "--evry", "3"), ("crawl", "nowhere"), ("--config", "none.toml", "run")],
)
def test_misuse_ends_with_2_and_says_what_is_wrong(project, arguments):
    if arguments and arguments[0] == "--config":
        command = [sys.executable, "-m", "cli", *arguments]
    else:
        command = project.command(*arguments)
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_the_versions_in_requirements_are_pinned():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        assert line.startswith("#") or re.fullmatch(r"[\w.\[\]-]+==[\w.]+", line), line
