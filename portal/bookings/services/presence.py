"""Who came to a meeting: each side states it, a coordinator decides."""

from __future__ import annotations

from portal.accounts.models import User
from portal.bookings.models import AttendanceStatement, Booking
from portal.bookings.rules.presence import Came
from portal.bookings.services.acting import acting_for_either, must_run, reason_of
from portal.bookings.states import BookingState
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, NotAllowed
from portal.kernel.languages import Text

NOT_BEGUN = Text("The meeting has not begun yet.")
WAS_CANCELLED = Text("This meeting was cancelled.")


def state_attendance(booking: Booking, came: Came, *, by: User) -> None:
    """State as one of its two companies who came; said again, it changes.

    Raises Conflict before the meeting has begun, and when it was cancelled.
    """
    acting = acting_for_either(booking, by)
    if acting.company is None:
        raise NotAllowed(Text("Only the two companies state who came."))
    _must_have_begun(booking)
    side = acting.company.side
    stated = session.get(AttendanceStatement, (booking.id, side))
    if stated is None:
        stated = AttendanceStatement(booking_id=booking.id, side=side)
        session.add(stated)
    elif stated.came is came:
        return
    stated.came, stated.user_id, stated.stated_at = came, by.id, clock.now()
    session.flush()
    audit.record("attendance stated", booking, by=by, side=side.value, came=came.value)


def decide_attendance(booking: Booking, came: Came, because: str, *, by: User) -> None:
    """Decide as coordinator who came: both, and the meeting took place; else it did not.

    Who did not come is counted. Raises Conflict or Invalid.
    """
    must_run(booking.consultation, by)
    because = reason_of(because, "because")
    _must_have_begun(booking)
    booking.came = came
    booking.state = BookingState.MET if came is Came.BOTH else BookingState.MISSED
    session.flush()
    audit.record("attendance decided", booking, by=by, reason=because, came=came.value)


def _must_have_begun(booking: Booking) -> None:
    db.lock(booking)
    if booking.state is BookingState.CANCELLED:
        raise Conflict(WAS_CANCELLED)
    if booking.span.starts_at > clock.now():
        raise Conflict(NOT_BEGUN)
