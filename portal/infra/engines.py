"""Connections to the database, with the settings that the portal's promises rest on.

Readers have connections of their own, which the database itself keeps from writing. Those that
write wait for each other, and return from a commit when the disk has it.
"""

from __future__ import annotations

import json
import select
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DisconnectionError

SQLITE_WAITS_SECONDS = 30
SQLITE_LOOKS_SECONDS = 0.0003

_readers: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()


def make_engine(url: str) -> Engine:
    """An engine whose connections write."""
    if sa.make_url(url).get_backend_name() == "sqlite":
        engine = _sqlite(url)
        turns = _Turns()
        event.listen(engine, "begin", turns.begin_to_write)
        event.listen(engine, "checkin", turns.end)
        return engine
    engine = _postgresql(url)
    event.listen(engine, "connect", _commit_durably)
    return engine


def reader_of(engine: Engine) -> Engine:
    """The engine beside it whose connections only read; made when it is first asked for.

    On PostgreSQL its statements stand alone, since nothing would bind them together but the cost
    of beginning and ending a transaction: each sees what was committed before it, either way.
    """
    if engine not in _readers:
        url = engine.url.render_as_string(hide_password=False)
        if engine.dialect.name == "sqlite":
            reader = _sqlite(url)
            event.listen(reader, "connect", _refuse_writes_on_sqlite)
            event.listen(reader, "begin", _begin_to_read)
        else:
            reader = _postgresql(url, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True)
            event.listen(reader, "connect", _refuse_writes_on_postgresql)
        event.listen(engine, "engine_disposed", lambda _engine: reader.dispose())
        _readers[engine] = reader
    return _readers[engine]


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """A read transaction that sees the database as it was when it began."""
    reader = reader_of(engine)
    if engine.dialect.name == "postgresql":
        reader = reader.execution_options(isolation_level="REPEATABLE READ")
    with reader.connect() as connection, connection.begin():
        yield connection


def json_words(value: Any) -> str:
    """JSON as people can read it in the database."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


# Errors name no values: they stand in logs, and values are people's data.
_EVERYWHERE: dict[str, Any] = {"json_serializer": json_words, "hide_parameters": True}


def _sqlite(url: str) -> Engine:
    engine = sa.create_engine(url, connect_args={"timeout": SQLITE_WAITS_SECONDS}, **_EVERYWHERE)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _postgresql(url: str, **more: Any) -> Engine:
    engine = sa.create_engine(url, pool_size=8, max_overflow=8, **more, **_EVERYWHERE)
    event.listen(engine, "checkout", _must_be_alive)
    return engine


# What belongs to a connection, and not to what the portal asks, goes straight to the driver.


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _refuse_writes_on_sqlite(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only=ON")


def _begin_to_read(connection: Connection) -> None:
    _driver_of(connection).execute("BEGIN")


class _Turns:
    """Who writes to SQLite waits here for those of the same process, and looks every third of a
    millisecond whether another process is done: SQLite's own waits grow to a tenth of a second."""

    def __init__(self) -> None:
        self._turn = threading.Lock()

    def begin_to_write(self, connection: Connection) -> None:
        """Take the lock at once: a deferred BEGIN fails when two readers want to write."""
        record: Any = connection.connection._connection_record
        if "turn" not in record.info and self._turn.acquire(timeout=SQLITE_WAITS_SECONDS):
            record.info["turn"] = True
        _begin_immediately(_driver_of(connection))

    def end(self, _connection: Any, record: Any) -> None:
        """It is another's turn when the connection comes back, however its transaction ended."""
        if record.info.pop("turn", False):
            self._turn.release()


def _begin_immediately(driver: Any) -> None:
    until = time.monotonic() + SQLITE_WAITS_SECONDS
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while not _has_begun(driver, until):
            time.sleep(SQLITE_LOOKS_SECONDS)
    finally:
        driver.execute(f"PRAGMA busy_timeout={1000 * SQLITE_WAITS_SECONDS}")


def _has_begun(driver: Any, until: float) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
            raise
        return False
    return True


def _driver_of(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _commit_durably(connection: Any, _record: Any) -> None:
    """What is acknowledged is on the disk, whatever the server thinks is enough."""
    connection.execute("SET synchronous_commit = on")
    connection.commit()


def _refuse_writes_on_postgresql(connection: Any, _record: Any) -> None:
    connection.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")


def _must_be_alive(connection: Any, _record: Any, _proxy: Any) -> None:
    """A server that closes an idle connection says so on the line, so there is no need to ask it.

    Raises DisconnectionError, upon which the pool connects anew.
    """
    line = select.poll()
    line.register(connection.fileno(), select.POLLIN)
    if line.poll(0):
        raise DisconnectionError
