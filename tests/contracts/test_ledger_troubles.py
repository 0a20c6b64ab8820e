"""What the ledger says when its database is locked, full, broken or absent, and how it searches."""

import sqlite3

import pytest
from ledgers import KEY, NOW, POLICIES, author, execute, file_bytes, hearing, mention, reading
from sqlalchemy import event

from mentions import work
from mentions.database import Database
from mentions.errors import ConfigError, TryLater
from mentions.ledger import Ledger


def opened(url, **more):
    return Ledger.open(url, policies=POLICIES, author_key=KEY, **more)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "ledger.db"


@pytest.fixture
def ledger(path):
    with opened(f"sqlite:///{path}", busy=0.2) as ledger:
        yield ledger


def test_the_folder_is_made(ledger, path):
    assert path.exists()


def test_a_locked_ledger_says_so_and_loses_nothing(ledger, path):
    ledger.hear([hearing(1)])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TryLater, match="locked by another program"):
        ledger.hear([hearing(2)])
    assert ledger.status()["mentions"] == 1
    other.execute("ROLLBACK")
    other.close()
    assert ledger.hear([hearing(2)]).new == 1


def test_a_full_disk_says_so_and_keeps_what_was_committed(ledger):
    def shrink(connection, _record):
        connection.execute("PRAGMA max_page_count=150").close()

    engine = ledger._database.engine
    event.listen(engine, "connect", shrink)
    engine.dispose()
    with pytest.raises(TryLater, match=r"disk .* is full"):
        ledger.hear(hearing(n, text="가" * 2000) for n in range(3000))
    event.remove(engine, "connect", shrink)
    engine.dispose()
    kept = ledger.status()["mentions"]
    assert kept % 1000 == 0
    assert ledger.hear([hearing(9000)]).new == 1


def test_no_database_at_all(path):
    path.parent.mkdir()
    path.write_text("이것은 장부가 아닙니다. " * 100)
    with pytest.raises(ConfigError, match="no SQLite database"):
        opened(f"sqlite:///{path}")


def test_a_folder_in_place_of_the_file(tmp_path):
    with pytest.raises(ConfigError, match="cannot be opened"):
        opened(f"sqlite:///{tmp_path}")


def test_a_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(ConfigError, match="cannot be made"):
        opened(f"sqlite:///{tmp_path}/home/ledger.db")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "cannot be understood"),
        ("mysql://u:geheim@h/d", "lives on sqlite"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_a_wrong_url(url, said):
    with pytest.raises(ConfigError, match=said) as error:
        opened(url)
    assert "geheim" not in str(error.value)


def test_a_server_that_does_not_answer_hides_the_password():
    with pytest.raises(TryLater, match="cannot serve now") as error:
        opened("postgresql+psycopg://user:geheim@127.0.0.1:1/none")
    assert "geheim" not in str(error.value)
    assert "user:***@127.0.0.1" in str(error.value)


def test_a_database_that_is_not_there(postgres_server):
    with pytest.raises(ConfigError, match="no such database"):
        opened(f"{postgres_server}/nowhere")


def test_forgotten_words_are_gone_from_the_file(ledger, path):
    told = mention(1, text="아무도몰라야하는글", author=author())
    ledger.hear([hearing(n) for n in range(50)])
    ledger.hear([hearing(1, text=told.text, author=told.author)])
    ledger.hear([hearing(2, text=told.text, author=told.author, heard_at=NOW.replace(hour=13))])
    secret = "아무도몰라야하는글".encode()
    assert secret in file_bytes(path)
    ledger.forget("naver_movie:hong1234")
    assert secret not in file_bytes(path)


def test_a_file_of_an_older_sqlite_setting_is_turned_to_wal(path):
    path.parent.mkdir()
    execute(path, "PRAGMA journal_mode=DELETE")
    opened(f"sqlite:///{path}").close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def plan(ledger, statement):
    """Return SQLite's plan of a statement."""
    database: Database = ledger._database
    with database.read() as connection:
        compiled = statement.compile(connection, compile_kwargs={"literal_binds": True})
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")
        return " / ".join(row[3] for row in rows)


@pytest.mark.parametrize(
    ("make", "index"),
    [(work.reading_work, "mentions_written"), (work.filing_work, "mentions_changed")],
)
def test_asking_for_work_starts_at_the_watermark(ledger, make, index):
    found = plan(ledger, work.after(make(ledger._door, "m"), 5).limit(10))
    assert f"SEARCH mentions USING INDEX {index}" in found
    assert "SCAN" not in found
    assert "TEMP B-TREE" not in found


def test_the_watermark_passes_what_is_done(ledger):
    ledger.hear(hearing(n) for n in range(20))
    ledger.keep(reading(one.id, "m") for one in ledger.unread("m"))
    reader = work.reading_work(ledger._door, "m")
    assert work.advance(ledger._database, reader, NOW) == 40
    ledger.hear([hearing(50)])
    assert work.advance(ledger._database, reader, NOW) == 40
    assert [one.id for one in ledger.unread("m")] == ["naver_movie:50"]
