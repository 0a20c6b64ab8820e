"""One verb, one command, one plain function. Exit codes: 0 done, 1 failed, 2 misuse."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, TypeAlias

import cli_desk
import cli_steps
from cli_talk import FAILED, MISUSE, Options, complain
from mentions.errors import ConfigError, IpsomunError
from mentions.model import Polarity

A_DAY = 86_400.0

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    signal.signal(signal.SIGTERM, stop)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    try:
        options = parser().parse_args(arguments)
        return int(options.command(options))
    except ConfigError as error:
        return complain(error, MISUSE)
    except (IpsomunError, OSError) as error:
        return complain(error, FAILED)
    except KeyboardInterrupt:
        return complain("stopped. Nothing is lost; the next run goes on from here.", FAILED)


def stop(*_signal: object) -> NoReturn:
    """End as Ctrl-C does: every step can be cut off at any moment."""
    raise KeyboardInterrupt


def seconds(text: str) -> float:
    """Return a number of seconds that one can wait for.

    >>> seconds("0.5")
    0.5
    """
    value = float(text)
    if not 0 <= value <= A_DAY:
        raise ValueError(text)
    return value


def parser() -> argparse.ArgumentParser:
    """Return the command line: one sub-command a verb."""
    top = argparse.ArgumentParser(prog="ipsomun", description="Word of mouth, heard and read.")
    top.add_argument("--config", type=Path, help="config.toml to use")
    top.add_argument("--home", type=Path, help="folder of all state (default: .ipsomun)")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    add_hearing(commands)
    add_reading(commands)
    add_words(commands)
    add_correcting(commands)
    add_the_rest_of_the_line(commands)
    add_dashboard(commands)
    add_care(commands)
    return top


def command(
    commands: Commands, name: str, function: Callable[[Options], int], what: str, example: str
) -> argparse.ArgumentParser:
    """Add a command with its help and an example, and return it for its arguments."""
    added = commands.add_parser(
        name, help=what, description=what, epilog=f"example: ipsomun {example}"
    )
    added.set_defaults(command=function)
    return added


def add_hearing(commands: Commands) -> None:
    """Add the commands that hear."""
    what = "hear the sources of config.toml"
    added = command(commands, "crawl", cli_steps.crawl, what, "crawl our_blog")
    added.add_argument("source", nargs="*", help="only these sources (default: all)")

    what = "hear a file: CSV, TSV, JSON lines, XLSX"
    example = "import reviews.csv --brand 달빛커피 --map text=내용 --dry-run"
    added = command(commands, "import", cli_steps.take_in, what, example)
    added.add_argument("file", type=Path)
    added.add_argument("--brand", action="append", default=[], help="what the rows are about")
    added.add_argument("--source", default="file", help="name of the source (default: file)")
    added.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN")
    added.add_argument("--save-mapping", action="store_true", help="use it for such files again")
    added.add_argument("--dry-run", action="store_true", help="only say what would happen")


def add_reading(commands: Commands) -> None:
    """Add the command that reads."""
    what = "read what is unread, or JSON lines from standard input (-)"
    added = command(commands, "read", cli_steps.read, what, "read - < lines.jsonl")
    added.add_argument("input", nargs="?", choices=["-"], help="- reads from standard input")
    added.add_argument(
        "--evaluate",
        nargs="?",
        type=Path,
        const=Path(),
        metavar="FOLDER",
        help="compare the reader with people's corrections, or with hand-written mentions",
    )
    added.add_argument(
        "--cluster",
        nargs="?",
        const="",
        metavar="ADDRESS",
        help="read on a Ray cluster; without an address on one of this machine's cores",
    )
    added.add_argument("--readers", type=int, help="how many on the cluster (default: a core each)")
    added.add_argument(
        "--corrections", action="store_true", help="print people's corrections as JSON lines"
    )


def add_words(commands: Commands) -> None:
    """Add the command that proposes words."""
    what = "propose words for an aspect, near in meaning to its name or words, or new words"
    added = command(commands, "words", cli_desk.words, what, "words 배송")
    added.add_argument("aspect", nargs="?", help="one of config.toml, or the name of a new one")
    added.add_argument(
        "--new", action="store_true", help="words that people use and no dictionary knows"
    )


def add_correcting(commands: Commands) -> None:
    """Add the commands by which people correct what was read."""
    what = "say how a mention should have been read"
    example = "correct file:17 --brand 달빛커피 --aspect 직원 blame"
    added = command(commands, "correct", cli_desk.correct, what, example)
    added.add_argument("mention", metavar="MENTION_ID", help="SOURCE:ID of the mention")
    added.add_argument("--brand", help="what is said of this brand (default: the whole text)")
    added.add_argument("--aspect", help="what is said of this aspect of the brand")
    polarities = [polarity.value for polarity in Polarity]
    added.add_argument("polarity", choices=polarities, help="how it should have been read")
    add_person(added)

    what = "take back all that somebody corrected of a mention"
    added = command(commands, "uncorrect", cli_desk.uncorrect, what, "uncorrect file:17")
    added.add_argument("mention", metavar="MENTION_ID", help="SOURCE:ID of the mention")
    add_person(added)


def add_person(added: argparse.ArgumentParser) -> None:
    """Add the argument that tells who corrects."""
    added.add_argument("--person", metavar="NAME", help="who corrects (default: $USER)")


def add_the_rest_of_the_line(commands: Commands) -> None:
    """Add the commands that file, rank and warn, and the one that walks the whole line."""
    added = command(commands, "index", cli_steps.index, "file what is unfiled", "index --rebuild")
    added.add_argument("--rebuild", action="store_true", help="start from nothing")

    command(commands, "rank", cli_steps.rank, "rank influence and propose rewards", "rank")
    command(commands, "warn", cli_steps.warn, "find unusual blame and tell it once", "warn")

    what = "hear, read, file, rank, warn, thank"
    added = command(commands, "run", cli_steps.run, what, "run --watch --every 60")
    added.add_argument("--watch", action="store_true", help="again and again until stopped")
    added.add_argument(
        "--every", type=seconds, default=60.0, help="seconds between rounds (default: 60)"
    )


def add_dashboard(commands: Commands) -> None:
    """Add the command that serves the screens."""
    example = "dashboard --port 8501"
    added = command(commands, "dashboard", cli_steps.dashboard, "open the screens", example)
    added.add_argument("--port", type=int, default=8501)
    added.add_argument(
        "--address",
        default="127.0.0.1",
        help="default: 127.0.0.1, this machine only; others come through a proxy on it",
    )


def add_care(commands: Commands) -> None:
    """Add the commands that look after the house."""
    what, example = "list what could not be processed", "quarantine --retry --step read"
    added = command(commands, "quarantine", cli_desk.quarantine, what, example)
    added.add_argument("--retry", action="store_true", help="let the steps meet them again")
    added.add_argument("--step", choices=["hear", "read", "file"], help="only this step's")

    what = "erase a person from ledger and index, never to be heard again"
    added = command(commands, "forget", cli_desk.forget, what, "forget naver_movie:abcd")
    added.add_argument(
        "author", help="the id that the screens show, or SOURCE:NAME as the source writes it"
    )

    what = "check what a run needs and say what to do"
    command(commands, "doctor", cli_desk.doctor, what, "doctor")

    what = "say how many mentions are where"
    added = command(commands, "status", cli_desk.status, what, "status --json")
    added.add_argument("--json", action="store_true", help="for scripts")


if __name__ == "__main__":
    sys.exit(main())
