"""Says whether the database is still what it was: a stamp that every commit changes, whoever made
it and in whichever process, so that nobody has to remember to say that something changed.

A part of it, the `calm` one, changes only with tables that do not change with every booking:
companies, people, sessions. Their triggers leave marks (migration 0014).
"""

from __future__ import annotations

import threading
from collections.abc import Hashable
from dataclasses import dataclass
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portal.infra import db
from portal.infra.db import Base

CALM_CHANGE = sa.Table(
    "calm_change",
    Base.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("mark", sa.BigInteger, nullable=False),
    info=db.OF_THIS_DATABASE,
)
_MARKS = "SELECT count(*), sum(mark) FROM calm_change"

# What the databases know anyway: SQLite counts the commits of other connections; a snapshot of
# PostgreSQL names the transactions that it sees, and two with the same names see the same.
_QUESTIONS = {
    "sqlite": "PRAGMA data_version",
    "postgresql": "SELECT pg_current_snapshot()::text",
}


@dataclass(frozen=True)
class Stamp:
    """Equal to an earlier one only if nothing was committed in between; `calm` only if none of the
    tables that seldom change did."""

    whole: Hashable
    calm: Hashable


class Reader:
    """Looks through a connection of its own, so that every change is another connection's."""

    def __init__(self, engine: Engine) -> None:
        self._pool = engine.pool
        self._dialect = engine.dialect.name
        self._connection: Any = None
        self._number = 0
        self._last: Stamp | None = None
        self._lock = threading.Lock()

    def read(self) -> Stamp:
        """The stamp now. Where the database does not answer it equals none; whoever reads on will
        notice."""
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._connect()
                whole = self._number, self._ask(_QUESTIONS[self._dialect])
                if self._last is None or self._last.whole != whole:
                    self._last = Stamp(whole, (self._number, self._ask(_MARKS)))
            except Exception:
                self._connection = self._last = None
                return Stamp(object(), object())
            return self._last

    def _ask(self, question: str) -> Any:
        return tuple(self._connection.execute(question).fetchone())

    def _connect(self) -> Any:
        borrowed = self._pool.connect()
        connection = borrowed.driver_connection
        borrowed.detach()
        self._number = next(_numbers)
        return connection


_numbers = count(1)  # of connections, since each counts commits by itself
_readers: WeakKeyDictionary[Engine, Reader] = WeakKeyDictionary()


def stamp() -> Stamp:
    """The stamp of the database that the session reads, as it is now."""
    engine = db.reader()
    found = _readers.get(engine)
    if found is None:
        found = _readers[engine] = Reader(engine)
    return found.read()
