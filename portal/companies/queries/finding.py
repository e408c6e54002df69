"""Companies by words: their names in every script, where they are, and, for those who may know it,
their numbers. One mechanism for every list that is searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from portal.companies.models import Company, CompanyWords
from portal.infra import search
from portal.infra.rows import table_of

# The letters that tell in which place of a company a token stands.
NAME, PLACE, NUMBER = "n", "p", "r"
SEEN_BY_ALL = (NAME, PLACE)


def called(question: str) -> list[sa.ColumnElement[bool]]:
    """Conditions that a company has every word of a question in its names, number, site or place.

    For coordinators, and for lists of companies whose numbers everybody there may know.
    """
    return [Company.id.in_(named(term)) for term in search.terms_of(question)]


def named(term: search.Term) -> sa.Select[int]:
    """The ids of the companies that have a word in their names, number, site or place."""
    return search.having(_WORDS, term, (*SEEN_BY_ALL, NUMBER))


def known_as(term: search.Term) -> sa.Select[int]:
    """The ids of the companies that have a word in what everybody sees of them."""
    return search.having(_WORDS, term, SEEN_BY_ALL)


def weighed(terms: Sequence[search.Term], weights: Mapping[str, int]) -> list[list[search.Found]]:
    """For each word the ids of the companies that have it, by what a match in that place weighs."""
    return search.found_by(_WORDS, terms, weights)


_WORDS = table_of(CompanyWords)
