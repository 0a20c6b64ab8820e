"""The embedded index's folder: one writer's lock, and a pointer to the generation in use.

`index.json` names the generation (a folder beside it) and is replaced atomically, so that
readers always open something whole, and erasing is writing a new generation.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO
from uuid import uuid4

from index.engine import NeedsRebuild
from mentions.errors import TryLater

_REBUILD = "run `ipsomun index --rebuild`"


@dataclass(frozen=True, kw_only=True)
class Pointer:
    """What is in use: `incarnation` changes when all was forgotten, `generation` when erased."""

    shape: str
    zone: str
    incarnation: str
    generation: str

    @property
    def name(self) -> str:
        """Return the name that the ledger files under."""
        return f"embedded-{self.shape}-{self.incarnation}"


class Folder:
    """A folder that one process may write and many may read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[bytes] | None = None

    def lock(self) -> None:
        """Become the one writer until `close`; raise TryLater when another process is."""
        self.path.mkdir(parents=True, exist_ok=True)
        lock = (self.path / "lock").open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            message = f"another process is filing into the index at {self.path}: try again later"
            raise TryLater(message) from None
        self._lock = lock

    def read(self) -> Pointer | None:
        """Return what is in use; None when nothing was filed yet."""
        try:
            return Pointer(**json.loads((self.path / "index.json").read_bytes()))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as error:
            raise NeedsRebuild(f"{self.path}/index.json is damaged: {_REBUILD}") from error

    def generation(self, pointer: Pointer) -> Path:
        """Return the folder of a generation."""
        return self.path / pointer.generation

    def write(self, pointer: Pointer) -> None:
        """Make a generation the one in use, durably, and erase all others."""
        fresh = self.path / "index.json.new"
        with fresh.open("w") as file:
            json.dump(asdict(pointer), file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path / "index.json")
        self._sync()
        self.sweep(pointer)

    def sweep(self, pointer: Pointer) -> None:
        """Erase every generation but this one, also those left by a crash."""
        for other in self.path.glob("generation-*"):
            if other.name != pointer.generation:
                shutil.rmtree(other)

    def close(self) -> None:
        """Let another process write."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _sync(self) -> None:
        directory = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def new_generation() -> str:
    """Return a folder name that was never used."""
    return f"generation-{uuid4().hex[:12]}"


def new_incarnation() -> str:
    """Return a mark that tells this index from any that stood here before."""
    return uuid4().hex[:8]
