"""Check everything that a run needs, and say what to do about what is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

from house import House
from mentions.errors import IpsomunError

ENOUGH_DISK = 512 * 1024**2


def examine(house: House) -> Iterator[tuple[str, str]]:
    """Yield each check's name, and what is wrong and what to do ("" when all is well)."""
    config = house.config
    yield f"configuration {config.path}", ""
    checks: tuple[tuple[str, Callable[[House], str]], ...] = (
        (f"home folder {config.home}", disk),
        ("ledger", ledger),
        ("model", model),
        ("index", index),
        ("sources", sources),
        ("quarantine", quarantine),
    )
    for name, check in checks:
        try:
            yield name, check(house)
        except (IpsomunError, OSError) as error:
            yield name, str(error)


def disk(house: House) -> str:
    """Check that the home folder can be written and has room."""
    house.config.home.mkdir(parents=True, exist_ok=True)
    probe = house.config.home / ".probe"
    probe.write_bytes(b"")
    probe.unlink()
    free = shutil.disk_usage(house.config.home).free
    return "" if free > ENOUGH_DISK else f"only {free // 1024**2} MB free. Make room on the disk."


def ledger(house: House) -> str:
    """Check that the ledger opens and answers."""
    house.ledger.status()
    return ""


def model(house: House) -> str:
    """Check that the model loads and reads."""
    _ = house.reader
    return ""


def index(house: House) -> str:
    """Check that the index opens."""
    house.index_to_read.refresh()
    return ""


def sources(house: House) -> str:
    """Check that there is something to listen to, and that its files are there."""
    config = house.config
    if not config.brands:
        return f"no brands. Write [[brands]] into {config.path}."
    for source in config.sources:
        if source.kind == "file" and not (config.path.parent / source.location).is_file():
            return f"{source.name!r}: no file {source.location}. Correct its location."
        if not source.policy.store_text:
            return f"{source.name!r}: its policy keeps no text, so it can only be counted."
    return ""


def quarantine(house: House) -> str:
    """Check that nothing waits in quarantine."""
    waiting = house.ledger.quarantine.count()
    if not waiting:
        return ""
    return f"{waiting} could not be processed. `ipsomun quarantine` lists them with the reason."
