"""Asking for a meeting and answering."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.bookings.rules.moments import (
    ASKING_IS_OPEN,
    ASKING_IS_OVER,
    BOOKING_IS_OPEN,
    BOOKING_IS_OVER,
    why_not_now,
)
from portal.bookings.rules.pairs import Participant, is_booked_directly, why_not_meet
from portal.bookings.rules.sentences import PAIR_MEETS_ALREADY
from portal.bookings.rules.terms import why_not_more, why_not_turn_to
from portal.bookings.states import REQUEST_MOVES, RequestState
from portal.consultations.rules import NO_LIMITS, Terms
from portal.consultations.states import BookingMode, Phase
from portal.kernel.languages import Text

# While a session says nothing else.
REQUEST_LASTS = NO_LIMITS.request_lasts
# A request that is answered within less than this needs no second mail.
HURRIED_FROM = timedelta(hours=4)
HURRIED_BEFORE = timedelta(days=1)


def why_not_ask(
    phase: Phase,
    mode: BookingMode,
    asker: Participant,
    asked: Participant,
    *,
    terms: Terms = NO_LIMITS,
    on_behalf: bool = False,
    meets_already: bool = False,
) -> Text | None:
    """The reason why one company cannot ask the other for a meeting now, or None.

    Coordinators ask for a company whatever the terms.
    """
    if why_not := why_not_meet(asker, asked):
        return why_not
    if meets_already:
        return PAIR_MEETS_ALREADY
    if mode is BookingMode.TIMETABLE:
        return Text("In this session the coordinator places the meetings; nobody is asked.")
    if is_booked_directly(mode, asked):
        return Text("%(company)s can be booked at once, without asking.", company=asked.name)
    open_phases = BOOKING_IS_OPEN if mode is BookingMode.OPEN else ASKING_IS_OPEN
    why_not = why_not_now(phase, open_phases, ASKING_IS_OVER, on_behalf)
    if on_behalf:
        return why_not
    return (
        why_not_turn_to(terms, asker, asked)
        or why_not
        or why_not_more(terms, asker, asked, asking=True)
    )


def why_not_accept(
    phase: Phase,
    state: RequestState,
    expires_at: datetime,
    now: datetime,
    *,
    on_behalf: bool = False,
) -> Text | None:
    """The reason why a request cannot be accepted now, or None."""
    if why_not := why_not_answer(state, expires_at, now):
        return why_not
    return why_not_now(phase, BOOKING_IS_OPEN, BOOKING_IS_OVER, on_behalf)


def why_not_answer(state: RequestState, expires_at: datetime, now: datetime) -> Text | None:
    """The reason why a request no longer waits for an answer, or None."""
    if state is RequestState.ASKED and expires_at <= now:
        state = RequestState.EXPIRED
    if RequestState.ACCEPTED in REQUEST_MOVES.get(state, ()):
        return None
    return {
        RequestState.ACCEPTED: Text("This request was accepted already."),
        RequestState.DECLINED: Text("This request was declined already."),
        RequestState.WITHDRAWN: Text("This request was withdrawn in the meantime."),
        RequestState.EXPIRED: Text("This request has expired. You can ask for a meeting yourself."),
    }[state]


def request_expires_at(
    now: datetime,
    *,
    booking_ends_at: datetime,
    starts_at: datetime,
    ends_at: datetime,
    lasts: timedelta = REQUEST_LASTS,
) -> datetime:
    """When an unanswered request lapses: after so long, or at the next deadline before that."""
    last = last_answer_at(
        now, booking_ends_at=booking_ends_at, starts_at=starts_at, ends_at=ends_at
    )
    return min(now + lasts, last or now + lasts)


def last_answer_at(
    now: datetime, *, booking_ends_at: datetime, starts_at: datetime, ends_at: datetime
) -> datetime | None:
    """The next deadline of a session, by which every request is answered; None when it is over."""
    deadlines = [moment for moment in (booking_ends_at, starts_at, ends_at) if moment > now]
    return deadlines[0] if deadlines else None


def request_hurried_at(now: datetime, expires_at: datetime) -> datetime | None:
    """When whoever is to answer is hurried: a day before the request lapses, or halfway where less
    than two days are left. None where it lapses so soon that the first mail says enough."""
    left = expires_at - now
    if left < HURRIED_FROM:
        return None
    return expires_at - min(HURRIED_BEFORE, left / 2)
