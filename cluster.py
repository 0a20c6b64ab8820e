"""Reading beyond one machine: the same reader in many processes, one ledger that all reach.

Every reader asks the ledger for its work, so a reader that is lost takes nothing with it: its
leases are short, and when they end the others read what it had.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import SecretStr

import config as configuration
from cluster_crew import Crew
from cluster_reader import IDENTITY, Errand
from config import Config
from house import House
from mentions.errors import ConfigError, TryLater
from mentions.ledger import Ledger

Counted = Mapping[str, int]

LEASE = timedelta(minutes=1)
"""Long beside a turn, short beside a run: so long can a lost reader's mentions wait."""

SHARED_MEMORY = 80 * 2**20
PRIVATE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_AUTH_MODE": "token"}
"""What makes a cluster of our own listen on the loopback address only (the first is named after
the systems where that is the rule) and ask whoever comes for a token that nobody else has."""

QUIET = {"log_to_driver": False, "logging_level": logging.ERROR}


def read_on_cluster(
    house: House, address: str | None = None, readers: int | None = None
) -> Counted:
    """Read what is unread with one reader a core of a Ray cluster (or `readers` of them).

    `address` is that of a running cluster, as `ray.init` takes it; None starts one on this
    machine for as long as it takes. What cannot be read is quarantined. Lost readers are
    replaced, a few times each. Raises ConfigError for what the user must change, on whichever
    node it is found, and TryLater when no reader is left.
    """
    if not house.ledger.number_unread(house.reader_name):
        return {"read": 0}
    errand = errand_of(house)
    with connected(address, readers) as ray:
        refuse_file_of_one_machine(ray, errand.config)
        needs = needs_of_one(ray, errand.config, None if address else readers)
        crew = Crew(ray, house, errand, readers or room(ray, needs), needs)
        crew.read()
    return {"read": crew.kept, "readers lost": crew.lost}


def needs_of_one(ray: Any, config: Config, alone_with: int | None) -> dict[str, int]:
    """Return what a reader takes of a node, in Ray's words: a core, or a core and a GPU.

    Where any node has a GPU only such nodes read: readings of two kinds of engine differ in
    their last digits. `alone_with` is how many readers share this machine, if that is known.
    """
    total = ray.cluster_resources()
    cores = max(1, int(total.get("CPU", 1)) // alone_with) if alone_with else 1
    gpu = config.reader.device != "cpu" and total.get("GPU", 0) >= 1
    return {"num_cpus": cores} | ({"num_gpus": 1} if gpu else {})


def room(ray: Any, needs: Mapping[str, int]) -> int:
    """Return how many readers the cluster's nodes have room for, at least one."""
    names = {"num_cpus": "CPU", "num_gpus": "GPU"}
    nodes = [node["Resources"] for node in ray.nodes() if node["Alive"]]
    fit = (min(int(node.get(names[key], 0)) // n for key, n in needs.items()) for node in nodes)
    return max(1, sum(fit))


def errand_of(house: House) -> Errand:
    """Return what every reader is told."""
    config = replace(house.config, ledger_url=SecretStr(absolute(house.config)))
    return Errand(
        config=config,
        author_key=SecretStr(configuration.author_key(config).decode()),
        reader=house.reader_name,
        ledger=identity(house.ledger),
        lease=LEASE,
    )


def absolute(config: Config) -> str:
    """Return the ledger's URL; an SQLite file's path no longer depends on where one stands."""
    url = config.ledger_url.get_secret_value()
    scheme, slashes, path = url.partition(":///")
    return f"{scheme}{slashes}{Path(path).absolute()}" if is_file(config) else url


def is_file(config: Config) -> bool:
    """Tell whether the ledger is an SQLite file."""
    return config.ledger_url.get_secret_value().startswith("sqlite")


def identity(ledger: Ledger) -> str:
    """Return what tells this ledger from others, made on first use."""
    if not ledger.marks.get(IDENTITY):
        ledger.marks.put(IDENTITY, {"id": secrets.token_hex(16)})
    return str((ledger.marks.get(IDENTITY) or {})["id"])


@contextmanager
def connected(address: str | None, readers: int | None) -> Iterator[Any]:
    """Connect to a Ray cluster, or start one here that ends with the block."""
    if readers is not None and readers < 1:
        raise ConfigError(f"--readers {readers}: at least one reader is needed.")
    ray = guest(alone=not address)
    with TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as folder:
        try:
            told = signal.getsignal(signal.SIGTERM)
            join(ray, address) if address else begin(ray, folder)
            if threading.current_thread() is threading.main_thread():
                signal.signal(signal.SIGTERM, told)  # Ray puts its own in place
            yield ray
        finally:
            ray.shutdown()


def guest(*, alone: bool) -> Any:
    """Import Ray, which reads its settings from the environment when it is imported."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_NUM_REDIS_GET_RETRIES", "1")  # else it tries for ten minutes
    if alone:
        if "ray" in sys.modules and not PRIVATE.items() <= os.environ.items():
            raise RuntimeError("Ray was imported before its settings: others could reach it.")
        os.environ |= PRIVATE
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
    try:
        import ray  # noqa: PLC0415
    except ImportError as error:
        raise ConfigError("--cluster needs Ray: pip install -r requirements.txt.") from error
    return ray


def begin(ray: Any, folder: str) -> None:
    """Start a cluster of one node on this machine; TryLater when it does not come up in time."""
    try:
        ray.init(
            "local",
            num_cpus=len(os.sched_getaffinity(0)),
            include_dashboard=False,
            object_store_memory=SHARED_MEMORY,
            _node_ip_address="127.0.0.1",
            _temp_dir=folder,
            **QUIET,
        )
    except Exception as error:  # Ray raises plain ones
        said = str(error).strip().partition("\n")[0].rstrip(".")
        raise TryLater(f"Ray did not start on this machine ({said}). Run again later.") from error


def join(ray: Any, address: str) -> None:
    """Connect to a cluster of the user's."""
    host, _, port = address.rpartition("/")[2].rpartition(":")
    try:
        if host and port.isdigit():
            socket.create_connection((host.strip("[]"), int(port)), timeout=5.0).close()
        ray.init(address, **QUIET)
    except (OSError, RuntimeError, ValueError, ImportError, AssertionError) as error:
        said = str(error).strip().partition("\n")[0].rstrip(".")
        raise ConfigError(
            f"--cluster {address}: no Ray cluster answers there ({said}). Give its HOST:PORT, or "
            "`auto` on a machine that has joined one with `ray start`."
        ) from error


def refuse_file_of_one_machine(ray: Any, config: Config) -> None:
    """Raise ConfigError when the ledger is a file and a node is another machine."""
    nodes = [node for node in ray.nodes() if node["Alive"]]
    others = sorted({node["NodeManagerHostname"] for node in nodes if not is_here(node)})
    if is_file(config) and others:
        raise ConfigError(
            f"the ledger is an SQLite file here, which {', '.join(others)} cannot reach. "
            f"Set {configuration.LEDGER_VARIABLE} to a PostgreSQL database that every node reaches."
        )


def is_here(node: Mapping[str, Any]) -> bool:
    """Tell whether a node's address is one of this machine's: only such can be bound."""
    family = socket.AF_INET6 if ":" in node["NodeManagerAddress"] else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.bind((node["NodeManagerAddress"], 0))
    except OSError:
        return False
    return True
