"""A list that is to be written: its columns, what stands above it, and its rows, taken once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from portal.kernel.languages import Language

Cell = str | int | float | date | time | datetime | None


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "TEXT"
    NUMBER = "NUMBER"
    DATE = "DATE"
    TIME = "TIME"


@dataclass(frozen=True)
class Column:
    """One column: the words at its head, what its cells hold, and its share of a printed line."""

    head: str
    kind: Kind = Kind.TEXT
    weight: float = 1.0


@dataclass(frozen=True)
class NewSheet:
    """Stands among the rows where another sheet begins: a day's, a region's.

    `first` is the head of its first column, where that is another than the table's.
    """

    title: str
    first: str | None = None


@dataclass(frozen=True)
class Table:
    """A list to be written: title and notes stand above it, its rows are taken once.

    A TIME cell may be a datetime: then its day is shown, because it is another than the row's.
    `afterwards` is asked when all rows are written, where notes stand at the end.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell] | NewSheet]
    notes: Sequence[str] = ()
    page_words: str = "&P / &N"
    frozen_columns: int = 0
    language: Language = Language.EN
    afterwards: Callable[[], Iterable[str]] = tuple
