"""How commands talk: lines for a person, exit codes, a house with a progress bar."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import config as configuration
from house import House
from progress import Bar

DONE, FAILED, MISUSE = 0, 1, 2

Options = argparse.Namespace


def say(line: str = "") -> None:
    """Print one line for a person."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def say_all(lines: Iterable[str]) -> int:
    """Print lines for a person, and return the exit code of what is done."""
    for line in lines:
        say(line)
    return DONE


def complain(what: object, code: int) -> int:
    """Print one line to standard error and return the code."""
    sys.stderr.write(f"ipsomun: {what}\n")
    return code


def counted(numbers: Mapping[str, int]) -> str:
    """Return counts for a person.

    >>> counted({"new": 1200, "merged": 0})
    'new 1,200'
    """
    return " · ".join(f"{name} {number:,}" for name, number in numbers.items() if number) or "-"


@contextmanager
def opened(options: Options) -> Iterator[House]:
    """Open the house that the options name, with a progress bar on a terminal."""
    config = configuration.load(options.config, options.home)
    with Bar() as bar, House(config, bar) as house:
        yield house
