"""Reads about wishes and timetables: a company's own, a pair's, a session's for coordinators."""

from portal.timetabling.queries.agreements import (
    Agreement,
    agreement_on,
    agreement_steps,
    answers_for_partner,
    asked_of,
)
from portal.timetabling.queries.board import Board, Met, board_of
from portal.timetabling.queries.called_off import called_off_since
from portal.timetabling.queries.changes import Change, Publication, Waived, What
from portal.timetabling.queries.comparing import Compared, compared
from portal.timetabling.queries.drafts import (
    draft_of,
    last_step,
    next_step,
    reasons_of,
    why_not_words,
)
from portal.timetabling.queries.figures import change_figures, set_figures
from portal.timetabling.queries.grid import Grid, grid_of
from portal.timetabling.queries.lists import all_wishes, anybody_wishes, placed_pairs
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
from portal.timetabling.queries.pairs_on_board import company_in, fillings, on_board
from portal.timetabling.queries.publication import pairs_of, publication_of
from portal.timetabling.queries.rows import View
from portal.timetabling.queries.seats import (
    Place,
    Places,
    hindrance_words,
    holders_of,
    name_of,
    places_for,
    seatings_of,
)
from portal.timetabling.queries.situation import (
    broken_meetings,
    planned_of,
    situation_of,
    standing_meetings,
)
from portal.timetabling.queries.steps import steps_of
from portal.timetabling.queries.timetables import (
    building_in,
    current_version,
    locked_pairs,
    log_of,
    names_by_id,
    planned_in,
    timetable_in,
    timetables_of,
    waivers_in,
    with_locks,
)
from portal.timetabling.queries.told import interpreters_told, others_of
from portal.timetabling.queries.unplaced import Findings, Gain, Unplaced, findings_of
from portal.timetabling.queries.wishers import (
    Wisher,
    WisherFilter,
    number_of_silent,
    page_of_wishers,
    reminded_at,
    silent_companies,
)

__all__ = [
    "Agreement",
    "Answer",
    "Board",
    "Change",
    "Compared",
    "Counts",
    "Findings",
    "Gain",
    "Grid",
    "Kind",
    "Met",
    "PairFilter",
    "PairOfWishes",
    "Place",
    "Places",
    "Publication",
    "Totals",
    "Unplaced",
    "View",
    "Waived",
    "What",
    "Wisher",
    "WisherFilter",
    "agreement_on",
    "agreement_steps",
    "all_wishes",
    "answers_for_partner",
    "anybody_wishes",
    "asked_of",
    "board_of",
    "broken_meetings",
    "building_in",
    "called_off_since",
    "change_figures",
    "company_in",
    "compared",
    "counts_of",
    "current_version",
    "draft_of",
    "every_wish_of",
    "fillings",
    "findings_of",
    "grid_of",
    "hindrance_words",
    "holders_of",
    "interpreters_told",
    "last_step",
    "locked_pairs",
    "log_of",
    "name_of",
    "names_by_id",
    "next_step",
    "number_of_silent",
    "on_board",
    "others_of",
    "page_of_pairs",
    "page_of_wishers",
    "pairs_of",
    "partners_to_rank",
    "placed_pairs",
    "places_for",
    "planned_in",
    "planned_of",
    "publication_of",
    "ranking_of",
    "ranks_given",
    "reasons_of",
    "reminded_at",
    "seatings_of",
    "set_figures",
    "silent_companies",
    "situation_of",
    "standing_meetings",
    "steps_of",
    "timetable_in",
    "timetables_of",
    "totals_of",
    "waivers_in",
    "why_not_words",
    "wish_for",
    "wishes_between",
    "wishes_for",
    "wishes_of",
    "with_locks",
]
