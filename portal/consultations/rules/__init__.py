"""What holds for sessions, slots and participations: pure functions over plain values."""

from portal.consultations.rules.holidays import DayOff, day_off, days_off_of, is_provisional
from portal.consultations.rules.offers import (
    in_new_order,
    offer_expires_at,
    why_not_answer_offer,
)
from portal.consultations.rules.phases import (
    Lack,
    Timetable,
    next_change_of,
    phase_of,
    what_is_wrong_with,
    why_not_close,
    why_not_open,
)
from portal.consultations.rules.plan import (
    MeetingLink,
    Plan,
    code_prefix,
    what_is_wrong_with_plan,
)
from portal.consultations.rules.slots import (
    Grid,
    Window,
    days_between,
    grid_of_slots,
    marks_after,
    slots_after,
    slots_of_windows,
    what_is_wrong_with_grid,
)
from portal.consultations.rules.taking_part import (
    LONGEST_NOTE,
    LONGEST_REASON,
    MOST_DELEGATES,
    PREPARING,
    why_not_ask_to_join,
    why_not_move,
    why_not_prepare,
    why_not_run,
    why_not_take_part,
    why_not_withdraw,
)
from portal.consultations.rules.terms import NO_LIMITS, Terms

__all__ = [
    "LONGEST_NOTE",
    "LONGEST_REASON",
    "MOST_DELEGATES",
    "NO_LIMITS",
    "PREPARING",
    "DayOff",
    "Grid",
    "Lack",
    "MeetingLink",
    "Plan",
    "Terms",
    "Timetable",
    "Window",
    "code_prefix",
    "day_off",
    "days_between",
    "days_off_of",
    "grid_of_slots",
    "in_new_order",
    "is_provisional",
    "marks_after",
    "next_change_of",
    "offer_expires_at",
    "phase_of",
    "slots_after",
    "slots_of_windows",
    "what_is_wrong_with",
    "what_is_wrong_with_grid",
    "what_is_wrong_with_plan",
    "why_not_answer_offer",
    "why_not_ask_to_join",
    "why_not_close",
    "why_not_move",
    "why_not_open",
    "why_not_prepare",
    "why_not_run",
    "why_not_take_part",
    "why_not_withdraw",
]
