"""Bookings made at once, and what every new booking has in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from portal.accounts.models import User
from portal.bookings import notifications, queries, rules
from portal.bookings.models import Booking, MeetingRequest, Waiting
from portal.bookings.queries import PairNow
from portal.bookings.rules import Participant
from portal.bookings.services import limits, offers, seats
from portal.bookings.services.acting import (
    Acting,
    acting_for,
    limited,
    reason_of,
)
from portal.bookings.services.once import unless_made
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


@db.looks_itself
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
    now = queries.pair_now(consultation, booker, booked, slot, form_key=form_key)
    if now.made_id is not None:
        return session.get_one(Booking, now.made_id)
    return unless_made(
        form_key,
        booker,
        lambda: _book(
            acting,
            now,
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
    now: PairNow,
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
    pair = now.pair
    why_not = rules.why_not_book(
        now.phase,
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
    request = _still_open(now.request_id)
    booking = make_booking(
        consultation,
        booker,
        booked,
        slot,
        profile=profile,
        subject=subject,
        request=request,
        turn=_turn(now.turn, again=again),
        form_key=form_key,
        bound=() if acting.on_behalf else pair,
        now=now,
    )
    if request is not None:
        _answer(request)
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
    now: PairNow | None = None,
) -> Booking:
    """Save a booking of two companies that may meet, and its seats; tells nobody yet.

    `bound` are the two where the limits of the session hold for whoever acts: for all but
    coordinators. Whichever of the two waited for a time with the other, does so no longer. `now` is
    how the two stand, where that is known. Raises Conflict when somebody is busy, the pair meets
    already, the slot has begun, or a limit is reached; then nothing of it is left.
    """
    now = now or queries.pair_now(consultation, one, other, slot)
    _must_suit(consultation, (one, other), slot, bound, now)
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
        has_rooms=now.has_rooms,
    )
    if now.waiting_id is not None:
        offers.close(session.get_one(Waiting, now.waiting_id), WaitingState.BOOKED)
    return booking


def _must_suit(
    consultation: ConsultationSession,
    companies: tuple[Company, Company],
    slot: Slot,
    bound: Sequence[Participant],
    now: PairNow,
) -> None:
    if slot.consultation_id != consultation.id:
        raise Invalid(Text("This time belongs to another session."), field="slot")
    notice = consultation.terms.notice if bound else timedelta(0)
    seats.must_be_usable(slot, companies, notice, now=now.slot)
    if bound:
        limits.must_fit(consultation, companies, slot, bound)


def request_to_answer(
    consultation: ConsultationSession, one: Company, other: Company
) -> MeetingRequest | None:
    """The pair's open request, answered: a booking does that, nobody need wait for it any more."""
    found = queries.open_request_of_pair(consultation, one, other)
    request = _still_open(found.id if found else None)
    if request is not None:
        _answer(request)
    return request


def _still_open(request_id: int | None) -> MeetingRequest | None:
    """A request that waits and goes on waiting until the transaction ends."""
    if request_id is None:
        return None
    request = session.get_one(MeetingRequest, request_id)
    db.lock(request)
    return request if request.state is RequestState.ASKED else None


def _answer(request: MeetingRequest) -> None:
    request.state = RequestState.ACCEPTED
    request.answered_at = clock.now()
    session.flush()


def _turn(standing: int | None, *, again: bool) -> int:
    """Which meeting of the pair it is to be; the one that stands, unless `again`.

    That number is taken, so that the database refuses it.
    """
    return 1 if standing is None else standing + again
