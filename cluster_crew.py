"""The readers of a cluster together: asked turn by turn, replaced when lost, until all is read."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from cluster_reader import ClusterReader, Errand, Turn
from house import House
from mentions.errors import ConfigError, TryLater

log = logging.getLogger("ipsomun")
RETRIES = 3
REST, TICK, GRACE = 2.0, 0.5, 15.0
"""Seconds: until an idle reader asks again, between looks, for a turn that has nothing left."""

START_SECONDS = 600.0
LONGEST = 300


@dataclass
class Seat:
    """A place for one reader; whoever sits in it may be lost and replaced."""

    reader: Any
    call: Any = None
    asked: str = ""
    node: str = ""
    place: int = 0
    opened: bool = False
    losses: int = 0
    rested: float = 0.0


class Crew:
    """The readers, and how far they are together."""

    def __init__(
        self, ray: Any, house: House, errand: Errand, seats: int, needs: Mapping[str, int]
    ) -> None:
        self._ray = ray
        self._house = house
        kind = ray.remote(ClusterReader).options(scheduling_strategy="SPREAD", **needs)
        self._kind, self._errand = kind, errand
        self._cores = needs["num_cpus"]
        self._seats = [Seat(self._new()) for _ in range(seats)]
        self._total = house.ledger.number_unread(errand.reader)
        self._reader = errand.reader
        self._patience = errand.lease.total_seconds() + 2 * REST
        self._moved = time.monotonic()
        self._error: Exception | None = None
        self.kept = self.lost = 0

    def _new(self) -> Any:
        return self._kind.remote(self._errand)

    def read(self) -> None:
        """Let the readers work until nothing is unread, or only what others have leased."""
        while self._seats:
            self._ask()
            for seat in self._answered():
                self._settle(seat)
            if self._is_over():
                return
        raise self._error or TryLater("no reader is left.")

    def _ask(self) -> None:
        """Give every reader that waits for nothing and has rested its next call."""
        for seat in self._seats:
            if seat.call is None and time.monotonic() >= seat.rested:
                self._ask_one(seat)

    def _ask_one(self, seat: Seat) -> None:
        if not seat.node:
            seat.asked, seat.call = "where", seat.reader.where.remote()
        elif not seat.opened:
            seat.asked, seat.call = "open", seat.reader.open.remote(seat.place, self._cores)
        else:
            seat.asked, seat.call = "turn", seat.reader.turn.remote()

    def _answered(self) -> list[Seat]:
        """Return the seats whose call has ended, waiting for the first a moment."""
        calls = {seat.call: seat for seat in self._seats if seat.call is not None}
        if not calls:
            time.sleep(TICK)
            return []
        ready, _ = self._ray.wait(list(calls), num_returns=len(calls), timeout=0)
        if not ready:
            ready, _ = self._ray.wait(list(calls), num_returns=1, timeout=TICK)
        return [calls[one] for one in ready]

    def _settle(self, seat: Seat) -> None:
        """Take in what a call gave, or replace a reader that is lost."""
        errors = self._ray.exceptions

        call, seat.call = seat.call, None
        try:
            answer = self._ray.get(call)
        except errors.RayTaskError as error:
            self._failed(seat, error.cause)
        except errors.RayError as error:
            self._replace(seat, last_line(error))
        else:
            if seat.asked != "turn" or answer.leased:
                self._moved, self._error = time.monotonic(), None
            self._take_in(seat, answer)

    def _take_in(self, seat: Seat, answer: Any) -> None:
        if seat.asked == "where":
            taken = {one.place for one in self._seats if one.node == answer}
            seat.node, seat.place = answer, next(at for at in count() if at not in taken)
        elif seat.asked == "open":
            seat.opened = True
        elif isinstance(answer, Turn):
            self.kept += answer.kept
            self._house.progress("read", self.kept, max(self._total, self.kept))
            seat.losses = 0 if answer.leased else seat.losses
            seat.rested = 0.0 if answer.leased else time.monotonic() + REST

    def _failed(self, seat: Seat, error: Exception) -> None:
        """Let a reader try again later; what the user must change ends the run."""
        if isinstance(error, ConfigError):
            raise error
        self._error = error
        seat.losses += 1
        seat.rested = time.monotonic() + REST * 2**seat.losses
        log.warning("a reader failed (%s)", error)
        if seat.losses > RETRIES:
            self._dismiss(seat)

    def _replace(self, seat: Seat, reason: str) -> None:
        """Put a new reader in place of a lost one; Ray finds it a node that has room."""
        self.lost += 1
        self._error = TryLater(f"every reader was lost. What is read is kept. The last: {reason}")
        self._dismiss(seat)
        log.warning(
            "a reader was lost; others read what it had within %d seconds. Ray says: %s",
            self._patience,
            reason,
        )
        if seat.losses < RETRIES:
            self._seats.append(Seat(self._new(), losses=seat.losses + 1))

    def _dismiss(self, seat: Seat) -> None:
        self._seats.remove(seat)
        self._ray.kill(seat.reader)  # one that is merely out of reach would keep its room

    def _is_over(self) -> bool:
        """Tell whether to end: nothing is unread, or nothing but what other programs lease."""
        still = time.monotonic() - self._moved
        opened = [seat for seat in self._seats if seat.opened]
        idle = [seat for seat in opened if seat.call is None and seat.rested]
        if not opened and self._seats and still > START_SECONDS:
            raise TryLater("no node of the cluster has had room for a reader. Run again later.")
        if not idle:
            return False
        left = self._house.ledger.number_unread(self._reader)
        everyone = len(idle) == len(opened)
        if left and everyone and still > self._patience:
            if self._error:
                raise self._error
            log.warning("%d mentions are leased to another program and left to it", left)
            return True
        return not left and (everyone or still > GRACE)


def last_line(error: Exception) -> str:
    """Return the last line of an error's message, where Ray says what happened."""
    return (str(error).strip().splitlines() or [type(error).__name__])[-1].strip()[:LONGEST]
