"""Calling those who are missing into a meeting's room."""

from __future__ import annotations

from portal.accounts.models import User
from portal.bookings import notifications
from portal.bookings import queries as bookings
from portal.bookings.models import Booking
from portal.bookings.rules import day as rules
from portal.bookings.services.acting import must_run
from portal.infra import audit, db
from portal.kernel import clock
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text
from portal.rooms.queries import row_now


def call(booking: Booking, *, by: User) -> None:
    """Ask everybody who is missing to join now, by mail and bell; once a minute at most.

    Raises Conflict when it is too early or too late, they were called just now, or all are there.
    """
    must_run(booking.consultation, by)
    db.lock(booking)
    last = bookings.last_call_to(audit.history(booking))
    span = booking.span
    if why_not := rules.why_not_call(
        booking.state, span.starts_at, span.ends_at, last, clock.now()
    ):
        raise Conflict(why_not)
    row = row_now(booking)
    absent = row.missing
    if not absent:
        raise Conflict(Text("Nobody is missing: everybody is in the room."))
    sides = ((row.korean, booking.korean_company), (row.chinese, booking.chinese_company))
    audit.record(bookings.CALLED, booking, by=by, roles=[place.role.value for place in absent])
    notifications.please_join(
        booking,
        [company for place, company in sides if place in absent],
        interpreter=row.interpreter is not None and row.interpreter in absent,
    )
