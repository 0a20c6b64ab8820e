"""What many tests share: a project of its own in a temporary folder, driven by the command line."""

import itertools
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contracts import postgres

NUMBERS = itertools.count()
CONFIG = """
[[brands]]
name = "달빛커피"
words = ["달빛커피", "달커"]

[[brands]]
name = "모아은행"
words = ["모아은행"]

[policies.file]
store_text = true
allow_model = true

[[aspects]]
name = "직원"
domain = "사람"
touchpoint = "매장"
words = ["직원", "친절"]

[[rewards]]
name = "thanks"
minimum_mentions = 1
"""


@dataclass(frozen=True)
class Project:
    """A folder with a config.toml and a home, and the commands run there."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / ".ipsomun"

    def command(self, *arguments: str) -> list[str]:
        config = str(self.folder / "config.toml")
        return [sys.executable, "-m", "cli", "--config", config, *arguments]

    def ipsomun(
        self, *arguments: str, code: int = 0, **options
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end and hold it to its exit code."""
        done = subprocess.run(
            self.command(*arguments),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=240,
            check=False,
            **options,
        )
        assert done.returncode == code, f"{arguments}: {done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        return done

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command and return at once."""
        quiet = subprocess.DEVNULL
        return subprocess.Popen(self.command(*arguments), stdout=quiet, stderr=quiet)

    def status(self) -> dict[str, int]:
        return json.loads(self.ipsomun("status", "--json").stdout)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch):
    """Keep the developer's own environment out of the tests."""
    for name in list(os.environ):
        if name.startswith("IPSOMUN_") and name != "IPSOMUN_MODEL":
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgres_server():
    folder = postgres.binaries()
    if folder is None:
        pytest.skip("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    with postgres.server(folder) as url:
        yield url


@pytest.fixture
def new_database(postgres_server):
    """Return a function that makes an empty PostgreSQL database and returns its URL."""
    return lambda: postgres.create_database(postgres_server, f"ledger_{next(NUMBERS)}")


@pytest.fixture
def project(tmp_path) -> Project:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    return Project(tmp_path)
