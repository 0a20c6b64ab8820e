"""Time filing and asking: the embedded index against SQLite FTS5, on the same rows in one run.

    python benchmarks/filing.py ../shared/data/nsmc/train.jsonl.gz --entries 50000

Texts, authors and days are real; brands, aspects and hours are drawn with a seed. Terms are
words cut into pairs of letters, so that the index is measured and not a morpheme analyser.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sqlite3
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from index.embedded import EmbeddedIndex
from index.query import By, Query
from mentions.model import Author, Entry, Mention, Opinion, Polarity, Reading

BRANDS = [f"브랜드{number:02}" for number in range(20)]
ASPECTS = {"배송": "delivery", "가격": "store", "품질": "use", "직원": "store", "앱": "app"}
END = datetime(2026, 11, 23, tzinfo=UTC)
RUNS = 21


def terms(text: str) -> list[str]:
    """Return the pairs of letters of each word."""
    found = []
    for word in re.findall(r"\w+", text):
        found += [word[i : i + 2] for i in range(max(len(word) - 1, 1))]
    return found


def entries(path: Path, number: int) -> list[Entry]:
    """Return entries over the two years before END."""
    draw = random.Random(7)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [entry(json.loads(line), draw) for line in islice(lines, number)]


def entry(row: dict, draw: random.Random) -> Entry:
    """Return one entry: a brand (popular ones more often), a polarity by rating, an aspect."""
    brand = BRANDS[min(int(draw.expovariate(0.2)), len(BRANDS) - 1)]
    rating = row["rating"] or 5
    polarity = Polarity("praise" if rating > 8 else "blame" if rating < 5 else "neutral")
    aspect = draw.choice(list(ASPECTS))
    mention = Mention(
        id=f"naver_movie:{row['id']}",
        source="naver_movie",
        heard_at=END,
        author=Author(id=row["author"], source="naver_movie"),
        text=row["text"],
        brands=(brand,),
        posted_at=END - timedelta(seconds=draw.randrange(730 * 86_400)),
    )
    whole = Opinion(brand=brand, polarity=polarity, confidence=0.9)
    part = Opinion(
        brand=brand, polarity=polarity, confidence=0.9, aspect=aspect, touchpoint=ASPECTS[aspect]
    )
    reading = Reading(
        mention_id=mention.id,
        reader="benchmark@1",
        polarity=polarity,
        confidence=0.9,
        praise=0.5,
        terms=tuple(terms(row["text"])),
        opinions=(whole, part),
    )
    return Entry(mention=mention, reading=reading)


class Fts:
    """The same rows in SQLite: one table, one row per term, and FTS5 over the terms."""

    def __init__(self, path: Path) -> None:
        self.base = sqlite3.connect(path)
        self.base.executescript("""
            pragma journal_mode = wal; pragma synchronous = normal;
            create table entry (n integer primary key, id text unique, brand text, polarity text,
                at real, day text, week text, body text);
            create index entry_brand on entry (brand, at);
            create table term (n integer, term text);
            create index term_n on term (n);
            create virtual table words using fts5 (terms, content='');
        """)

    def put(self, batch: list[Entry]) -> None:
        """File a batch in one transaction."""
        with self.base:
            for each in batch:
                self._put(each)

    def _put(self, each: Entry) -> None:
        mention, reading = each.mention, each.reading
        day = (mention.posted_at + timedelta(hours=9)).date()
        week = day - timedelta(days=day.weekday())
        row = (
            mention.id,
            mention.brands[0],
            reading.polarity,
            mention.posted_at.timestamp(),
            day.isoformat(),
            week.isoformat(),
            mention.text,
        )
        number = self.base.execute(
            "insert into entry (id, brand, polarity, at, day, week, body)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            row,
        ).lastrowid
        distinct = [(number, term) for term in set(reading.terms)]
        self.base.executemany("insert into term values (?, ?)", distinct)
        joined = " ".join(reading.terms)
        self.base.execute("insert into words (rowid, terms) values (?, ?)", (number, joined))

    def ask(self, statement: str, *values: object) -> list[tuple]:
        """Return all rows."""
        return self.base.execute(statement, values).fetchall()


def questions(index: EmbeddedIndex, fts: Fts) -> dict[str, tuple]:
    """Return a pair of functions by question, which answer the same in both engines."""
    brand, since = BRANDS[0], END - timedelta(days=90)
    recent = Query(brands=(brand,), since=since)
    blame = Query(brands=(brand,), polarities=("blame",))
    at = since.timestamp()
    match = '"영화" "재미"'
    return {
        "90 days, day x polarity, one brand": (
            lambda: index.count(recent, [By.DAY, By.POLARITY]),
            lambda: {
                (day, polarity): n
                for day, polarity, n in fts.ask(
                    "select day, polarity, count(*) from entry where brand = ? and at >= ?"
                    " group by 1, 2",
                    brand,
                    at,
                )
            },
        ),
        "share of voice, week x brand": (
            lambda: index.count(Query(), [By.WEEK, By.BRAND]),
            lambda: {
                (week, name): n
                for week, name, n in fts.ask(
                    "select week, brand, count(*) from entry group by 1, 2"
                )
            },
        ),
        "top 50 terms, brand + blame": (
            lambda: index.count(blame, [By.TERM], limit=50),
            lambda: {
                (term,): n
                for term, n in fts.ask(
                    "select term, count(*) c from entry join term using (n) where brand = ?"
                    " and polarity = 'blame' group by 1 order by c desc, term limit 50",
                    brand,
                )
            },
        ),
        "search two words, newest 20": (
            lambda: [e.mention.text for e in index.search(Query(text="영화 재미")).entries],
            lambda: [
                text
                for (text,) in fts.ask(
                    "select body from words join entry on n = words.rowid where words match ?"
                    " order by at desc, id limit 20",
                    match,
                )
            ],
        ),
    }


def timed(function) -> tuple[float, float, object]:
    """Return the median and 95th percentile of RUNS runs in ms, and the answer."""
    answer, taken = function(), []
    for _ in range(RUNS):
        start = time.perf_counter()
        function()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1], answer


def size(path: Path) -> int:
    """Return the bytes below a path."""
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def filed(name: str, put, heard: list[Entry], batch: int, folder: Path) -> None:
    """File all entries in batches and print the speed."""
    start = time.perf_counter()
    for first in range(0, len(heard), batch):
        put(heard[first : first + batch])
    taken = time.perf_counter() - start
    speed, bytes_each = len(heard) / taken, size(folder) / len(heard)
    print(
        f"{name:10} put, batches of {batch}: {speed:8,.0f} entries/s {bytes_each:6.0f} bytes/entry"
    )


def main() -> None:
    """File and ask in both engines; stop when their answers differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--entries", type=int, default=50_000)
    parser.add_argument("--batch", type=int, default=2_000)
    asked = parser.parse_args()
    heard = entries(asked.path, asked.entries)
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / "embedded", Path(folder) / "sqlite"
        theirs.mkdir()
        index = EmbeddedIndex.open(
            ours, zone="Asia/Seoul", terms=terms, terms_version="pairs", writable=True
        )
        fts = Fts(theirs / "index.db")
        filed("embedded", index.put, heard, asked.batch, ours)
        filed("sqlite", fts.put, heard, asked.batch, theirs)
        print(f"{'p50 / p95 ms':38} {'embedded':>16} {'sqlite':>16}")
        for question, (here, there) in questions(index, fts).items():
            a50, a95, a = timed(here)
            b50, b95, b = timed(there)
            if a != b:
                raise SystemExit(f"{question}: the engines answer differently")
            print(f"{question:38} {a50:8.1f} {a95:7.1f} {b50:8.1f} {b95:7.1f}")
        start = time.perf_counter()
        index.drop([heard[0].mention.id])
        print(f"erase one mention (rewrites all): {time.perf_counter() - start:.1f} s")
        index.close()


if __name__ == "__main__":
    main()
