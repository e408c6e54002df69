"""What happens to a meeting on its day: it begins later, somebody runs late or gives it back."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.accounts.models import User
from portal.bookings import notifications
from portal.bookings.models import Booking, BookingNote, RunningLate, Seat
from portal.bookings.rules import day as rules
from portal.bookings.services import offers, seats
from portal.bookings.services.acting import limited, must_run, reason_of
from portal.bookings.services.once import was_done
from portal.consultations.models import Interpreter
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.languages import Text


def start_later(
    booking: Booking, minutes: int, reason: str, *, by: User, form_key: str | None = None
) -> None:
    """Let a meeting begin so many minutes later than its slot, and end as much later; 0 undoes it.

    Nobody in it, and not its room, may be needed elsewhere by then: the seats decide. Everybody is
    told. The same `form_key` does it once. Raises Conflict or Invalid.
    """
    must_run(booking.consultation, by)
    reason = reason_of(reason)
    db.lock(booking)
    if was_done(form_key, booking, by):
        return
    why_not = rules.why_not_delay(
        booking.state, booking.slot.ends_at, timedelta(minutes=minutes), clock.now()
    )
    if why_not:
        raise Conflict(why_not, field="minutes")
    before = booking.span
    booking.delay_minutes = minutes
    _hold(booking, _NO_LATER)
    booking.calendar_sequence += 1
    session.flush()
    audit.record(
        "meeting delayed",
        booking,
        by=by,
        reason=reason,
        form_key=form_key,
        before=before.starts_at.isoformat(),
        after=booking.span.starts_at.isoformat(),
    )
    notifications.begins_later(booking, reason)


def go_on_longer(booking: Booking, minutes: int, *, ends_at: datetime, by: User) -> None:
    """Let a meeting that is on last so many minutes longer; its people in the room ask for it.

    `ends_at` is the end as they saw it: when two ask at once, it is longer by one of them. Nobody
    in it, and not its room, may be needed elsewhere: the seats decide. Raises Conflict or Invalid.
    """
    if minutes not in rules.EXTENSIONS:
        raise Invalid(Text("Please choose one."), field="minutes")
    db.lock(booking)
    if booking.span.ends_at != ends_at:
        raise Conflict(Text("The meeting has another end by now."))
    extra = booking.extra_minutes + minutes
    if why_not := rules.why_not_extend(
        booking.state, booking.span, timedelta(minutes=extra), clock.now()
    ):
        raise Conflict(why_not)
    booking.extra_minutes = extra
    _hold(booking, _NO_LONGER)
    session.flush()
    audit.record("meeting extended", booking, by=by, minutes=minutes)


def _hold(booking: Booking, or_else: Text) -> None:
    """Keep everybody in a meeting busy as long as it takes. Raises Conflict with these words."""
    with db.refusing({seats.OVERLAP: or_else}):
        session.execute(
            sa.update(Seat)
            .where(Seat.booking_id == booking.id)
            .values(starts_at=booking.slot.starts_at, ends_at=booking.span.ends_at)
        )


_NO_LATER = Text(
    "Somebody in this meeting, or its room, is needed elsewhere by then. Choose fewer minutes, or "
    "move the meeting to another time."
)
_NO_LONGER = Text("Somebody in this meeting, or its room, is needed elsewhere by then.")


def note_for_colleagues(booking: Booking, text: str, *, by: User) -> None:
    """Leave a note that coordinators of the session read. Raises Invalid."""
    must_run(booking.consultation, by)
    text = limited(reason_of(text, "text"), "text", rules.LONGEST_NOTE)
    session.add(BookingNote(booking_id=booking.id, user_id=by.id, name=by.display_name, text=text))
    audit.record("meeting noted", booking, by=by)


def run_late(booking: Booking, interpreter: Interpreter, minutes: int, *, by: User) -> None:
    """Say as its interpreter by how much one will be late; coordinators and companies are told.

    Raises Conflict or Invalid.
    """
    _must_interpret(booking, interpreter)
    if minutes not in rules.LATE_CHOICES:
        raise Invalid(Text("Please choose one."), field="minutes")
    span = booking.span
    if why_not := rules.why_not_be_late(booking.state, span.starts_at, span.ends_at, clock.now()):
        raise Conflict(why_not)
    said = session.get(RunningLate, (booking.id, by.id))
    if said is not None and said.minutes == minutes:
        return
    if said is None:
        said = RunningLate(booking_id=booking.id, user_id=by.id)
        session.add(said)
    said.minutes, said.said_at = minutes, clock.now()
    session.flush()
    audit.record("interpreter late", booking, by=by, minutes=minutes)
    notifications.interpreter_late(booking, minutes)


def decline_assignment(
    booking: Booking, interpreter: Interpreter, reason: str, *, by: User
) -> None:
    """Give a meeting back as its interpreter, with the reason; coordinators look for another.

    The companies are not told yet: they hear who interprets instead. Raises Conflict or Invalid.
    """
    reason = reason_of(reason)
    _must_interpret(booking, interpreter)
    if why_not := rules.why_not_decline(booking.state, booking.span.starts_at, clock.now()):
        raise Conflict(why_not)
    booking.interpreter_wanted = True
    seats.unseat_interpreter(booking)
    booking.calendar_sequence += 1
    session.flush()
    audit.record(
        "assignment declined", booking, by=by, reason=reason, interpreter=interpreter.public_id
    )
    notifications.assignment_declined(booking, interpreter, reason)
    offers.offer_freed(booking.consultation, booking.slot.span)


def _must_interpret(booking: Booking, interpreter: Interpreter) -> None:
    """Keep a meeting until the transaction ends. Raises Conflict for all but its interpreter."""
    db.lock(booking)
    if booking.interpreter_id != interpreter.id:
        raise Conflict(Text("Somebody else interprets this meeting by now."))
