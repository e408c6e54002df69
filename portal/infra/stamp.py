"""Says whether the database is still what it was: a stamp that every commit changes, whoever made
it and in whichever process, so that nobody has to remember to say that something changed.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.engine import Engine

from portal.infra import db

# What the databases know anyway: SQLite counts the commits of other connections; a snapshot of
# PostgreSQL names the transactions that it sees, and two with the same names see the same.
_QUESTIONS = {
    "sqlite": "PRAGMA data_version",
    "postgresql": "SELECT pg_current_snapshot()::text",
}


class Stamp:
    """Looks through a connection of its own, so that every change is another connection's."""

    def __init__(self, engine: Engine) -> None:
        self._pool = engine.pool
        self._dialect = engine.dialect.name
        self._connection: Any = None
        self._number = 0
        self._lock = threading.Lock()

    def read(self) -> Hashable:
        """Equal to an earlier one only if nothing was committed in between.

        Where the database does not answer it equals none; whoever reads on will notice.
        """
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._connect()
                answer = self._connection.execute(_QUESTIONS[self._dialect]).fetchone()[0]
            except Exception:
                self._connection = None
                return object()
            return self._number, answer

    def _connect(self) -> Any:
        borrowed = self._pool.connect()
        connection = borrowed.driver_connection
        borrowed.detach()
        self._number = next(_numbers)
        return connection


_numbers = count(1)  # of connections, since each counts commits by itself
_stamps: WeakKeyDictionary[Engine, Stamp] = WeakKeyDictionary()


def stamp() -> Hashable:
    """The stamp of the database that the session reads, as it is now."""
    reader = db.reader()
    found = _stamps.get(reader)
    if found is None:
        found = _stamps[reader] = Stamp(reader)
    return found.read()
