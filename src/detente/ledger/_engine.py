"""Opening a database: addresses, pragmas, write transactions, migrations.

SQLite runs with foreign keys and a write-ahead log; a write transaction takes the write lock when it begins,
so that two writers wait for one another instead of failing half-way. On PostgreSQL an advisory lock does it.
An SQLite file that may not be written, or whose folder may not, is opened for reading alone.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from detente.errors import LedgerError
from detente.ledger._tables import (
    CODED,
    DYAD_DAYS,
    DYAD_MONTHS,
    EVENTS,
    MENTIONS,
    METADATA,
    MIGRATIONS,
    REPORTS,
    VERDICTS,
)
from detente.ledger._views import VIEWS, create_views

__all__ = ["open_engine", "reading", "stamp", "translating", "writing"]

WAIT_SECONDS: Final = 60
READ_ONLY_HINT: Final = "the file or its folder is read-only: copy it to where you may write"
# Any number will do, as long as no other program on the same PostgreSQL database takes it.
ADVISORY_LOCK: Final = 0x6465_7465_6E74
_HINTS: Final = {
    "file is not a database": "give a ledger, or the name of a file that is not there yet to make one",
    "unable to open database file": "check that its folder is there and who may write in it",
}
"""What to do about what SQLite says."""


def open_engine(address: str | os.PathLike[str]) -> Engine:
    """Return an engine on a database whose schema is up to date.

    Args:
        address: Path of an SQLite file (made when absent), or a database address such as
            ``postgresql://user@host/name``.

    Raises:
        LedgerError: The database can't be opened, is no ledger, or was made by a newer version.
    """
    url = parse_address(address)
    where = url.render_as_string(hide_password=True) if url.host else (url.database or "")
    read_only = url.get_backend_name() == "sqlite" and _is_read_only(url.database or "")
    try:
        engine = create_engine(_for_reading(url)) if read_only else create_engine(url)
    except ModuleNotFoundError as error:
        raise LedgerError(
            f"{error.name} is not installed", where=where, hint="pip install 'detente[postgres]'"
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_read_only if read_only else _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    try:
        if not _is_current(engine):
            if read_only:
                raise LedgerError(
                    "it is no ledger of this version, and may not be written to make it one",
                    where=where,
                    hint=READ_ONLY_HINT,
                )
            with writing(engine) as connection:
                _migrate(connection, where)
    except DBAPIError as error:
        engine.dispose()
        reason = str(error.orig).splitlines()[0] if str(error.orig) else "no answer"
        hint = READ_ONLY_HINT if read_only else _HINTS.get(reason, "")
        raise LedgerError(f"the database can't be opened: {reason}", where=where, hint=hint) from None
    except LedgerError:
        engine.dispose()
        raise
    return engine


def parse_address(address: str | os.PathLike[str]) -> URL:
    """Return the database URL for a path or an address.

    Example:
        >>> parse_address("crisis.db").drivername, parse_address("postgres://desk@host/crisis").drivername
        ('sqlite', 'postgresql+psycopg')
    """
    given = os.fspath(address)
    if "://" not in given:
        if not given.strip():
            raise LedgerError("no database is named", hint="give the path of a file")
        return URL.create("sqlite", database=given)
    try:
        url = make_url(given)
        if url.drivername in {"postgres", "postgresql"}:
            url = url.set(drivername="postgresql+psycopg")
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError):
        url = None
    if url is None or url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise LedgerError(
            "not an address of SQLite or PostgreSQL", where=given.partition("@")[2] or given
        ) from None
    return url


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction that holds the write lock; committed at the end, or undone."""
    with engine.connect().execution_options(detente_write=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": ADVISORY_LOCK})
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees the ledger as it stands at one moment."""
    options: dict[str, Any] = (
        {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    )
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def stamp(moment: dt.datetime | None = None, *, fine: bool = False) -> str:
    """Return a moment (UTC; now for None) as text that sorts, "2024-08-05T12:00:00Z".

    Args:
        moment: The moment; a naive one is in UTC.
        fine: Whether to give millionths of a second: "2024-08-05T12:00:00.000000Z".

    Example:
        >>> stamp(dt.datetime(2024, 8, 5, 12, tzinfo=dt.UTC))
        '2024-08-05T12:00:00Z'
    """
    moment = moment or dt.datetime.now(dt.UTC)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ" if fine else "%Y-%m-%dT%H:%M:%SZ")


def _is_read_only(path: str) -> bool:
    """Return whether an SQLite file is there and can be read, but not written, or not beside it."""
    if not path or path == ":memory:" or not os.path.isfile(path) or not os.access(path, os.R_OK):
        return False
    folder = os.path.dirname(os.path.abspath(path))
    return not (os.access(path, os.W_OK) and os.access(folder, os.W_OK))


def _for_reading(url: URL) -> URL:
    """Return the address of an SQLite file that is opened for reading alone.

    Without the files of a write-ahead log beside it, and where they can't be made, SQLite reads a file only
    when told that nobody changes it meanwhile. Who may write will have made them.
    """
    path = os.path.abspath(url.database or "")
    query = {"mode": "ro", "uri": "true"}
    log = f"{path}-wal"
    if not os.path.exists(log) or not os.path.getsize(log):
        query["immutable"] = "1"
    return url.set(database=f"file:{quote(path)}", query=query)


def _prepare_read_only(connection: Any, _: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
    cursor.execute("PRAGMA query_only = ON")
    cursor.execute("PRAGMA cache_size = -65536")
    cursor.close()


def _prepare_sqlite(connection: Any, _: object) -> None:
    # The driver's own idea of when a transaction begins is switched off: `_begin_sqlite` says it.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA cache_size = -65536")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("detente_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _is_current(engine: Engine) -> bool:
    with reading(engine) as connection:
        return bool(inspect(connection).has_table(MIGRATIONS.name)) and _version(connection) == len(_STEPS)


def _version(connection: Connection) -> int:
    return max((row.version for row in connection.execute(select(MIGRATIONS.c.version))), default=0)


def _migrate(connection: Connection, where: str) -> None:
    tables = set(inspect(connection).get_table_names())
    if tables and MIGRATIONS.name not in tables:
        raise LedgerError("the database holds other tables", where=where, hint="give a new one")
    MIGRATIONS.create(connection, checkfirst=True)
    version = _version(connection)
    if version > len(_STEPS):
        raise LedgerError(f"schema {version} is newer than this program", where=where, hint="upgrade Détente")
    for number, (name, step) in enumerate(_STEPS, start=1):
        if number > version:
            step(connection)
            connection.execute(MIGRATIONS.insert().values(version=number, name=name, applied_at=stamp()))


def _create_all(connection: Connection) -> None:
    METADATA.create_all(connection, tables=[table for table in METADATA.sorted_tables if table is not CODED])
    create_views(connection)


def _add_coded_events(connection: Connection) -> None:
    CODED.create(connection, checkfirst=True)


def _add_review(connection: Connection) -> None:
    VERDICTS.create(connection, checkfirst=True)
    if any(column["name"] == "score" for column in inspect(connection).get_columns("mentions")):
        return
    connection.execute(text("ALTER TABLE mentions ADD COLUMN score FLOAT NOT NULL DEFAULT 1"))
    score = (
        "json_extract(record, '$.score')"
        if connection.dialect.name == "sqlite"
        else "CAST(CAST(record AS json) ->> 'score' AS FLOAT)"
    )
    connection.execute(text(f"UPDATE mentions SET score = {score}"))
    for index in MENTIONS.indexes:
        if {"score", "merged_score"} & set(index.columns.keys()):
            index.create(connection, checkfirst=True)


def _add_page_indexes(connection: Connection) -> None:
    for table, name in ((EVENTS, "events_by_day"), (REPORTS, "reports_by_outlet")):
        for index in table.indexes:
            if index.name == name:
                index.create(connection, checkfirst=True)


def _add_versions_and_months(connection: Connection) -> None:
    """Order versions by what their pages say, and count by month and as of a day."""
    from detente.ledger._counting import count_days

    # Events of which more became known later, few beside a data set's, are worked out anew as of a day. The
    # index is made in words, since a table that had it would load both databases' dialects.
    connection.execute(
        text(
            "CREATE INDEX IF NOT EXISTS events_that_changed ON events (first_known, settled_on) "
            "WHERE settled_on > first_known"
        )
    )
    if any(column["name"] == "settled_on" for column in inspect(connection).get_columns(DYAD_DAYS.name)):
        return
    connection.execute(text("ALTER TABLE reports ADD COLUMN issued_at VARCHAR(20)"))
    connection.execute(text("ALTER TABLE reports ADD COLUMN version_mark INTEGER NOT NULL DEFAULT 0"))
    if connection.dialect.name != "sqlite":
        connection.execute(text("ALTER TABLE reports ALTER COLUMN retrieved_at TYPE VARCHAR(27)"))
    connection.execute(
        text("ALTER TABLE event_dyads ADD COLUMN settled_on DATE NOT NULL DEFAULT '1970-01-01'")
    )
    connection.execute(
        text(
            "UPDATE event_dyads SET settled_on = "
            "(SELECT events.settled_on FROM events WHERE events.id = event_dyads.event_id)"
        )
    )
    for view in reversed(VIEWS):
        connection.execute(text(f"DROP VIEW {view}"))
    DYAD_DAYS.drop(connection)
    for table in (DYAD_DAYS, DYAD_MONTHS):
        table.create(connection)
    create_views(connection)
    count_days(connection)


# A step that has shipped is never changed; what comes later is a step of its own at the end.
_STEPS: Final[tuple[tuple[str, Callable[[Connection], None]], ...]] = (
    ("first schema", _create_all),
    ("coded events", _add_coded_events),
    ("review", _add_review),
    ("versions and months", _add_versions_and_months),
    ("indexes of pages", _add_page_indexes),
)


@contextmanager
def translating(where: str) -> Iterator[None]:
    """Turn what the database refuses into a `LedgerError` that names the ledger."""
    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0] if str(error.orig) else type(error.orig).__name__
        if "readonly" in reason:
            raise LedgerError("the ledger can't be written", where=where, hint=READ_ONLY_HINT) from error
        raise LedgerError(f"the database refused: {reason}", where=where) from error
