"""Bookings made at once, and what every new booking has in common."""

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
    limited,
    participants,
    reason_of,
)
from portal.bookings.services.once import once
from portal.bookings.services.trail import note
from portal.bookings.states import RequestState, WaitingState
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Slot
from portal.infra import db
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
    if request is not None:
        note("request accepted", request, acting)
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
