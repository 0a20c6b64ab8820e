"""A PostgreSQL server of Debian's package, in a temporary folder, for as long as the tests run."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

LIBRARY = Path("/usr/lib/postgresql")


def binaries() -> Path | None:
    """Return the folder of the newest server installed."""
    found = [path.parent for path in LIBRARY.glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def as_user() -> list[str]:
    """Return the prefix that leaves root, as which no server starts."""
    return ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []


def run(*words: str) -> None:
    subprocess.run(
        [*as_user(), *words], check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=120
    )


def create_database(server_url: str, name: str) -> str:
    """Create an empty database and return its URL."""
    engine = create_engine(f"{server_url}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"{server_url}/{name}"


@contextmanager
def server(bin_folder: Path) -> Iterator[str]:
    """Start a server and yield its URL without a database."""
    home = Path(tempfile.mkdtemp(prefix="ipsomun-postgres-"))
    if os.getuid() == 0:
        shutil.chown(home, "postgres")
    port, data = free_port(), str(home / "data")
    run(str(bin_folder / "initdb"), "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "-N")
    options = f"-p {port} -h 127.0.0.1 -k {home} -c fsync=off -c max_connections=60"
    control = str(bin_folder / "pg_ctl")
    run(control, "-D", data, "-w", "-l", str(home / "log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://tester@127.0.0.1:{port}"
    finally:
        run(control, "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)
