"""Rows written and read without what objects need: statements that are made once, and no flush.

What every booking does goes this way, since making a statement takes longer than sending it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.dml import ReturningInsert

from portal.infra import db
from portal.infra.db import Base, session


def table_of(model: type[Base]) -> sa.Table:
    """The table of a model."""
    return cast(sa.Table, model.__table__)


def insert(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows that nobody needs as objects: one statement for all, with the columns' defaults."""
    if rows:
        session.execute(_insertion(model), rows)


@cache
def _insertion(model: type[Base]) -> sa.Insert:
    return sa.insert(table_of(model)).inline()


def insert_unless_taken(
    model: type[Base], rows: Sequence[Mapping[str, Any]], returning: str, *, trigger: str = ""
) -> set[Any]:
    """Add rows but for those that a constraint refuses; says what one column of the others holds.

    It waits for a rival who has not decided yet. The transaction goes on either way, so that no
    savepoint is needed. `trigger` is what SQLite has in a constraint's place: it refuses all rows
    together.
    """
    statement = _careful_insertion(model, returning, db.is_sqlite())
    try:
        return set(session.execute(statement, rows).scalars())
    except IntegrityError as error:
        if db.is_sqlite() and trigger in db.violated(error):
            return set()
        raise


@cache
def _careful_insertion(
    model: type[Base], returning: str, is_sqlite: bool
) -> ReturningInsert[*tuple[Any, ...]]:
    table = table_of(model)
    insertion = sqlite.insert(table) if is_sqlite else postgresql.insert(table)
    return insertion.on_conflict_do_nothing().returning(table.c[returning])


def save_unless_taken(row: Base) -> bool:
    """Insert a new object without a flush; False where what must be unique in it is taken."""
    how = _how_to_save(type(row))
    values = how.values_of(row)
    for name, value in values.items():
        set_committed_value(row, name, value)
    found = insert_unless_taken(type(row), [values], how.key)
    if not found:
        return False
    set_committed_value(row, how.key, *found)
    make_transient_to_detached(row)
    session.add(row)
    return True


def unsave(row: Base) -> None:
    """Take an object back that was saved in this transaction and that nobody has heard of."""
    table = table_of(type(row))
    (column,), (key,) = table.primary_key.columns, sa.inspect(row).identity or ()
    session.execute(sa.delete(table).where(column == key))
    session.expunge(row)


@dataclass(frozen=True)
class _HowToSave:
    """What a flush would find out of a model: its columns with their defaults, its references."""

    key: str
    columns: tuple[tuple[str, Any], ...]
    references: tuple[tuple[str, str, str], ...]

    def values_of(self, row: Base) -> dict[str, Any]:
        given = row.__dict__
        values = {
            name: given[name] if name in given else default(None) if callable(default) else default
            for name, default in self.columns
        }
        for name, column, key in self.references:
            if (other := given.get(name)) is not None:
                values[column] = getattr(other, key)
        return values


@cache
def _how_to_save(model: type[Base]) -> _HowToSave:
    mapper = sa.inspect(model)
    (key,) = (mapper.get_property_by_column(column).key for column in mapper.primary_key)
    return _HowToSave(
        key=key,
        columns=tuple(
            (each.key, default.arg if (default := each.columns[0].default) else None)
            for each in mapper.column_attrs
            if each.key != key
        ),
        references=tuple(
            (
                each.key,
                mapper.get_property_by_column(here).key,
                each.mapper.get_property_by_column(there).key,
            )
            for each in mapper.relationships
            if each.direction is sa.orm.MANYTOONE
            for here, there in each.local_remote_pairs
        ),
    )
