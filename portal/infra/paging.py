"""A part of a long query result, with the number of all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from portal.infra.db import session

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True)
class Chunk(Generic[T]):
    """The items of page `number`, counted from 1, of `pages`; at least one page exists."""

    items: Sequence[T]
    number: int
    pages: int
    total: int

    def of(self, items: Sequence[U]) -> Chunk[U]:
        """The same page with what was made of its items."""
        return Chunk(items, self.number, self.pages, self.total)


def chunk(query: sa.Select[Any], number: int, size: int = 20) -> Chunk[Any]:
    """One page of a query for objects: two statements however long the list is."""
    empty = _counted(query, number, size)
    return empty.of(session.scalars(_part(query, empty.number, size)).unique().all())


def rows(query: sa.Select[Any], number: int, size: int = 20) -> Chunk[Any]:
    """One page of a query for several columns."""
    empty = _counted(query, number, size)
    return empty.of(session.execute(_part(query, empty.number, size)).all())


def part(items: Sequence[T], number: int, size: int = 20) -> Chunk[T]:
    """One page of what is in memory already."""
    pages = max(1, -(-len(items) // size))
    number = min(max(1, number), pages)
    return Chunk(items[(number - 1) * size : number * size], number, pages, len(items))


def _counted(query: sa.Select[Any], number: int, size: int) -> Chunk[Any]:
    total = session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery()))
    pages = max(1, -(-(total or 0) // size))
    return Chunk([], min(max(1, number), pages), pages, total or 0)


def _part(query: sa.Select[Any], number: int, size: int) -> sa.Select[Any]:
    return query.limit(size).offset((number - 1) * size)
