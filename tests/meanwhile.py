"""Two who change the same at the same moment: the other one begins while the first is not done."""

from __future__ import annotations

import threading
from collections.abc import Callable

import sqlalchemy as sa

from portal.infra import db
from portal.infra.db import session
from portal.web import transactions


def meanwhile(
    engine: sa.Engine, first: Callable[[], object], other: Callable[[], object]
) -> object:
    """What becomes of `other`, which begins when `first` has written and not yet committed: what it
    returned, or the error that it ended with."""
    got: list[object] = []

    def go() -> None:
        try:
            got.append(transactions.write(other))
        except Exception as error:
            got.append(error)
        finally:
            session.remove()

    rival = threading.Thread(target=go)
    with db.writing():
        first()
        rival.start()
        _until_it_waits_or_is_done(engine, rival)
    rival.join()
    return got[0]


def _until_it_waits_or_is_done(engine: sa.Engine, rival: threading.Thread) -> None:
    """Until the other one waits for the first; on SQLite it has no other choice."""
    if engine.dialect.name != "postgresql":
        return
    waits = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with engine.connect() as connection:
        while rival.is_alive() and not connection.scalar(waits):
            connection.rollback()
