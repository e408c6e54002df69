"""Takes the constraints away, so that a race test can show that it would notice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from portal.infra import db
from tests.conftest import empty

SEATS = "seat_no_overlap"
PAIRS = "uq_booking_pair"
SLOTS = "slot_is_gone"


@contextmanager
def without(engine: sa.Engine, *names: str) -> Iterator[None]:
    """A database that lacks these constraints, triggers or indexes; afterwards it is emptied."""
    db.session.remove()
    drop = _of_postgresql if engine.dialect.name == "postgresql" else _of_sqlite
    with engine.begin() as connection:
        statements = [pair for name in names for pair in drop(connection, name)]
        assert len(statements) >= len(names)
        for gone, _ in statements:
            connection.exec_driver_sql(gone)
    try:
        yield
    finally:
        empty(engine)
        engine.dispose()  # a connection of SQLite's may still know what another one dropped
        with engine.begin() as connection:
            for _, back in statements:
                connection.exec_driver_sql(back)


def _of_sqlite(connection: sa.Connection, name: str) -> list[tuple[str, str]]:
    rows = connection.exec_driver_sql(
        "SELECT type, name, sql FROM sqlite_master WHERE name LIKE ? AND sql IS NOT NULL",
        (f"{name}%",),
    )
    return [(f"DROP {kind} {found}", sql) for kind, found, sql in rows]


def _of_postgresql(connection: sa.Connection, name: str) -> list[tuple[str, str]]:
    constraints = connection.exec_driver_sql(
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conname = %s",
        (name,),
    ).all()
    if constraints:
        return [
            (
                f"ALTER TABLE {table} DROP CONSTRAINT {name}",
                f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}",
            )
            for table, definition in constraints
        ]
    triggers = connection.exec_driver_sql(
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s",
        (name,),
    ).all()
    if triggers:
        return [(f"DROP TRIGGER {name} ON {table}", made) for table, made in triggers]
    indexes = connection.exec_driver_sql(
        "SELECT indexdef FROM pg_indexes WHERE indexname = %s", (name,)
    )
    return [(f"DROP INDEX {name}", definition) for (definition,) in indexes]
