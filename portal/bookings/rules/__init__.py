"""Who may ask, book, accept and change what, and when: each rule gives the reason why not."""

from portal.bookings.rules.board import Board, Outcome, Place, Uprooted
from portal.bookings.rules.changes import (
    DOOR_CLOSES_AFTER,
    why_not_cancel,
    why_not_change,
    why_not_mark,
    why_not_move_state,
    why_too_late_to_change,
)
from portal.bookings.rules.diaries import (
    Diary,
    in_a_row,
    is_one_too_many,
    lacks_rest,
    why_not_then,
)
from portal.bookings.rules.languages import (
    common_language,
    why_not_interpret,
)
from portal.bookings.rules.links import (
    LONGEST_LINK,
    LONGEST_LINK_WORD,
    what_is_wrong_with_link,
)
from portal.bookings.rules.meetings import (
    LONGEST_REASON,
    LONGEST_SUBJECT,
    why_not_book,
    why_not_in_slot,
)
from portal.bookings.rules.moments import (
    ASKING_IS_OPEN,
    ASKING_IS_OVER,
    BOOKING_IS_OPEN,
    BOOKING_IS_OVER,
    COORDINATORS_MAY_PLACE,
)
from portal.bookings.rules.pairs import (
    Participant,
    is_booked_directly,
    why_not_meet,
)
from portal.bookings.rules.placing import SHORTEST_WARNING, find_places
from portal.bookings.rules.proposals import (
    MOST_PROPOSED,
    what_is_wrong_with_number,
    why_not_chosen,
    why_not_propose,
    why_not_turn,
)
from portal.bookings.rules.requests import (
    REQUEST_LASTS,
    request_expires_at,
    why_not_accept,
    why_not_answer,
    why_not_ask,
)
from portal.bookings.rules.sentences import (
    FORM_WAS_USED,
    NO_INTERPRETER_IS_FREE,
    NO_ROOM_IS_FREE,
    OFFERED_ALREADY,
    PAIR_HAS_OPEN_REQUEST,
    PAIR_MEETS_ALREADY,
    PAIR_WAITS_ALREADY,
    SLOT_IS_GONE,
    TRY_ANOTHER_TIME,
    interpreter_is_busy,
    is_busy,
    is_kept,
    is_unavailable,
)
from portal.bookings.rules.terms import (
    most_meetings,
    what_terms_say,
    why_not_ask_more,
    why_not_meet_more,
    why_not_more,
    why_not_turn_to,
)
from portal.bookings.rules.waiting import (
    why_not_leave,
    why_not_offer,
    why_not_take,
    why_not_wait,
)

__all__ = [
    "ASKING_IS_OPEN",
    "ASKING_IS_OVER",
    "BOOKING_IS_OPEN",
    "BOOKING_IS_OVER",
    "COORDINATORS_MAY_PLACE",
    "DOOR_CLOSES_AFTER",
    "FORM_WAS_USED",
    "LONGEST_LINK",
    "LONGEST_LINK_WORD",
    "LONGEST_REASON",
    "LONGEST_SUBJECT",
    "MOST_PROPOSED",
    "NO_INTERPRETER_IS_FREE",
    "NO_ROOM_IS_FREE",
    "OFFERED_ALREADY",
    "PAIR_HAS_OPEN_REQUEST",
    "PAIR_MEETS_ALREADY",
    "PAIR_WAITS_ALREADY",
    "REQUEST_LASTS",
    "SHORTEST_WARNING",
    "SLOT_IS_GONE",
    "TRY_ANOTHER_TIME",
    "Board",
    "Diary",
    "Outcome",
    "Participant",
    "Place",
    "Uprooted",
    "common_language",
    "find_places",
    "in_a_row",
    "interpreter_is_busy",
    "is_booked_directly",
    "is_busy",
    "is_kept",
    "is_one_too_many",
    "is_unavailable",
    "lacks_rest",
    "most_meetings",
    "request_expires_at",
    "what_is_wrong_with_link",
    "what_is_wrong_with_number",
    "what_terms_say",
    "why_not_accept",
    "why_not_answer",
    "why_not_ask",
    "why_not_ask_more",
    "why_not_book",
    "why_not_cancel",
    "why_not_change",
    "why_not_chosen",
    "why_not_in_slot",
    "why_not_interpret",
    "why_not_leave",
    "why_not_mark",
    "why_not_meet",
    "why_not_meet_more",
    "why_not_more",
    "why_not_move_state",
    "why_not_offer",
    "why_not_propose",
    "why_not_take",
    "why_not_then",
    "why_not_turn",
    "why_not_turn_to",
    "why_not_wait",
    "why_too_late_to_change",
]
