"""The edge of a request: one write transaction around one call of a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

from portal.infra import db

P = ParamSpec("P")
R = TypeVar("R")

# PostgreSQL: serialization_failure, deadlock_detected.
_WORTH_ANOTHER_TRY = {"40001", "40P01"}


def write(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a service in a write transaction of its own and commit; a refusal rolls back.

    A deadlock or a serialization failure is tried once more: the database asks for that.
    """
    try:
        with db.writing(afresh=not getattr(service, "looks_itself", False)):
            return service(*args, **kwargs)
    except DBAPIError as error:
        if not _is_passing(error):
            raise
    with db.writing():
        return service(*args, **kwargs)


def _is_passing(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in _WORTH_ANOTHER_TRY
