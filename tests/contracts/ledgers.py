"""What the ledger's tests make: mentions, readings, a clock that can be set, a dump."""

import random
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, inspect, text

from mentions.model import Author, Hearing, Mention, Opinion, Polarity, Policy, Reading, Spike

KEY = b"a key that only the tests know"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
POLICIES = {
    "naver_movie": Policy(store_text=True, allow_model=True, retention_days=None),
    "blog": Policy(store_text=True, allow_model=True, retention_days=21, keep_handles=True),
    "no_model": Policy(store_text=True, allow_model=False, retention_days=None),
}


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **amount: float) -> None:
        self.now += timedelta(**amount)


def mention(number: int = 1, *, source: str = "naver_movie", **more: object) -> Mention:
    told: dict = {
        "text": f"배송이 정말 빨랐어요 {number}",
        "brands": ("여우네",),
        "heard_at": NOW,
        "posted_at": NOW - timedelta(hours=1),
    }
    return Mention(id=f"{source}:{number}", source=source, **told | more)


def hearing(number: int = 1, *, raw: dict | None = None, **more: object) -> Hearing:
    return Hearing(mention=mention(number, **more), raw=raw)


def author(native: str = "hong1234", source: str = "naver_movie", **more: object) -> Author:
    return Author(id=native, source=source, **more)


def reading(mention_id: str, reader: str = "model@1", **more: object) -> Reading:
    told: dict = {"polarity": Polarity.PRAISE, "confidence": 0.9, "praise": 0.9}
    told["terms"] = ("배송", "빠르다")
    told["opinions"] = (
        Opinion(brand="여우네", polarity=Polarity.PRAISE, confidence=0.9, quote="배송이", end=3),
    )
    return Reading(mention_id=mention_id, reader=reader, **told | more)


def fingerprint(text: int = 1, *changed: int) -> tuple[int, ...]:
    """Return the fingerprint of a text; other than at the places changed, the same each time.

    Of two texts with the same number, up to 12 changed places make near copies, 13 do not.
    """
    draw = random.Random(text)
    numbers = [draw.randrange(2**32) for _ in range(64)]
    return tuple(one ^ 1 if at in changed else one for at, one in enumerate(numbers))


def dump(url: str) -> str:
    """Return every value of every table as one text."""
    engine = create_engine(url)
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        rows = [connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in tables]
    engine.dispose()
    return repr(rows)


def file_bytes(path: Path) -> bytes:
    """Return what stands on disk: the database, its log and whatever else lies beside them."""
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


def execute(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def hear(ledger, *hearings):
    return ledger.hear(iter(hearings))


def read(ledger, reader="model@1"):
    return ledger.keep(reading(one.id, reader) for one in ledger.unread(reader))


def hearing_of(told, raw=None):
    return replace(hearing(), mention=told, raw=raw)


def spike(**more):
    hour = timedelta(hours=1)
    told = {"brand": "여우네", "polarity": Polarity.BLAME, "since": NOW - hour, "until": NOW}
    told |= {"count": 9, "usual": 1.5, "severity": "high", "arithmetic": {"ratio": 6.0}}
    return Spike(id="s1", **told | more)
