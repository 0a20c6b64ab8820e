"""One reader of a cluster: leases a few mentions, reads them, keeps the readings, and again."""

from __future__ import annotations

import os
import socket
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import islice

from pydantic import SecretStr

import config as configuration
from config import Config
from house import House
from mentions.errors import ConfigError
from mentions.model import Mention, Reading

TURN_SECONDS = 10.0
FEWEST, FIRST, MOST = 8, 64, 1024
"""Mentions that one turn leases: at least, at first, at most."""

IDENTITY = "cluster"
"""Under this mark stands which ledger this is, so that a reader knows that it has the same."""

SAMPLE = Mention(
    id="sample:1",
    source="sample",
    text="직원이 친절하고 커피가 맛있어요.",
    heard_at=datetime(2026, 1, 1, tzinfo=UTC),
)


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What a reader is told. Ray writes arguments to no log, as it does with environments."""

    config: Config
    author_key: SecretStr
    reader: str
    ledger: str
    lease: timedelta


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What a reader did: how many mentions it leased, how many readings are new."""

    leased: int
    kept: int


class ClusterReader:
    """One reader in a process of its own."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        self._size = FIRST

    @cached_property
    def _house(self) -> House:
        os.environ[configuration.AUTHOR_KEY_VARIABLE] = self._errand.author_key.get_secret_value()
        return House(self._errand.config)

    def where(self) -> str:
        """Return the node that this process runs on."""
        import ray  # noqa: PLC0415

        return str(ray.get_runtime_context().get_node_id())

    def open(self, place: int, cores: int) -> None:
        """Open the ledger and load the model, which is to use its own cores only.

        `place` numbers the readers of a node. ConfigError when this node has another ledger or
        would read differently.
        """
        have_cores(place, cores)
        here = socket.gethostname()
        if self._house.reader_name != self._errand.reader:
            raise ConfigError(
                f"{here} would read differently: it has another version of this program or of "
                "the model. Install the same on every node."
            )
        if (self._house.ledger.marks.get(IDENTITY) or {}).get("id") != self._errand.ledger:
            raise ConfigError(
                f"{configuration.LEDGER_VARIABLE} leads to another ledger on {here}. "
                "Give an address that means the same database on every node."
            )
        _ = self._house.reader  # a lease is not to pass while a model loads

    def turn(self) -> Turn:
        """Lease some mentions that nobody reads, read them and keep the readings."""
        ledger, errand, began = self._house.ledger, self._errand, time.monotonic()
        unread = ledger.unread(errand.reader, batch=self._size, lease=errand.lease)
        with closing(unread):  # type: ignore[type-var]  # it is a generator
            leased = list(islice(unread, self._size))
            kept = ledger.keep(self._readings(leased))
        self._size = fitting(len(leased), time.monotonic() - began, self._size)
        return Turn(leased=len(leased), kept=kept)

    def _readings(self, mentions: list[Mention]) -> list[Reading]:
        """Return readings; what cannot be read is quarantined.

        A reader that can read nothing of a batch raises, for it may itself be at fault. A turn's
        batch may be so small that all of it is unreadable: a plain sample tells.
        """
        reader = self._house.reader
        try:
            return list(reader.read(mentions, on_unreadable=self._unreadable))
        except Exception:  # noqa: BLE001  raised again by the sample when the reader is at fault
            list(reader.read([SAMPLE]))
        alone = (reader.read([one], on_unreadable=self._unreadable) for one in mentions)
        return [reading for readings in alone for reading in readings]

    def _unreadable(self, mention: Mention, error: Exception) -> None:
        self._house.ledger.quarantine.put("read", mention.id, str(error))


def have_cores(place: int, cores: int) -> None:
    """Keep this process to its share of the node's cores: each engine would take them all."""
    allowed = sorted(os.sched_getaffinity(0))
    mine = {allowed[(place * cores + at) % len(allowed)] for at in range(cores)}
    os.sched_setaffinity(0, mine)


def fitting(done: int, seconds: float, size: int) -> int:
    """Return how many mentions to lease next, so that a turn takes about `TURN_SECONDS`.

    >>> fitting(64, 20.0, 64), fitting(64, 0.1, 64), fitting(3, 0.1, 64)
    (32, 256, 64)
    """
    if done < size:  # the end is near, and small turns there tell nothing
        return size
    wanted = int(done * TURN_SECONDS / max(seconds, 1e-3))
    return max(FEWEST, min(wanted, 4 * size, MOST))
