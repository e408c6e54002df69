"""Reads about wishes: a company's own, a pair's, and all of a session for its coordinators."""

from portal.timetabling.queries.lists import all_wishes, placed_pairs
from portal.timetabling.queries.own import (
    Answer,
    Counts,
    counts_of,
    every_wish_of,
    partners_to_rank,
    ranking_of,
    ranks_given,
    wish_for,
    wishes_for,
    wishes_of,
)
from portal.timetabling.queries.pairs import (
    Kind,
    PairFilter,
    PairOfWishes,
    Totals,
    page_of_pairs,
    totals_of,
    wishes_between,
)
from portal.timetabling.queries.wishers import (
    Wisher,
    WisherFilter,
    number_of_silent,
    page_of_wishers,
    reminded_at,
    silent_companies,
)

__all__ = [
    "Answer",
    "Counts",
    "Kind",
    "PairFilter",
    "PairOfWishes",
    "Totals",
    "Wisher",
    "WisherFilter",
    "all_wishes",
    "counts_of",
    "every_wish_of",
    "number_of_silent",
    "page_of_pairs",
    "page_of_wishers",
    "partners_to_rank",
    "placed_pairs",
    "ranking_of",
    "ranks_given",
    "reminded_at",
    "silent_companies",
    "totals_of",
    "wish_for",
    "wishes_between",
    "wishes_for",
    "wishes_of",
]
