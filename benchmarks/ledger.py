"""How fast the ledger hears, reads and files, beside plain sqlite3: `ledger.py [rows]`."""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mentions.ledger import Ledger
from mentions.model import Hearing, Mention, Opinion, Polarity, Policy, Reading
from mentions.rows import mention_row, reading_row

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TEXT = "배송이 정말 빠르고 포장도 꼼꼼해서 또 주문하고 싶어요. 다만 가격은 조금 아쉽네요. "


def mentions(rows: int) -> Iterator[Mention]:
    """Make mentions of one source, a minute apart."""
    for n in range(rows):
        posted_at = NOW - timedelta(minutes=n)
        told = {"text": f"{TEXT}{n}", "brands": ("여우네",), "posted_at": posted_at}
        yield Mention(id=f"shop:{n}", source="shop", heard_at=NOW, **told)


def reading(mention_id: str) -> Reading:
    """Make what a reader would say."""
    opinion = Opinion(
        brand="여우네", polarity=Polarity.PRAISE, confidence=0.9, quote="배송이", end=3
    )
    return Reading(
        mention_id=mention_id,
        reader="model@1",
        polarity=Polarity.PRAISE,
        confidence=0.9,
        praise=0.9,
        terms=("배송", "정말", "빠르", "포장", "꼼꼼", "주문", "싶", "가격", "아쉽"),
        opinions=(opinion,),
        read_at=NOW,
    )


def cell(value: object) -> object:
    """Return a value as sqlite3 takes it."""
    if isinstance(value, list | dict):
        return json.dumps(value)
    return str(value) if isinstance(value, datetime) else value


def plain(path: Path, table: str, rows: list[dict]) -> None:
    """Insert the same rows with executemany, a thousand a transaction, one key and no index."""
    values = [[cell(value) for value in row.values()] for row in rows]
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    names = [f'"{name}"' for name in rows[0]]
    connection.execute(f"CREATE TABLE {table} ({names[0]} TEXT PRIMARY KEY, {','.join(names[1:])})")
    marks = ",".join("?" * len(names))
    for start in range(0, len(values), 1000):
        with connection:
            connection.executemany(
                f"INSERT INTO {table} VALUES ({marks})", values[start : start + 1000]
            )
    connection.close()


def timed(name: str, rows: int, step: Callable[[], object]) -> None:
    """Print how many rows a second a step does."""
    start = time.perf_counter()
    step()
    print(f"{name:34} {rows / (time.perf_counter() - start):>10,.0f} rows/s")


def main(rows: int) -> None:
    """Measure plain sqlite3, then the ledger, on the same rows."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        rows_heard = [mention_row(one) for one in mentions(rows)]
        rows_kept = [reading_row(reading(f"shop:{n}"), 1) for n in range(rows)]
        timed("sqlite3 executemany, mentions", rows, lambda: plain(base / "p", "m", rows_heard))
        timed("sqlite3 executemany, readings", rows, lambda: plain(base / "p", "r", rows_kept))
        policies = {"shop": Policy(store_text=True, allow_model=True, retention_days=None)}
        url = f"sqlite:///{base}/ledger.db"
        with Ledger.open(url, policies=policies, author_key=b"benchmark") as ledger:
            walk(ledger, rows)


def walk(ledger: Ledger, rows: int) -> None:
    """Measure every step of the ledger."""

    def hear() -> None:
        ledger.hear(Hearing(mention=one) for one in mentions(rows))

    timed("hear, new", rows, hear)
    timed("hear, unchanged", rows, hear)
    unread = (reading(one.id) for one in ledger.unread("model@1"))
    timed("unread and keep", rows, lambda: ledger.keep(unread))
    timed("unfiled and filed", rows, lambda: ledger.filed("ix", ledger.unfiled("ix")))
    for name, step in {
        "unread, nothing to do": lambda: list(ledger.unread("model@1")),
        "unfiled, nothing to do": lambda: list(ledger.unfiled("ix")),
        "status": ledger.status,
        "health": ledger.health,
    }.items():
        start = time.perf_counter()
        step()
        print(f"{name:34} {1000 * (time.perf_counter() - start):>10,.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
