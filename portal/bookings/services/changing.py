"""Changes of a session and what becomes of its meetings, in one step."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.bookings.states import BookingState
from portal.consultations import services as consultations
from portal.consultations.models import ConsultationSession, Slot
from portal.consultations.rules import Plan
from portal.infra.db import session
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text

MEETINGS_IN_THE_WAY = Text(
    "Meetings were booked in time slots that would go. Days, hours and lengths stay as they are."
)


def change_session(consultation: ConsultationSession, plan: Plan, *, by: User) -> None:
    """Change a session, unless a meeting would be left without its slot.

    Raises NotAllowed, Invalid with the field to blame, Conflict.
    """
    consultations.change_session(consultation, plan, by=by, rearrange=_leave_nobody)


def _leave_nobody(consultation: ConsultationSession) -> None:
    left = sa.exists().where(
        Booking.consultation_id == consultation.id,
        Booking.state == BookingState.CONFIRMED,
        Booking.slot_id == Slot.id,
        Slot.gone_at.is_not(None),
    )
    if session.scalar(sa.select(left)):
        raise Conflict(MEETINGS_IN_THE_WAY)
