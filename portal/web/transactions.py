"""The edge of a request: one write transaction around one call of a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import ObjectDeletedError

from portal.infra import db
from portal.infra.plain import entity
from portal.kernel.errors import Missing

P = ParamSpec("P")
R = TypeVar("R")

# PostgreSQL: serialization_failure, deadlock_detected.
_WORTH_ANOTHER_TRY = {"40001", "40P01"}


def write(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a service in a write transaction of its own and commit; a refusal rolls back.

    Plain objects that it is given become the rows themselves, read afresh unless the service looks
    itself. A deadlock or a serialization failure is tried once more: the database asks for that.
    Raises Missing when something that was read before is gone.
    """
    try:
        return _written(service, args, kwargs, afresh=not getattr(service, "looks_itself", False))
    except DBAPIError as error:
        if not _is_passing(error):
            raise
    return _written(service, args, kwargs, afresh=True)


def _written(
    service: Callable[..., R], args: tuple[Any, ...], kwargs: dict[str, Any], *, afresh: bool
) -> R:
    try:
        with db.writing(afresh=afresh):
            given = [entity(each, afresh=afresh) for each in args]
            named = {name: entity(each, afresh=afresh) for name, each in kwargs.items()}
            return service(*given, **named)
    except ObjectDeletedError as gone:
        raise Missing from gone


def _is_passing(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in _WORTH_ANOTHER_TRY
