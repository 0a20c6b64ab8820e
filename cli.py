"""One verb, one command, one plain function. Exit codes: 0 done, 1 failed, 2 misuse."""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

import config as configuration
import intake
import pipeline
from doctor import examine
from house import House
from mentions.errors import ConfigError, IpsomunError
from progress import Bar

DONE, FAILED, MISUSE = 0, 1, 2
A_DAY = 86_400.0
NAP = 0.25
"""A signal that another thread receives is only acted on when the main thread wakes up."""

Options = argparse.Namespace


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


def complain(what: object, code: int) -> int:
    """Print one line to standard error and return the code."""
    sys.stderr.write(f"ipsomun: {what}\n")
    return code


def say(line: str = "") -> None:
    """Print one line for a person."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


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


def crawl(options: Options) -> int:
    """Hear every source, or those named."""
    with opened(options) as house:
        known = {source.name for source in house.config.sources}
        for name in options.source:
            if name not in known:
                raise ConfigError(
                    f"no source {name!r} in {house.config.path}. "
                    f"There are: {', '.join(sorted(known)) or 'none'}."
                )
        heard = pipeline.hear(house, frozenset(options.source) or None)
        say(counted(heard))
        return FAILED if heard.get("errors") else DONE


def read(options: Options) -> int:
    """Read what is unread, or JSON lines from standard input."""
    with opened(options) as house:
        if options.input == "-":
            for answer in pipeline.read_lines(house, sys.stdin.buffer):
                sys.stdout.buffer.write(answer)
                sys.stdout.buffer.flush()
        elif options.evaluate is not None:
            folder = None if options.evaluate == Path() else options.evaluate
            for line in pipeline.evaluate(house, folder):
                say(line)
        elif options.cluster is not None:
            from cluster import read_on_cluster  # noqa: PLC0415  Ray is heavy

            say(counted(read_on_cluster(house, options.cluster or None, options.readers)))
        elif options.corrections:
            for line in pipeline.corrections(house):
                say(line)
        else:
            say(counted(pipeline.read(house)))
    return DONE


def words(options: Options) -> int:
    """Propose words for an aspect, to be looked at and pasted into config.toml."""
    with opened(options) as house:
        say(pipeline.words(house, options.aspect).rstrip())
    return DONE


def take_in(options: Options) -> int:
    """Import one file, or say what importing it would do."""
    mapping = dict(field_and_column(pair) for pair in options.map)
    with opened(options) as house:
        request = intake.Request(
            path=options.file,
            source=options.source,
            brands=tuple(options.brand),
            mapping=mapping,
            save_mapping=options.save_mapping,
        )
        if options.dry_run:
            for line in intake.preview(house, request):
                say(line)
            return DONE
        outcome = intake.take_in(house, request)
        say(counted(outcome.counts))
        for note in outcome.notes:
            say(note)
        if outcome.refused_file:
            say(f"refused rows, each with its reason: {outcome.refused_file}")
        say("next: `ipsomun run` reads and files them")
    return DONE


def field_and_column(pair: str) -> tuple[str, str]:
    """Split `field=column`; no column leaves the field out."""
    field, equals, column = pair.partition("=")
    if not equals or not field.strip():
        raise ConfigError(f"--map {pair!r}: write field=column, for example text=내용")
    return field.strip(), column.strip()


def index(options: Options) -> int:
    """File what is unfiled, from nothing if asked."""
    with opened(options) as house:
        say(counted(pipeline.file(house, rebuild=options.rebuild)))
    return DONE


def rank(options: Options) -> int:
    """Rank influence and propose rewards."""
    with opened(options) as house:
        say(counted({**pipeline.rank(house), **pipeline.thank(house)}))
    return DONE


def warn(options: Options) -> int:
    """Find unusual blame and tell it."""
    with opened(options) as house:
        say(counted(pipeline.warn(house)))
    return DONE


def run(options: Options) -> int:
    """Walk the straight line, once or until stopped."""
    with opened(options) as house:
        if not options.watch:
            return walk(house)
        watch(house, options.every)
    say("stopped")
    return DONE


def watch(house: House, every: float) -> None:
    """Walk the straight line every so many seconds until SIGTERM or Ctrl-C."""
    told = False

    def stop_watching(*_signal: object) -> NoReturn:
        nonlocal told
        told = True  # an exception is lost where it meets a destructor
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop_watching)
    with suppress(KeyboardInterrupt):  # every step can be cut off, so nothing is waited for
        while not told:
            walk_or_complain(house)
            house.leave_index()
            until = time.monotonic() + every
            while not told and time.monotonic() < until:
                time.sleep(NAP)


def walk(house: House) -> int:
    """Walk the straight line once, say what each step did, and return the exit code."""
    code = DONE
    for name, numbers in pipeline.walk(house):
        say(f"{name:<6} {counted(numbers)}")
        code = FAILED if numbers.get("errors") else code
    return code


def walk_or_complain(house: House) -> None:
    """Walk once; what may pass by itself (a locked ledger, a full disk) does not end a watch."""
    try:
        walk(house)
    except ConfigError:
        raise
    except (IpsomunError, OSError) as error:
        complain(f"{error} The next round tries again.", FAILED)


def dashboard(options: Options) -> int:
    """Serve the screens until stopped."""
    config = configuration.load(options.config, options.home)
    app = Path(__file__).parent / "dashboard" / "app.py"
    environment = os.environ | {
        configuration.CONFIG_VARIABLE: str(config.path),
        configuration.HOME_VARIABLE: str(config.home),
    }
    say(f"open http://{options.address}:{options.port} in a browser (Ctrl-C stops it)")
    command = [sys.executable, "-m", "streamlit", "run", str(app)]
    command += [f"--server.address={options.address}", f"--server.port={options.port}"]
    child = subprocess.Popen(command, env=environment, cwd=app.parent.parent)  # noqa: S603
    try:
        return DONE if child.wait() == 0 else FAILED
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        return DONE


def quarantine(options: Options) -> int:
    """List what could not be processed, or let the steps try again."""
    with opened(options) as house:
        if options.retry:
            say(counted({"to try again": house.ledger.quarantine.retry(options.step)}))
            return DONE
        rows = list(house.ledger.quarantine.rows(options.step))
        for row in rows:
            say(f"{row.step}\t{row.ref}\t{row.reason}")
        say(counted({"quarantined": len(rows)}))
    return DONE


def forget(options: Options) -> int:
    """Erase a person everywhere."""
    with opened(options) as house:
        counts = pipeline.forget(house, options.author)
    if not counts["mentions erased"]:
        say("no mention of this person was found; from now on they are not heard")
    say(counted(counts))
    return DONE


def doctor(options: Options) -> int:
    """Check everything that a run needs, and say what to do."""
    with opened(options) as house:
        healthy = True
        for name, fault in examine(house):
            healthy = healthy and not fault
            say(f"{'ok  ' if not fault else 'FAIL'} {name}{': ' + fault if fault else ''}")
    return DONE if healthy else FAILED


def status(options: Options) -> int:
    """Say how many mentions are where."""
    with opened(options) as house:
        numbers = house.ledger.status()
    if options.json:
        say(json.dumps(numbers, ensure_ascii=False))
    else:
        for name, number in numbers.items():
            say(f"{name:<14} {number:>12,}")
    return DONE


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

    def command(
        name: str, function: Callable[[Options], int], what: str, example: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(
            name, help=what, description=what, epilog=f"example: ipsomun {example}"
        )
        added.set_defaults(command=function)
        return added

    added = command("crawl", crawl, "hear the sources of config.toml", "crawl our_blog")
    added.add_argument("source", nargs="*", help="only these sources (default: all)")

    added = command(
        "import",
        take_in,
        "hear a file: CSV, TSV, JSON lines, XLSX",
        "import reviews.csv --brand 달빛커피 --map text=내용 --dry-run",
    )
    added.add_argument("file", type=Path)
    added.add_argument("--brand", action="append", default=[], help="what the rows are about")
    added.add_argument("--source", default="file", help="name of the source (default: file)")
    added.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN")
    added.add_argument("--save-mapping", action="store_true", help="use it for such files again")
    added.add_argument("--dry-run", action="store_true", help="only say what would happen")

    added = command(
        "read",
        read,
        "read what is unread, or JSON lines from standard input (-)",
        "read - < lines.jsonl",
    )
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

    added = command(
        "words",
        words,
        "propose words for an aspect, near in meaning to its name or words",
        "words 배송",
    )
    added.add_argument("aspect", help="one of config.toml, or the name of a new one")

    added = command("index", index, "file what is unfiled", "index --rebuild")
    added.add_argument("--rebuild", action="store_true", help="start from nothing")

    command("rank", rank, "rank influence and propose rewards", "rank")
    command("warn", warn, "find unusual blame and tell it once", "warn")

    added = command("run", run, "hear, read, file, rank, warn, thank", "run --watch --every 60")
    added.add_argument("--watch", action="store_true", help="again and again until stopped")
    added.add_argument(
        "--every", type=seconds, default=60.0, help="seconds between rounds (default: 60)"
    )

    added = command("dashboard", dashboard, "open the screens", "dashboard --port 8501")
    added.add_argument("--port", type=int, default=8501)
    added.add_argument(
        "--address",
        default="127.0.0.1",
        help="default: 127.0.0.1, this machine only; others come through a proxy on it",
    )

    added = command(
        "quarantine",
        quarantine,
        "list what could not be processed",
        "quarantine --retry --step read",
    )
    added.add_argument("--retry", action="store_true", help="let the steps meet them again")
    added.add_argument("--step", choices=["hear", "read", "file"], help="only this step's")

    added = command(
        "forget",
        forget,
        "erase a person from ledger and index, never to be heard again",
        "forget naver_movie:abcd",
    )
    added.add_argument(
        "author", help="the id that the screens show, or SOURCE:NAME as the source writes it"
    )

    command("doctor", doctor, "check what a run needs and say what to do", "doctor")

    added = command("status", status, "say how many mentions are where", "status --json")
    added.add_argument("--json", action="store_true", help="for scripts")
    return top


if __name__ == "__main__":
    sys.exit(main())
