"""Booking a meeting at once, and in which slots meetings can be."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.bookings.rules.moments import BOOKING_IS_OPEN, BOOKING_IS_OVER, why_not_now
from portal.bookings.rules.pairs import Participant, is_booked_directly, why_not_meet
from portal.bookings.rules.terms import why_not_more, why_not_turn_to
from portal.consultations.rules import NO_LIMITS, Terms
from portal.consultations.states import BookingMode, Phase
from portal.kernel.languages import Text

LONGEST_SUBJECT = 500
LONGEST_REASON = 500


def why_not_book(
    phase: Phase,
    mode: BookingMode,
    booker: Participant,
    booked: Participant,
    *,
    terms: Terms = NO_LIMITS,
    on_behalf: bool = False,
) -> Text | None:
    """The reason why a company cannot book the other at once, or None.

    Coordinators place any pair in any mode, whatever the terms.
    """
    if why_not := why_not_meet(booker, booked):
        return why_not
    if on_behalf:
        return why_not_now(phase, BOOKING_IS_OPEN, BOOKING_IS_OVER, on_behalf)
    if not is_booked_directly(mode, booked):
        return Text("%(company)s wants to be asked first.", company=booked.name)
    return (
        why_not_turn_to(terms, booker, booked)
        or why_not_now(phase, BOOKING_IS_OPEN, BOOKING_IS_OVER, on_behalf)
        or why_not_more(terms, booker, booked, asking=False)
    )


def why_not_in_slot(
    starts_at: datetime, now: datetime, notice: timedelta = timedelta(0)
) -> Text | None:
    """The reason why a slot cannot be used for a meeting, whoever is free, or None.

    `notice` is how long beforehand companies must book; coordinators need none.
    """
    if starts_at <= now:
        return Text("This time has begun already. Please choose a later one.")
    if starts_at < now + notice:
        return Text(
            "Meetings are booked at least %(notice)s before they begin. Please choose a later "
            "time, or write to the coordinator.",
            notice=notice,
        )
    return None
