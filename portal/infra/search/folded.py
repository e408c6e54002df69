"""Search in a column of folded text: every term must occur, wherever it stands in a word."""

from __future__ import annotations

import unicodedata
from typing import Any

import sqlalchemy as sa

LONGEST_QUESTION = 100
MOST_TERMS = 8


def terms(question: str) -> list[str]:
    """What to look for: one width, one case, without what no stored text contains."""
    plain = unicodedata.normalize("NFKC", question[:LONGEST_QUESTION]).casefold()
    visible = "".join(
        " " if unicodedata.category(character).startswith("C") else character for character in plain
    )
    return list(dict.fromkeys(visible.split()))[:MOST_TERMS]


def contains_all(column: Any, question: str) -> list[sa.ColumnElement[bool]]:
    """Conditions for a column of folded text; none for a question without terms."""
    return [column.contains(term, autoescape=True) for term in terms(question)]
