"""Counts the statements that reach the database, so that no page asks more of a longer list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from portal.infra import db
from portal.infra.engines import reader_of
from portal.infra.remembered import forget

# What a transaction begins and ends with says nothing about a page.
_FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ")
# Nor does what is asked once a minute, by whichever page comes first.
_NOW_AND_THEN = "host.import_key LIKE"


@contextmanager
def counted(engine: sa.Engine, *, afresh: bool = True) -> Iterator[list[str]]:
    """The statements sent while the block runs, as a list that grows.

    Nothing is remembered then, unless that is what is looked at: `afresh=False`.

    `with counted(engine) as statements: visitor.get("/technologies/")`, then `len(statements)`.
    """
    statements: list[str] = []
    db.session.commit()  # nothing is remembered while a test's own transaction is open
    if afresh:
        forget()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(_FRAME) and _NOW_AND_THEN not in statement:
            statements.append(statement)

    both = (engine, reader_of(engine))
    for each in both:
        event.listen(each, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        for each in both:
            event.remove(each, "before_cursor_execute", note)
