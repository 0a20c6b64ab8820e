import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from ledgers import KEY, POLICIES, Clock

from mentions.ledger import Ledger


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The URL of an empty ledger on each of the two databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.db"
    return request.getfixturevalue("new_database")()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def open_ledger(url, clock):
    """A function that opens the ledger once more; all are closed at the end."""
    opened = []

    def open_it(**more):
        told = {"policies": POLICIES, "author_key": KEY, "clock": clock}
        opened.append(Ledger.open(url, **told | more))
        return opened[-1]

    yield open_it
    for ledger in opened:
        ledger.close()


@pytest.fixture
def ledger(open_ledger):
    return open_ledger()
