"""The commands of the straight line: hear, read, file, rank, warn, and the screens over it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import config as configuration
import correcting
import intake
import pipeline
from cli_talk import DONE, FAILED, Options, complain, counted, opened, say, say_all
from house import House
from mentions.errors import ConfigError, IpsomunError

NAP = 0.25
"""A signal that another thread receives is only acted on when the main thread wakes up."""

STDIN = "-"


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
            return say_all(intake.preview(house, request))
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


def read(options: Options) -> int:
    """Read what is unread, or JSON lines from standard input."""
    refuse_two_ways(options)
    with opened(options) as house:
        if options.input == STDIN:
            for answer in pipeline.read_lines(house, sys.stdin.buffer):
                sys.stdout.buffer.write(answer)
                sys.stdout.buffer.flush()
            return DONE
        if options.evaluate is not None:
            folder = None if options.evaluate == Path() else options.evaluate
            return say_all(pipeline.evaluate(house, folder))
        if options.corrections:
            return say_all(correcting.as_lines(house))
        say(counted(read_the_ledger(house, options)))
    return DONE


def refuse_two_ways(options: Options) -> None:
    """Raise `ConfigError` where `read` is to do two things at once."""
    cluster, folder = options.cluster, options.evaluate
    ways = {
        STDIN: STDIN in {options.input, cluster, str(folder)},  # an option takes it for its value
        "--evaluate": folder is not None,
        "--cluster": cluster is not None,
        "--corrections": options.corrections,
    }
    chosen = [name for name, is_chosen in ways.items() if is_chosen]
    if len(chosen) > 1:
        told = f"{', '.join(chosen[:-1])} and {chosen[-1]}"
        raise ConfigError(f"read: {told} do not go together. Give one of them at a time.")
    if options.readers is not None and cluster is None:
        raise ConfigError(
            f"--readers {options.readers}: only a cluster has several readers. "
            f"Give --cluster, too: ipsomun read --cluster --readers {options.readers}"
        )


def read_the_ledger(house: House, options: Options) -> pipeline.Counted:
    """Read what is unread, here or on a cluster."""
    if options.cluster is None:
        return pipeline.read(house)
    from cluster import read_on_cluster  # noqa: PLC0415  Ray is heavy

    return read_on_cluster(house, options.cluster or None, options.readers)


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
