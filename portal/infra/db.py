"""The database: engines, the session, read and write transactions, and what a violation meant.

It knows neither Flask nor any feature. A session reads by default and the database itself
refuses a write then; `writing()` opens the one kind of transaction that may change something.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, ClassVar, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    scoped_session,
    sessionmaker,
)
from sqlalchemy.types import TypeDecorator

from portal.infra import engines
from portal.infra.engines import reader_of
from portal.kernel import identifiers
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text, Wording

Service = TypeVar("Service", bound=Callable[..., Any])


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC on both engines; a naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time says nothing")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """A page reads a hundred moments: SQLite's texts become aware ones in a single step."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        return _moment_of_text


def _moment_of_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class WordingColumn(TypeDecorator[Wording]):
    """The same words in up to three languages, in one column."""

    impl = sa.JSON
    cache_ok = True

    def process_bind_param(self, value: Wording | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return {language.value: value.exactly(language) for language in value.languages}

    def process_result_value(self, value: Any, dialect: Dialect) -> Wording | None:
        return None if value is None else Wording.of(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Wordings never change, so the same text of SQLite's becomes the same one again."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        return _wording_of_text


@lru_cache(maxsize=4096)
def _wording_of_text(text: str | None) -> Wording | None:
    words = None if text is None else json.loads(text)
    return None if words is None else Wording.of(words)


class Base(DeclarativeBase):
    """The declarative base of every table."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[Mapping[Any, Any]] = {
        datetime: UTCDateTime,
        Wording: WordingColumn,
        Enum: sa.Enum(
            Enum,
            native_enum=False,
            length=24,
            values_callable=lambda kind: [member.value for member in kind],
        ),
        dict[str, Any]: sa.JSON,
        list[str]: sa.JSON,
        list[int]: sa.JSON,
        list[dict[str, str]]: sa.JSON(none_as_null=True),
    }


# Marks a table whose rows say something about this very database: no backup has them.
OF_THIS_DATABASE = {"of_this_database": True}


class HasPublicId:
    """A random name for use in addresses, so that no address tells how many there are."""

    public_id: Mapped[str] = mapped_column(
        sa.String(24), unique=True, default=identifiers.public_id
    )


class _RoutedSession(Session):
    """Reads through connections that cannot write, unless `writing()` said otherwise."""

    def get_bind(self, *_: Any, **__: Any) -> Engine:
        return _engines["write" if self.info.get("writing") else "read"]


_engines: dict[str, Engine] = {}

session: scoped_session[_RoutedSession] = scoped_session(
    sessionmaker(class_=_RoutedSession, expire_on_commit=False)
)


def connect(engine: Engine) -> None:
    """Make this engine the one that the session uses."""
    session.remove()
    _engines["write"] = engine
    _engines["read"] = reader_of(engine)


@contextmanager
def writing(*, afresh: bool = True) -> Iterator[_RoutedSession]:
    """One write transaction: ends the read transaction, commits at the end, rolls back on error.

    Objects read before stay usable; they are read afresh when touched, unless told otherwise.
    """
    current = session()
    if current.info.get("writing"):
        raise RuntimeError("a write transaction is open already")
    if afresh or current.new or current.dirty or current.deleted:
        current.rollback()
    else:
        current.commit()  # of nothing: it ends the transaction and leaves the objects alone
    if afresh:
        current.info.clear()  # what was known of the database holds no longer
    current.info["writing"] = True
    try:
        yield current
        current.commit()
    except BaseException:
        current.rollback()
        raise
    finally:
        current.info.clear()


def is_sqlite() -> bool:
    """Whether it is SQLite that the session uses; otherwise it is PostgreSQL."""
    return _engines["write"].dialect.name == "sqlite"


def reader() -> Engine:
    """The engine that the session reads through."""
    return _engines["read"]


def looks_itself(service: Service) -> Service:
    """Mark a service that reads by itself, in its own transaction, what may have changed since.

    What else it is given it takes as it was read a moment ago, which spares reading it all again;
    so, too, what is remembered of tables that seldom change, which it does not change itself.
    """
    service.looks_itself = True  # type: ignore[attr-defined]
    return service


def one_moment() -> AbstractContextManager[Connection]:
    """A connection that reads the database as it was when it began: for long lists."""
    return engines.one_moment(_engines["write"])


def lock(row: Base) -> None:
    """Read a row afresh and keep others from changing it until the write transaction ends.

    The row is locked by itself before it is read with what it is joined to: after waiting for a
    rival, PostgreSQL reads only the locked table anew, and would join it to what was there before.
    """
    table = sa.inspect(type(row))
    names = sa.inspect(row).identity or ()
    session.execute(
        sa.select(*table.primary_key)
        .where(*[column == name for column, name in zip(table.primary_key, names, strict=True)])
        .with_for_update()
    )
    session.refresh(row)


def columns_of(model: type[Base]) -> Any:
    """The columns of a table, for a statement that needs no objects: those take much longer."""
    return cast(sa.Table, model.__table__).c


def constant(member: Enum) -> sa.ColumnElement[Any]:
    """A state written into a statement. A bound one is unknown while the database plans how to
    answer, so it plans anew each time which indexes of a part of the rows fit.
    """
    return sa.literal_column(f"'{member.value}'")


@contextmanager
def refusing(sentences: Mapping[str, Text]) -> Iterator[None]:
    """Flush in a savepoint; a violated constraint becomes a Conflict with its sentence.

    Keys are names of constraints, unique indexes or triggers. Other violations pass unchanged.
    """
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError as error:
        for name in violated(error):
            if name in sentences:
                raise Conflict(sentences[name]) from error
        raise


def violated(error: IntegrityError) -> set[str]:
    """The names of the constraints that this error may be about.

    PostgreSQL says the name. SQLite says the columns, or a trigger's own word.
    """
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return {diagnosis.constraint_name} if diagnosis.constraint_name else set()
    message = str(error.orig)
    if "UNIQUE constraint failed: " not in message:
        return {message}
    columns = {part.strip() for part in message.split(": ", 1)[1].split(",")}
    return {name for name, covered in _unique_names() if covered == columns}


def _unique_names() -> Iterator[tuple[str, set[str]]]:
    for table in Base.metadata.tables.values():
        for index in table.indexes:
            if index.unique:
                yield str(index.name), {f"{table.name}.{column.name}" for column in index.columns}
        for constraint in table.constraints:
            if isinstance(constraint, sa.UniqueConstraint):
                yield (
                    str(constraint.name),
                    {f"{table.name}.{column.name}" for column in constraint.columns},
                )
