"""Interpreters offer to help at meetings that look for one; a coordinator chooses."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import User
from portal.bookings import notifications
from portal.bookings.models import Booking, InterpreterVolunteer
from portal.bookings.states import BookingState
from portal.consultations.models import Interpreter
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, NotAllowed
from portal.kernel.languages import Text

HAS_SOMEBODY = Text("This meeting does not look for an interpreter any more.")


def offer_to_interpret(booking: Booking, interpreter: Interpreter, *, by: User) -> None:
    """Offer to help at a meeting; offered already, nothing happens.

    Raises NotAllowed, and Conflict when the meeting looks for nobody.
    """
    _must_be_oneself(interpreter, by)
    db.lock(booking)
    looks = booking.interpreter_wanted and booking.interpreter_id is None
    to_come = booking.state is BookingState.CONFIRMED and booking.slot.starts_at > clock.now()
    if not (looks and to_come):
        raise Conflict(HAS_SOMEBODY)
    if session.get(InterpreterVolunteer, (booking.id, interpreter.id)) is not None:
        return
    session.add(InterpreterVolunteer(booking_id=booking.id, interpreter_id=interpreter.id))
    session.flush()
    audit.record("interpreter offers", booking, by=by, interpreter=interpreter.public_id)
    notifications.interpreter_offers(booking, interpreter)


def withdraw_help(booking: Booking, interpreter: Interpreter, *, by: User) -> None:
    """Offer it no longer; whoever is seated already stays. Raises NotAllowed."""
    _must_be_oneself(interpreter, by)
    session.execute(
        sa.delete(InterpreterVolunteer).where(
            InterpreterVolunteer.booking_id == booking.id,
            InterpreterVolunteer.interpreter_id == interpreter.id,
        )
    )


def _must_be_oneself(interpreter: Interpreter, by: User) -> None:
    if interpreter.user_id != by.id:
        raise NotAllowed(Text("Only the interpreter can answer this."))
