"""Rows as plain objects that read like their model, for pages that only show them.

They belong to no session and cannot be changed, so they take a fraction of the time, and whoever
reads the same row may get the same object. What a model is related to they do not know. Whoever
goes on to change something turns them into the rows themselves (`entity`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import make_dataclass
from types import FunctionType
from typing import Any, Generic, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict, set_committed_value

from portal.infra.db import Base, columns_of, session

M = TypeVar("M", bound=Base)


class Plain(Generic[M]):
    """The plain objects of a model: the `columns` to select, and what is made of them.

    What is `without` them is too much, or too secret, to be lying about.
    """

    def __init__(self, model: type[M], *, without: Collection[str] = ()) -> None:
        self.columns = [column for column in columns_of(model) if column.key not in without]
        self._kind = make_dataclass(
            f"Plain{model.__name__}",
            [column.key for column in self.columns],
            namespace={**_behaviour_of(model), _OF: model},
            frozen=True,
            eq=False,
        )

    def of(self, values: Sequence[Any]) -> M:
        """What the columns of one row say."""
        shared = (tuple(value) if type(value) is list else value for value in values)
        return cast(M, self._kind(*shared))

    def taken(self, values: list[Any]) -> M:
        """The same from the front of several models' columns, which are taken away."""
        own, values[:] = values[: len(self.columns)], values[len(self.columns) :]
        return self.of(own)


# Where a plain object keeps which model it is of.
_OF = "_plain_of"


def entity(plain: Any, *, afresh: bool = False) -> Any:
    """The row that a plain object was made of, as an object of the session, to be changed.

    It says what was read then, unless it is to be read `afresh`. Anything else is given back.
    """
    model = getattr(type(plain), _OF, None)
    if model is None:
        return plain
    mapper: Any = sa.inspect(model)
    key = tuple(getattr(plain, column.key) for column in mapper.primary_key)
    if afresh:
        return session.get_one(model, key)
    known = session().identity_map.get(mapper.identity_key_from_primary_key(key))
    return _filled(known, plain) if known is not None else _as_it_was_read(mapper, plain)


def _as_it_was_read(mapper: Any, plain: Any) -> Any:
    row = mapper.class_manager.new_instance()
    instance_dict(row).update(_values_of(plain))  # a new one has nothing to compare them with
    make_transient_to_detached(row)
    session.add(row)
    return row


def _filled(row: Any, plain: Any) -> Any:
    """What the row says already, it goes on to say."""
    said = instance_dict(row)
    for name, value in _values_of(plain):
        if name not in said:
            set_committed_value(row, name, value)
    return row


def _values_of(plain: Any) -> Iterator[tuple[str, Any]]:
    """What a plain object says, in lists that are the row's own."""
    for name in plain.__dataclass_fields__:
        value = getattr(plain, name)
        yield name, list(value) if type(value) is tuple else value


def _behaviour_of(model: type) -> dict[str, Any]:
    """The methods and properties that the model and its mixins are given in our code."""
    return {
        name: value
        for kind in reversed(model.__mro__)
        if kind.__module__.startswith("portal.") and kind is not Base
        for name, value in vars(kind).items()
        if isinstance(value, property | FunctionType) and not name.startswith("_")
    }
