"""The whole way of 46,430 real reviews: rows in and out, rows/s and memory of each step, kill -9.

    python benchmarks/whole_way.py [--data ../shared/data] [--kills 10]

Each step is a process of its own, timed from start to end with its start-up; memory is the peak
resident size of that process. After the undisturbed walk the same import is walked again with
the `ipsomun run` killed at random moments, and both ledgers are compared.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import config as configuration
from house import House
from index.query import By, Query

CONFIG = """
[[brands]]
name = "영화"
[policies.file]
store_text = true
allow_model = true
"""


class Walk:
    """A project folder of its own."""

    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder
        (folder / ".ipsomun").mkdir()
        (folder / ".ipsomun/author.key").write_text(key)
        (folder / "config.toml").write_text(CONFIG, encoding="utf-8")

    def command(self, *arguments: str) -> list[str]:
        config = str(self.folder / "config.toml")
        return [sys.executable, "-m", "cli", "--config", config, *arguments]

    def timed(self, rows: int, *arguments: str) -> float:
        """Run a command, print its figures, return its seconds."""
        started = time.monotonic()
        child = subprocess.Popen(self.command(*arguments), stdout=subprocess.PIPE, text=True)
        said = child.stdout.read().strip().splitlines()[0]
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - started
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, child.args)
        print(
            f"{arguments[0]:<8} {wall:7.1f} s wall {used.ru_utime + used.ru_stime:7.1f} s cpu "
            f"{rows / wall:8,.0f} rows/s  peak {used.ru_maxrss / 1024:6.0f} MB   {said}",
            flush=True,
        )
        return wall

    def state(self) -> tuple[dict[str, tuple[object, ...]], dict[tuple[str, ...], int]]:
        """Return what the ledger and the index hold."""
        with House(configuration.load(self.folder / "config.toml")) as house:
            kept = {
                entry.mention.id: (
                    entry.mention.text,
                    entry.mention.author,
                    entry.reading and entry.reading.terms,
                    entry.reading and entry.reading.polarity,
                )
                for entry in house.ledger.entries()
            }
            return kept, house.index.count(Query(), (By.BRAND, By.POLARITY))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--kills", type=int, default=10)
    options = parser.parse_args()
    source = options.data / "nsmc/test.jsonl.gz"
    if not source.exists():
        print(f"skipped: no {source}")
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), source, options.kills)


def compare(folder: Path, source: Path, kills: int) -> None:
    """Walk once undisturbed and once with kills; say whether both ended alike."""
    for name in ("calm", "killed"):
        (folder / name).mkdir()
    path = folder / source.name
    shutil.copy(source, path)
    calm = Walk(folder / "calm", "ab" * 32)
    rows = 46_430
    hear = ("import", str(path), "--brand", "영화")
    calm.timed(rows, *hear)
    whole = calm.timed(rows, "read") + calm.timed(rows, "index")
    for again in (hear, ("run",), ("run",)):
        calm.timed(rows, *again)
    status = json.loads(
        subprocess.run(
            calm.command("status", "--json"), capture_output=True, text=True, check=True
        ).stdout
    )
    print(status)

    killed = Walk(folder / "killed", "ab" * 32)
    killed.timed(rows, *hear)
    draw, moments = random.Random(5), []
    while len(moments) < kills:
        moment = draw.uniform(1, 2 * whole / kills)
        child = subprocess.Popen(killed.command("run"), stdout=subprocess.DEVNULL)
        try:
            child.wait(moment)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            moments.append(round(moment, 1))
    subprocess.run(killed.command("run"), check=True)
    one, other = calm.state(), killed.state()
    mentions_alike = one[0].keys() == other[0].keys()
    differ = sum(one[0][key] != other[0].get(key) for key in one[0])
    print(
        f"killed after {moments} s; same mentions: {mentions_alike}; readings that differ: {differ}"
    )
    print(f"index, undisturbed: {one[1]}\nindex, killed:      {other[1]}")


if __name__ == "__main__":
    main()
