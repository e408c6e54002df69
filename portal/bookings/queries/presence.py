"""What the sides state of who came, where they differ, and who did not come how often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.bookings.models import AttendanceStatement, Booking
from portal.bookings.queries.meetings import has, whole
from portal.bookings.rules.presence import Came, Stated
from portal.bookings.states import BookingState
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Slot
from portal.infra.db import session
from portal.kernel.clocks import Side


def stated_of(several: Iterable[Booking]) -> dict[int, Stated]:
    """What both sides state of these meetings, by booking; in one statement."""
    said: dict[int, dict[Side, Came]] = {}
    rows = session.scalars(
        sa.select(AttendanceStatement).where(
            AttendanceStatement.booking_id.in_([each.id for each in several])
        )
    )
    for row in rows:
        said.setdefault(row.booking_id, {})[row.side] = row.came
    return {id: Stated(each.get(Side.KR), each.get(Side.CN)) for id, each in said.items()}


def contested_in(consultation: ConsultationSession) -> Sequence[Booking]:
    """The meetings of a session whose sides differ and of which nobody has decided yet."""
    one, other = aliased(AttendanceStatement), aliased(AttendanceStatement)
    query = (
        whole(sa.select(Booking))
        .join(one, sa.and_(one.booking_id == Booking.id, one.side == Side.KR))
        .join(other, sa.and_(other.booking_id == Booking.id, other.side == Side.CN))
        .where(
            Booking.consultation_id == consultation.id,
            Booking.state != BookingState.CANCELLED,
            Booking.came.is_(None),
            one.came != other.came,
        )
    )
    return session.scalars(query.order_by(Slot.starts_at, Booking.id)).all()


def number_missed_by(company: Company) -> int:
    """To how many meetings, of all sessions, this company did not come, as coordinators decided."""
    absent = [came for came in Came if not came.has(company.side)]
    query = (
        sa.select(sa.func.count())
        .select_from(Booking)
        .where(has(company), Booking.state == BookingState.MISSED, Booking.came.in_(absent))
    )
    return session.scalar(query) or 0
