"""Reads of what is to be told of meetings because its time has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from portal.bookings.models import Booking, BookingNotice, ConsultationLog
from portal.bookings.queries.meetings import whole
from portal.bookings.rules.notices import Matter
from portal.bookings.states import MeetingResult
from portal.consultations.models import Slot
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side


def unsettled(matter: Matter, at_most: int) -> Sequence[Booking]:
    """The meetings in the window of a matter that is not settled for them; the next first."""
    after, until = matter.starts_between(clock.now())
    settled = sa.exists().where(
        BookingNotice.booking_id == Booking.id,
        BookingNotice.matter == matter.name,
        BookingNotice.starts_at == Slot.starts_at,
    )
    query = whole(sa.select(Booking)).where(
        Slot.starts_at > after,
        Slot.starts_at <= until,
        Booking.state.in_(matter.states),
        ~settled,
    )
    return session.scalars(query.order_by(Slot.starts_at, Booking.id).limit(at_most)).all()


def results_of(bookings: Iterable[Booking]) -> dict[tuple[int, Side], MeetingResult]:
    """What either side recorded of these meetings, by booking and side."""
    logs = session.execute(
        sa.select(ConsultationLog.booking_id, ConsultationLog.side, ConsultationLog.result).where(
            ConsultationLog.booking_id.in_([booking.id for booking in bookings])
        )
    )
    return {(booking_id, side): result for booking_id, side, result in logs}
