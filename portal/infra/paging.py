"""A part of a long query result, with the number of all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from portal.infra.db import session

T = TypeVar("T")


@dataclass(frozen=True)
class Chunk(Generic[T]):
    """The items of page `number`, counted from 1, of `pages`; at least one page exists."""

    items: Sequence[T]
    number: int
    pages: int
    total: int


def chunk(query: sa.Select[Any], number: int, size: int = 20) -> Chunk[Any]:
    """One page of a query: two statements however long the list is."""
    total = session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery()))
    pages = max(1, -(-(total or 0) // size))
    number = min(max(1, number), pages)
    items = session.scalars(query.limit(size).offset((number - 1) * size)).unique().all()
    return Chunk(items, number, pages, total or 0)
