"""What an interpreter's hours say of meetings: of one to come to, and of those they have."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.bookings.models import Booking
from portal.bookings.queries.hindrances import meetings_near
from portal.bookings.states import BookingState
from portal.consultations import queries as consultations
from portal.consultations.models import ConsultationSession, Interpreter, Slot
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.languages import Text


def why_not_there(
    interpreter: Interpreter, slot: Slot, *, but: Booking | None = None
) -> Text | None:
    """Why an interpreter does not work in a slot of a session by their own rules, or None.

    `but` is a meeting that does not count, since it is the one that comes there.
    """
    duty = consultations.duty_of(interpreter, slot.consultation)
    taken = meetings_near([interpreter], slot.span, but=but) if duty.is_limited else {}
    return duty.why_not(slot.span, taken.get(interpreter.party_id, ()))


def slots_outside_hours(
    interpreter: Interpreter, consultation: ConsultationSession
) -> Sequence[Slot]:
    """When an interpreter has meetings to come of a session though they are not there then."""
    slots = session.scalars(
        sa.select(Slot)
        .join(Booking, Booking.slot_id == Slot.id)
        .where(
            Booking.interpreter_id == interpreter.id,
            Booking.consultation_id == consultation.id,
            Booking.state == BookingState.CONFIRMED,
            Slot.ends_at > clock.now(),
        )
        .order_by(Slot.starts_at)
    )
    duty = consultations.duty_of(interpreter, consultation)
    return [slot for slot in slots if duty.why_not(slot.span)]
