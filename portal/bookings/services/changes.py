"""What becomes of a booking: moved to another time, cancelled, met or missed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.accounts.models import User
from portal.bookings import notifications, rules
from portal.bookings.models import Booking
from portal.bookings.services import limits, offers, seats
from portal.bookings.services.acting import (
    Acting,
    acting_for_either,
    must_run,
    participants,
    reason_of,
    reason_where,
)
from portal.bookings.services.calling_off import call_off
from portal.bookings.services.once import was_done
from portal.bookings.services.trail import note
from portal.bookings.states import BookingState
from portal.consultations.models import Slot
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.languages import Text


def cancel(booking: Booking, reason: str, *, by: User, form_key: str | None = None) -> None:
    """Call a meeting off; its seats are free at once, and everybody in it is told why.

    Either company may until the session's terms say, a coordinator as long as it is not marked.
    The same `form_key` cancels once. Raises Conflict or Invalid.
    """
    acting = acting_for_either(booking, by)
    reason = reason_of(reason)
    db.lock(booking)
    if was_done(form_key, booking, by):
        return
    why_not = rules.why_not_cancel(
        booking.state,
        booking.slot.starts_at,
        clock.now(),
        on_behalf=acting.on_behalf,
        change=booking.consultation.terms.change,
    )
    if why_not:
        raise Conflict(why_not)
    call_off(booking, reason, acting, form_key)
    _offer_time_of(booking, booking.slot)


def move(
    booking: Booking, slot: Slot, reason: str, *, by: User, form_key: str | None = None
) -> None:
    """Move a meeting to another slot in one step; it keeps its code and its calendar entry.

    Either company may while it could still book that slot, and until the session's terms say;
    a coordinator beyond. The same `form_key` moves once. Raises Conflict when it is too late or
    somebody is busy then: the meeting stays where it was.
    """
    acting = acting_for_either(booking, by)
    reason = reason_of(reason)
    db.lock(booking)
    if was_done(form_key, booking, by):
        return
    _must_be_movable(booking, acting)
    if slot.consultation_id != booking.consultation_id:
        raise Invalid(Text("This time belongs to another session."), field="slot")
    if slot.id == booking.slot_id:
        raise Conflict(Text("The meeting is at this time already."), field="slot")
    beyond = _must_be_free(booking, slot, acting)
    left = booking.slot
    seats.replace(booking, slot, clear=offers.clear_lapsed)
    booking.calendar_sequence += 1
    session.flush()
    note(
        "meeting moved",
        booking,
        acting,
        reason=reason,
        form_key=form_key,
        before=left.starts_at.isoformat(),
        after=slot.starts_at.isoformat(),
        **beyond,
    )
    notifications.meeting_moved(booking, left.starts_at, reason, by=acting.company)
    _offer_time_of(booking, left)


def _must_be_movable(booking: Booking, acting: Acting) -> None:
    consultation = booking.consultation
    why_not = rules.why_not_move(
        consultation.booking_mode,
        consultation.phase,
        booking.state,
        booking.slot.starts_at,
        clock.now(),
        change=consultation.terms.change,
        on_behalf=acting.on_behalf,
    )
    if why_not:
        raise Conflict(why_not)


def _must_be_free(booking: Booking, slot: Slot, acting: Acting) -> dict[str, Any]:
    """Raises Conflict unless the slot can be had as for a new booking; what the trail says of it.

    Who is busy is seen from the seats alone.
    """
    consultation = booking.consultation
    companies = (booking.korean_company, booking.chinese_company)
    if acting.on_behalf:
        seats.must_be_usable(slot, companies, timedelta(0))
        return limits.note(limits.goes_beyond(consultation, companies, slot, moving=booking))
    if why_not := rules.why_not_meet(*participants(consultation, companies)):
        raise Conflict(why_not)
    seats.must_be_usable(slot, companies, consultation.terms.notice)
    limits.must_fit(consultation, companies, slot, moving=booking)
    return {}


def mark(booking: Booking, state: BookingState, *, by: User, because: str | None = None) -> None:
    """Note that a meeting took place (MET) or did not (MISSED), which needs a reason.

    Raises Conflict or Invalid.
    """
    must_run(booking.consultation, by)
    db.lock(booking)
    why_not = rules.why_not_mark(booking.state, state, booking.slot.starts_at, clock.now())
    if why_not:
        raise Conflict(why_not)
    missed = state is BookingState.MISSED
    reason = reason_where(because, needed=missed)
    booking.state = state
    session.flush()
    audit.record("meeting missed" if missed else "meeting met", booking, by=by, reason=reason)


def _offer_time_of(booking: Booking, slot: Slot) -> None:
    """Offer the slot that a meeting has left to whoever waits for it."""
    companies = (booking.korean_company, booking.chinese_company)
    offers.offer_freed(booking.consultation, slot.span, companies)
