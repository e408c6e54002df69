"""Bookings: made at once, moved, cancelled, marked; their interpreters and links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

from portal.accounts.models import User
from portal.bookings import notifications, queries, rules
from portal.bookings.models import Booking, MeetingRequest, Waiting
from portal.bookings.rules import Participant
from portal.bookings.services import limits, offers, seats
from portal.bookings.services.acting import (
    Acting,
    acting_for,
    acting_for_either,
    limited,
    must_run,
    participants,
    reason_of,
)
from portal.bookings.services.once import once
from portal.bookings.services.trail import note
from portal.bookings.states import BookingState, RequestState, WaitingState
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Slot
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.languages import Text
from portal.technologies.models import TechnologyProfile


def book(
    consultation: ConsultationSession,
    booker: Company,
    booked: Company,
    slot: Slot,
    subject: str,
    *,
    by: User,
    profile: TechnologyProfile | None = None,
    because: str | None = None,
    again: bool = False,
    form_key: str | None = None,
) -> Booking:
    """Book a meeting at once. A coordinator may do so for any pair, in any mode.

    `again` lets a pair meet once more in the session, which only a coordinator may. An open request
    of the pair is answered by the booking. The same `form_key` always leads to the same booking.
    Raises Conflict or Invalid.
    """
    acting = acting_for(booker, consultation, by, because)
    return once(
        form_key,
        booker,
        lambda: _book(
            acting,
            consultation,
            booker,
            booked,
            slot,
            subject,
            profile=profile,
            again=again and acting.on_behalf,
            form_key=form_key,
        ),
    )


def _book(
    acting: Acting,
    consultation: ConsultationSession,
    booker: Company,
    booked: Company,
    slot: Slot,
    subject: str,
    *,
    profile: TechnologyProfile | None,
    again: bool,
    form_key: str | None,
) -> Booking:
    subject = limited(reason_of(subject, "subject"), "subject", rules.LONGEST_SUBJECT)
    if profile is not None and profile.company_id not in (booker.id, booked.id):
        raise Invalid(Text("This technology belongs to neither of the two."), field="profile")
    pair = participants(consultation, (booker, booked))
    why_not = rules.why_not_book(
        consultation.phase,
        consultation.booking_mode,
        *pair,
        terms=consultation.terms,
        on_behalf=acting.on_behalf,
    )
    if why_not:
        raise Conflict(why_not)
    beyond = acting.on_behalf and (
        rules.why_not_turn_to(consultation.terms, *pair) is not None
        or limits.goes_beyond(consultation, (booker, booked), slot, pair)
    )
    request = request_to_answer(consultation, booker, booked)
    before = queries.before_booking(consultation, booker, booked)
    booking = make_booking(
        consultation,
        booker,
        booked,
        slot,
        profile=profile,
        subject=subject,
        request=request,
        turn=_turn(before.turn, again=again),
        waiting=before.waiting_id,
        form_key=form_key,
        bound=() if acting.on_behalf else pair,
    )
    note("meeting booked", booking, acting, **limits.note(beyond))
    notifications.meeting_booked(booking)
    return booking


def make_booking(
    consultation: ConsultationSession,
    one: Company,
    other: Company,
    slot: Slot,
    *,
    profile: TechnologyProfile | None,
    subject: str,
    request: MeetingRequest | None = None,
    turn: int = 1,
    form_key: str | None = None,
    bound: Sequence[Participant] = (),
    waiting: int | Literal["look"] | None = "look",
) -> Booking:
    """Save a booking of two companies that may meet, and its seats; tells nobody yet.

    `bound` are the two where the limits of the session hold for whoever acts: for all but
    coordinators. Whichever of the two waited for a time with the other, does so no longer:
    `waiting` is the id of that place in the line, where it is known. Raises Conflict when somebody
    is busy, the pair meets already, the slot has begun, or a limit is reached.
    """
    if slot.consultation_id != consultation.id:
        raise Invalid(Text("This time belongs to another session."), field="slot")
    notice = consultation.terms.notice if bound else timedelta(0)
    seats.must_be_usable(slot, (one, other), notice)
    if bound:
        limits.must_fit(consultation, (one, other), slot, bound)
    korean, chinese = (one, other) if one.side is Side.KR else (other, one)
    speak = queries.languages_of(consultation, (korean, chinese))
    wanted = rules.common_language(speak[korean.id], speak[chinese.id]) is None
    booking = seats.place(
        lambda: Booking(
            consultation=consultation,
            korean_company=korean,
            chinese_company=chinese,
            turn=turn,
            form_key=form_key,
            request_id=request.id if request else None,
            profile=profile,
            subject=subject,
            interpreter_wanted=wanted,
        ),
        slot,
        speak=speak,
        clear=offers.clear_lapsed,
    )
    if waiting is not None:
        _wait_no_longer(booking, waiting)
    return booking


def _wait_no_longer(booking: Booking, waiting: int | Literal["look"]) -> None:
    """End the waiting of the pair that has a meeting now."""
    found = (
        queries.waiting_of_pair(
            booking.consultation, booking.korean_company, booking.chinese_company
        )
        if waiting == "look"
        else session.get_one(Waiting, waiting)
    )
    if found is not None:
        offers.close(found, WaitingState.BOOKED)


def cancel(booking: Booking, reason: str, *, by: User) -> None:
    """Call a meeting off; its seats are free at once, and everybody in it is told why.

    Either company may until the session's terms say, a coordinator as long as it is not marked.
    Raises Conflict or Invalid.
    """
    acting = acting_for_either(booking, by)
    reason = reason_of(reason)
    db.lock(booking)
    why_not = rules.why_not_cancel(
        booking.state,
        booking.slot.starts_at,
        clock.now(),
        on_behalf=acting.on_behalf,
        change=booking.consultation.terms.change,
    )
    if why_not:
        raise Conflict(why_not)
    booking.state = BookingState.CANCELLED
    booking.calendar_sequence += 1
    seats.give_up(booking)
    session.flush()
    audit.record(
        "meeting cancelled",
        booking,
        by=by,
        reason=reason,
        side=acting.company.side.value if acting.company else None,
    )
    notifications.meeting_cancelled(booking, reason)
    _offer_time_of(booking, booking.slot)


def move(booking: Booking, slot: Slot, reason: str, *, by: User) -> None:
    """Move a meeting to another slot in one step; it keeps its code and its calendar entry.

    Only coordinators of the session. Raises Conflict when somebody is busy then: the meeting stays
    where it was.
    """
    must_run(booking.consultation, by)
    reason = reason_of(reason)
    db.lock(booking)
    if why_not := rules.why_not_change(booking.state):
        raise Conflict(why_not)
    if slot.consultation_id != booking.consultation_id:
        raise Invalid(Text("This time belongs to another session."), field="slot")
    if slot.id == booking.slot_id:
        raise Conflict(Text("The meeting is at this time already."), field="slot")
    companies = (booking.korean_company, booking.chinese_company)
    seats.must_be_usable(slot, companies)
    beyond = limits.goes_beyond(booking.consultation, companies, slot, moving=booking)
    left = booking.slot
    seats.replace(booking, slot, clear=offers.clear_lapsed)
    booking.calendar_sequence += 1
    session.flush()
    audit.record(
        "meeting moved",
        booking,
        by=by,
        reason=reason,
        before=left.starts_at.isoformat(),
        after=slot.starts_at.isoformat(),
        **limits.note(beyond),
    )
    notifications.meeting_moved(booking, left.starts_at, reason)
    _offer_time_of(booking, left)


def mark(booking: Booking, state: BookingState, *, by: User) -> None:
    """Note that a meeting took place (MET) or did not (MISSED). Raises Conflict."""
    must_run(booking.consultation, by)
    db.lock(booking)
    why_not = rules.why_not_mark(booking.state, state, booking.slot.starts_at, clock.now())
    if why_not:
        raise Conflict(why_not)
    booking.state = state
    session.flush()
    audit.record("meeting met" if state is BookingState.MET else "meeting missed", booking, by=by)


def request_to_answer(
    consultation: ConsultationSession, one: Company, other: Company
) -> MeetingRequest | None:
    """The pair's open request, which a booking answers: nobody need wait for it any more."""
    request = queries.open_request_of_pair(consultation, one, other)
    if request is None:
        return None
    db.lock(request)
    if request.state is not RequestState.ASKED:
        return None
    request.state = RequestState.ACCEPTED
    request.answered_at = clock.now()
    session.flush()
    return request


def _turn(standing: int | None, *, again: bool) -> int:
    """Which meeting of the pair it is to be; the one that stands, unless `again`.

    That number is taken, so that the database refuses it.
    """
    return 1 if standing is None else standing + again


def _offer_time_of(booking: Booking, slot: Slot) -> None:
    """Offer the slot that a meeting has left to whoever waits for it."""
    companies = (booking.korean_company, booking.chinese_company)
    offers.offer_freed(booking.consultation, slot.span, companies)
