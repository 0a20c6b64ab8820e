"""Opens the ledger's database, hands out transactions and says in plain words what is wrong."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import (
    Connection,
    Engine,
    RowMapping,
    Table,
    bindparam,
    create_engine,
    event,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from mentions.errors import ConfigError, TryLater
from mentions.schema import changes, facts, mentions

BUSY_SECONDS = 30.0
MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 0x1905_0517
"""Any number, the same in every process: PostgreSQL's name of the lock on migrating."""

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # in WAL, NORMAL survives kill -9 whole; a power cut may take the last commits, never the file
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA cache_size=-65536",
)


class Database:
    """An engine, migrated to this program's version, whose errors say what to do."""

    def __init__(self, engine: Engine, shown: str) -> None:
        self.engine = engine
        self.shown = shown
        self.closed = False
        self._writing = engine.execution_options(immediate=True)

    @classmethod
    def open(cls, url: str, *, busy: float = BUSY_SECONDS) -> Database:
        """Connect and migrate; raise ConfigError for what the user must change, else TryLater."""
        parsed = checked(url)
        database = cls(engine_of(parsed, busy), parsed.render_as_string(hide_password=True))
        try:
            database.migrate()
        except BaseException:
            database.close()
            raise
        return database

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that only reads."""
        with self.plainly(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that commits at the end of the block, or leaves no trace."""
        with self.plainly(), self._writing.begin() as connection:
            yield connection

    @contextmanager
    def plainly(self) -> Iterator[None]:
        """Turn the database's own errors into those of `mentions.errors`."""
        try:
            yield
        except DBAPIError as error:
            raise translated(error, self.shown) from error

    def migrate(self) -> None:
        """Bring the tables to this program's version; safe when several processes do it at once."""
        settings = Config()
        settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        head = ScriptDirectory.from_config(settings).get_current_head()
        with self.read() as connection:
            if MigrationContext.configure(connection).get_current_revision() == head:
                return
        with self.write() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
            settings.attributes["connection"] = connection
            try:
                command.upgrade(settings, "head")
            except CommandError as error:
                raise ConfigError(
                    f"The ledger {self.shown} was written by a newer version of this program. "
                    "Update the program, or point ledger_url to another ledger."
                ) from error

    def checkpoint(self) -> None:
        """Make SQLite overwrite its log, in which erased words could still be read."""
        if self.engine.dialect.name == "sqlite":
            with self.plainly():
                raw = self.engine.raw_connection()
                try:  # outside of a transaction, which is the only place where it works
                    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
                finally:
                    raw.close()

    def own(self, key: bytes) -> None:
        """Remember which key hashes authors; raise ConfigError when another one is brought."""
        proof = hmac.new(key, b"ipsomun ledger", hashlib.sha256).hexdigest()
        row = {"name": "author_key", "value": proof}
        with self.write() as connection:
            put(connection, facts, [row], replace=())
            kept = connection.scalar(select(facts.c.value).where(facts.c.name == "author_key"))
        if kept != proof:
            raise ConfigError(
                f"The ledger {self.shown} was made with another author key: the people in it "
                "could not be recognised. Bring that key back, or start a new ledger."
            )

    def close(self) -> None:
        """Close every connection."""
        self.closed = True
        self.engine.dispose()


def checked(url: str) -> URL:
    """Return the parsed URL, and make the folder of an SQLite file."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError(
            "ledger_url cannot be understood. Write sqlite:////path/ledger.db or "
            "postgresql+psycopg://user:password@host/database."
        ) from error
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
        return with_folder(parsed)
    if parsed.drivername in {"postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise ConfigError(
        f"ledger_url starts with {parsed.drivername!r}. "
        "The ledger lives on sqlite:/// or postgresql+psycopg://."
    )


def with_folder(parsed: URL) -> URL:
    """Return the URL after making the folder that its file will stand in."""
    if not parsed.database or parsed.database == ":memory:":
        raise ConfigError("ledger_url names no file. Write sqlite:////path/ledger.db.")
    folder = Path(parsed.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"ledger_url: the folder {folder} cannot be made ({error.strerror})."
        ) from error
    return parsed


def engine_of(url: URL, busy: float) -> Engine:
    """Return an engine that has not connected yet."""
    if url.get_backend_name() == "postgresql":
        try:
            return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            raise ConfigError("PostgreSQL needs psycopg: pip install 'psycopg[binary]'.") from error
    engine = create_engine(url, connect_args={"timeout": busy, "check_same_thread": False})
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Set what holds for every SQLite connection."""
    connection.isolation_level = None  # transactions are begun by `begin`, never by the driver
    for pragma in PRAGMAS:
        connection.execute(pragma).close()


