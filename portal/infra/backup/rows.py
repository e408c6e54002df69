"""A table's rows as lines of a file, and back: the same on both engines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.types import TypeDecorator

FORMAT = 1
MANIFEST = "manifest.json"
ROWS_AT_ONCE = 500

_NULL = object()


def tables_of(metadata: sa.MetaData) -> list[sa.Table]:
    """The tables that a backup has, each behind those that it refers to."""
    return [table for table in metadata.sorted_tables if not table.info.get("of_this_database")]


class BackupProblem(Exception):
    """The portal cannot be taken or brought back; carries a sentence for the operator."""


class _StoredText(TypeDecorator[Any]):
    """A JSON column as it is stored: SQL's NULL and JSON's null stay apart."""

    impl = sa.JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is _NULL:
            return sa.null()
        return sa.JSON.NULL if value is None else value


def member_of(table: sa.Table) -> str:
    """The name under which a table's rows stand in the file."""
    return f"tables/{table.name}.jsonl"


def revision_of(connection: Connection) -> str | None:
    """The revision of the schema; None where no migration has run."""
    return MigrationContext.configure(connection).get_current_revision()


def lines_of(connection: Connection, table: sa.Table) -> Iterator[bytes]:
    """Each row as one line of JSON; a column that is NULL is left out."""
    columns = [_readable(column) for column in table.columns]
    names = [column.name for column in table.columns]
    query = sa.select(*columns).order_by(*table.primary_key.columns)
    rows = connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE))
    parsed = {column.name for column in table.columns if _is_json(column)}
    for row in rows:
        record = {
            name: json.loads(value) if name in parsed else _plain(value)
            for name, value in zip(names, row, strict=True)
            if value is not None
        }
        yield json.dumps(record, ensure_ascii=False, sort_keys=True).encode("utf-8") + b"\n"


def _readable(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """The column as it is stored: JSON and the words of a life-cycle as their text."""
    if _is_json(column):
        return sa.cast(column, sa.Text)
    if isinstance(column.type, sa.Enum):
        return sa.type_coerce(column, sa.String)
    return column


def _plain_kind(column: sa.Column[Any]) -> Any:
    kind = column.type
    return kind.impl if isinstance(kind, TypeDecorator) else kind


def _is_json(column: sa.Column[Any]) -> bool:
    return isinstance(_plain_kind(column), sa.JSON)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int | float):
        return value
    raise TypeError(f"a backup cannot carry a {type(value).__name__}")


def insertable(table: sa.Table) -> sa.Table:
    """The same table as `stored` rows are inserted into it: life-cycles as their words."""
    columns = (sa.Column(column.name, _writable(column)) for column in table.columns)
    return sa.Table(table.name, sa.MetaData(), *columns)


def _writable(column: sa.Column[Any]) -> Any:
    if _is_json(column):
        return _StoredText()
    return sa.String() if isinstance(column.type, sa.Enum) else column.type


def stored(table: sa.Table, line: bytes) -> dict[str, Any]:
    """What a line says, as `insertable` takes it. Raises ValueError when it says nothing."""
    record = json.loads(line)
    return {column.name: _stored(column, record) for column in table.columns}


def _stored(column: sa.Column[Any], record: Mapping[str, Any]) -> Any:
    """What a line of the file says of a column, as the database takes it."""
    if column.name not in record:
        return _NULL if _is_json(column) else None
    value, kind = record[column.name], _plain_kind(column)
    if isinstance(kind, sa.DateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, sa.Date) else value
