"""What happens to a meeting that does not take place, whoever called it off and why."""

from __future__ import annotations

from portal.bookings import notifications
from portal.bookings.models import Booking
from portal.bookings.services import seats
from portal.bookings.services.acting import Acting
from portal.bookings.services.trail import note
from portal.bookings.states import BookingState
from portal.infra.db import session


def call_off(booking: Booking, reason: str, acting: Acting, form_key: str | None = None) -> None:
    """Cancel a booking that the caller keeps locked: free its seats, note why, tell everybody.

    Nobody is offered its time yet.
    """
    booking.state = BookingState.CANCELLED
    booking.calendar_sequence += 1
    seats.give_up(booking)
    session.flush()
    note("meeting cancelled", booking, acting, reason=reason, form_key=form_key)
    notifications.meeting_cancelled(booking, reason)