def begin(connection: Connection) -> None:
    """Begin on SQLite; a writer takes its lock at once, so that it never fails half way."""
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


WRONG = (
    ("file is not a database", "it is no SQLite database"),
    ("malformed", "its file is damaged; restore a copy, or start a new ledger"),
    ("readonly database", "it cannot be written to; give this user the right to write"),
    ("unable to open", "its file cannot be opened; check the path and the rights"),
    ("password authentication", "the user or the password is wrong"),
    ("does not exist", "there is no such database, user or table"),
    ("permission denied", "this user may not do that; give it the rights"),
)


def translated(error: DBAPIError, shown: str) -> ConfigError | TryLater:
    """Return the error of ours: ConfigError where the user must act, else TryLater."""
    said = str(error.orig).strip().splitlines()
    first = said[0] if said else type(error.orig).__name__
    for sign, meaning in WRONG:
        if sign in str(error.orig):
            return ConfigError(f"The ledger {shown}: {meaning} ({first}).")
    if "is full" in first or "No space left" in first:
        return TryLater(f"The disk of the ledger {shown} is full. Free some space and run again.")
    if "locked" in first:
        return TryLater(f"The ledger {shown} is locked by another program. Run again later.")
    return TryLater(f"The ledger {shown} cannot serve now ({first}). Run again later.")


def inserter(connection: Connection) -> Any:
    """Return the insert of this database, the one that knows ON CONFLICT."""
    return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert


def put(
    connection: Connection,
    table: Table,
    rows: Sequence[RowMapping | Mapping[str, Any]],
    *,
    replace: Sequence[str] | None = None,
) -> None:
    """Insert rows; where the key is there already, replace the columns named (None: all)."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    names = [name for name in rows[0] if name not in keys] if replace is None else replace
    statement = inserter(connection)(table)
    if names:
        values = {name: statement.excluded[name] for name in names}
        statement = statement.on_conflict_do_update(index_elements=keys, set_=values)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    connection.execute(statement, [dict(row) for row in rows])


def next_changes(connection: Connection, number: int) -> int:
    """Take `number` places in the ledger's order of changes; return the one before the first.

    The row stays locked until the transaction ends, so places become visible in their order:
    whoever has seen place n will never see a smaller one appear.
    """
    taken = changes.update().values(count=changes.c.count + number).returning(changes.c.count)
    return int(connection.execute(taken).scalar_one()) - number


def change(connection: Connection, rows: list[dict[str, Any]], names: tuple[str, ...] = ()) -> None:
    """Write columns of mentions and count a change of each."""
    if not rows:
        return
    last = next_changes(connection, len(rows))
    places = [
        {f"b_{name}": row[name] for name in ("id", *names)} | {"b_place": last + number}
        for number, row in enumerate(rows, start=1)
    ]
    new: dict[str, Any] = {name: bindparam(f"b_{name}") for name in names}
    new |= {"revision": mentions.c.revision + 1, "changed": bindparam("b_place")}
    same = mentions.c.id == bindparam("b_id")
    connection.execute(update(mentions).where(same).values(new), places)


def inserted(connection: Connection, table: Table, row: Mapping[str, Any]) -> int:
    """Insert one row and return its number."""
    key = connection.execute(insert(table).values(**row)).inserted_primary_key
    return int(key[0]) if key else 0
