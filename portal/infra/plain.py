"""Rows as plain objects that read like their model, for pages that only show them.

They belong to no session and cannot be changed, so they take a fraction of the time, and whoever
reads the same row may get the same object. What a model is related to they do not know.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import make_dataclass
from types import FunctionType
from typing import Any, Generic, TypeVar, cast

from portal.infra.db import Base, columns_of

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
            namespace=_behaviour_of(model),
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


def _behaviour_of(model: type) -> dict[str, Any]:
    """The methods and properties that the model and its mixins are given in our code."""
    return {
        name: value
        for kind in reversed(model.__mro__)
        if kind.__module__.startswith("portal.") and kind is not Base
        for name, value in vars(kind).items()
        if isinstance(value, property | FunctionType) and not name.startswith("_")
    }
