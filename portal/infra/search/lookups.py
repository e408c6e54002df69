"""Looks tokens up in the database's own index: FTS5 on SQLite, GIN over a tsvector on PostgreSQL.

A table of words has a row for each thing that is found, with its tokens in one column, each marked
with the place it stands in. The index beside it is kept by the database (`indexing`), so whoever
writes the row has done all. Both engines are only asked which rows have a token.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from portal.infra import db
from portal.infra.db import session
from portal.infra.search.words import Piece, Term, tokens_of


@dataclass(frozen=True)
class Lookup:
    """The rows that have all these pieces in one place; `place` is a letter from a to z."""

    place: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Found:
    """The ids of the rows that one lookup found, and what a match there weighs."""

    weight: int
    ids: np.ndarray[Any, Any]


def marked_tokens(texts: Mapping[str, Iterable[str]], labels: Collection[str] = ()) -> str:
    """What a row's column of tokens holds: the texts of each place; `labels` are places of short
    ones."""
    tokens = {
        f"{place}{token}"
        for place, several in texts.items()
        for text in several
        for token in tokens_of(text, label=place in labels)
    }
    return " ".join(sorted(tokens))


def lookups_of(term: Term, weights: Mapping[str, int]) -> Iterable[tuple[int, Lookup]]:
    """Where a term is looked up: in each place exactly, and more loosely for half the weight."""
    for place, weight in weights.items():
        yield weight, Lookup(place, term.pieces)
        if term.looser:
            yield weight // 2, Lookup(place, term.looser)


def found_by(
    table: sa.Table, terms: Sequence[Term], weights: Mapping[str, int]
) -> list[list[Found]]:
    """For each term the rows of a table of words that have it, by what the place weighs.

    One statement, which brings the ids of each place together in one text. A row can be in several.
    """
    wanted = [
        (number, weight, lookup)
        for number, term in enumerate(terms)
        if term.pieces
        for weight, lookup in lookups_of(term, weights)
    ]
    found: list[list[Found]] = [[] for _term in terms]
    if wanted:
        parts = [_ids_together(table, at, lookup) for at, (_, _, lookup) in enumerate(wanted)]
        for at, ids in session.execute(sa.union_all(*parts)):
            number, weight, _lookup = wanted[at]
            found[number].append(Found(weight, _numbers(ids)))
    return found


def having(table: sa.Table, term: Term, places: Iterable[str]) -> sa.Select[int]:
    """The ids of the rows that have a term, longer words included; none for one of signs alone."""
    if not term.pieces:
        return sa.select(_key_of(table)).where(sa.false())
    pieces = term.looser or term.pieces
    return _matching(table, [Lookup(place, pieces) for place in places])


def _ids_together(table: sa.Table, at: int, lookup: Lookup) -> sa.Select[int, str]:
    (id,) = _matching(table, [lookup]).subquery().columns
    together = sa.func.aggregate_strings(sa.cast(id, sa.Text), ",")
    return sa.select(sa.literal(at, sa.Integer), together)


def _numbers(text: str | None) -> np.ndarray[Any, Any]:
    return np.fromstring(text or "", dtype=np.int64, sep=",")


def _matching(table: sa.Table, lookups: Sequence[Lookup]) -> sa.Select[int]:
    asked = sa.literal(tuple(lookups), _Asked)
    if db.is_sqlite():
        index = sa.table(f"{table.name}_fts", sa.column("rowid", sa.Integer))
        whole: sa.ColumnElement[Any] = sa.literal_column(f"{table.name}_fts")
        return sa.select(index.c.rowid).where(whole.op("MATCH")(asked))
    vector: sa.ColumnElement[Any] = sa.literal_column(VECTOR)
    condition = vector.op("@@")(sa.cast(asked, postgresql.TSQUERY))
    return sa.select(_key_of(table)).where(condition)


# As the index has it, letter by letter, or PostgreSQL does not use it.
VECTOR = "array_to_tsvector(string_to_array(tokens, ' '))"


def _key_of(table: sa.Table) -> sa.ColumnElement[int]:
    (key,) = table.primary_key.columns
    return key


def is_an_engines_own(name: str | None, kind: str) -> bool:
    """Whether a table or index that the database has is kept by it for finding, and in no model."""
    words = name or ""
    return (kind == "table" and "_fts" in words) or (kind == "index" and words.startswith("gin_"))


class _Asked(TypeDecorator[tuple[Lookup, ...]]):
    """Lookups, any of which will do, in the language of the engine's index."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        words = _for_sqlite if dialect.name == "sqlite" else _for_postgresql
        both, either = (" AND ", " OR ") if dialect.name == "sqlite" else (" & ", " | ")
        return either.join(
            "(" + both.join(words(lookup.place, piece) for piece in lookup.pieces) + ")"
            for lookup in value
        )


# Tokens are letters, digits and dots, so nothing in them can mean anything to an engine.
def _for_sqlite(place: str, piece: Piece) -> str:
    return f'"{place}{piece.token}"{" *" if piece.begins else ""}'


def _for_postgresql(place: str, piece: Piece) -> str:
    return f"'{place}{piece.token}'{':*' if piece.begins else ''}"
