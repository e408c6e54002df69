"""Waiting for a time with another company, and the offer of one that fell free."""

from __future__ import annotations

from portal.bookings.rules.moments import BOOKING_IS_OPEN, BOOKING_IS_OVER, why_not_now
from portal.bookings.rules.pairs import Participant, is_booked_directly, why_not_meet
from portal.bookings.rules.sentences import PAIR_MEETS_ALREADY
from portal.bookings.rules.terms import why_not_meet_more, why_not_turn_to
from portal.bookings.states import WaitingState
from portal.consultations.rules import NO_LIMITS, Terms
from portal.consultations.states import BookingMode, Phase
from portal.kernel.languages import Text


def why_not_wait(
    phase: Phase,
    mode: BookingMode,
    waiter: Participant,
    wanted: Participant,
    *,
    terms: Terms = NO_LIMITS,
    was_asked: bool = False,
    meets_already: bool = False,
    free_slots: int = 0,
    on_behalf: bool = False,
) -> Text | None:
    """The reason why a company cannot stand in line for a time with another, or None.

    It waits for whom it could book at once, or whose request it would accept (`was_asked`), as
    long as no slot suits both.
    """
    if why_not := why_not_meet(waiter, wanted):
        return why_not
    if meets_already:
        return PAIR_MEETS_ALREADY
    if mode is BookingMode.TIMETABLE:
        return Text("In this session the coordinator places the meetings; nobody waits in line.")
    if not was_asked and not is_booked_directly(mode, wanted):
        return Text("%(company)s wants to be asked first.", company=wanted.name)
    why_not = why_not_now(phase, BOOKING_IS_OPEN, BOOKING_IS_OVER, on_behalf)
    if not on_behalf and not was_asked:
        why_not = why_not_turn_to(terms, waiter, wanted) or why_not
    if why_not:
        return why_not
    if free_slots:
        return Text("There is a time at which both are free. Please choose it instead of waiting.")
    return None


def why_not_offer(
    phase: Phase,
    mode: BookingMode,
    waiter: Participant,
    wanted: Participant,
    *,
    was_asked: bool = False,
    by_hand: bool = False,
) -> Text | None:
    """The reason why a slot is not offered to a waiting company, or None.

    The portal offers while companies book; a coordinator, by hand, as long as there is a slot.
    """
    if why_not := why_not_meet(waiter, wanted):
        return why_not
    if not by_hand and not was_asked and not is_booked_directly(mode, wanted):
        return Text("%(company)s wants to be asked first.", company=wanted.name)
    return why_not_now(phase, BOOKING_IS_OPEN, BOOKING_IS_OVER, by_hand)


def why_not_take(
    terms: Terms, waiter: Participant, wanted: Participant, *, on_behalf: bool = False
) -> Text | None:
    """The reason why an offer that stands cannot become a meeting, or None."""
    if why_not := why_not_meet(waiter, wanted):
        return why_not
    if on_behalf:
        return None
    return why_not_meet_more(terms, waiter) or why_not_meet_more(terms, wanted)


def why_not_leave(state: WaitingState) -> Text | None:
    """The reason why nobody can leave a line, or be moved in it, or None."""
    if state is WaitingState.WAITING:
        return None
    return Text("This company does not wait any more: “%(state)s”.", state=state.words)
