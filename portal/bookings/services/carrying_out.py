"""Does to meetings and requests what was shown of a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.accounts.models import User
from portal.bookings import notifications
from portal.bookings.models import Booking, MeetingRequest, Waiting
from portal.bookings.queries import Fate, Touched, TouchedMeeting, TouchedRequest
from portal.bookings.services import offers, seats
from portal.bookings.services.acting import Acting
from portal.bookings.services.calling_off import call_off
from portal.bookings.services.proposals import plan_expiry
from portal.bookings.states import RequestState, WaitingState
from portal.companies.models import Company
from portal.consultations import queries as consultations
from portal.consultations.models import ConsultationSession
from portal.consultations.states import OfferState
from portal.infra import audit
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.timespan import TimeSpan


@dataclass(frozen=True)
class Change:
    """Who changes something, and why; `company` is the one that changes it for itself."""

    by: User
    reason: str
    company: Company | None = None

    @property
    def acting(self) -> Acting:
        return Acting(self.by, self.company, on_behalf=self.company is None)


def call_off_all(touched: Touched, change: Change) -> None:
    """Cancel the meetings that cannot go on, and take back what was offered where no slot is left.

    What falls free is offered only at the end, when meetings that move have found their places.
    """
    for meeting in touched.with_fate(Fate.CANCELLED):
        call_off(meeting.booking, change.reason, change.acting)
    for offer in touched.offers:
        offers.end(offer, OfferState.WITHDRAWN, change.reason)
        offers.record("offer withdrawn", offer, by=change.by, reason=change.reason)
        notifications.slot_offer_withdrawn(offer, change.reason)


def settle_the_rest(touched: Touched, change: Change, leaving: Sequence[Company] = ()) -> None:
    """Close or change requests, and end the waiting.

    `leaving` are companies that step back; when there is none, it is the session that ends.
    """
    gone = {company.id for company in leaving}
    for asked in touched.requests:
        if asked.until is None:
            _close(asked, change, gone)
        else:
            _hurry(asked, change)
    for waiting in touched.waits:
        _end(waiting, change, gone)


def offer_what_is_free(touched: Touched) -> None:
    """Offer the times that meetings have left to whoever waits for them, in every session."""
    freed: dict[ConsultationSession, set[Company]] = {}
    for booking in (meeting.booking for meeting in touched.meetings):
        companies = freed.setdefault(booking.consultation, set())
        companies |= {booking.korean_company, booking.chinese_company}
    for consultation, companies in freed.items():
        offers.offer_freed(consultation, companies=companies)


def _end(waiting: Waiting, change: Change, leaving: set[int]) -> None:
    """End somebody's waiting, and tell them unless it is they who leave."""
    offers.close(waiting, WaitingState.LEFT)
    audit.record("left the line", waiting, by=change.by, reason=change.reason)
    if waiting.waiter.id not in leaving:
        notifications.wait_ended(waiting, change.reason)


def rearrange(consultation: ConsultationSession, touched: Touched, change: Change) -> None:
    """Move meetings to where they were shown to go; the session's slots and rooms are new."""
    slots = {slot.starts_at: slot for slot in consultations.slots_of(consultation)}
    rooms = {room.number: room for room in consultations.rooms_of(consultation)}
    going_on = [(each, each.span) for each in touched.meetings if each.span is not None]
    interpreters = {each.booking.id: each.booking.interpreter for each, _ in going_on}
    numbers = {each.booking.id: _number(each.booking) for each, _ in going_on}
    seats.settle(
        [
            seats.Destination(
                each.booking,
                slots[span.starts_at],
                rooms[each.room] if each.room is not None else None,
                each.interpreter,
            )
            for each, span in going_on
        ]
    )
    for each, span in going_on:
        was_with = interpreters[each.booking.id]
        _note(each, span, numbers[each.booking.id], change)
        same = was_with is each.booking.interpreter
        if each.fate is Fate.MOVED:
            notifications.meeting_moved(
                each.booking, each.was.starts_at, change.reason, same_interpreter=same
            )
        else:
            notifications.meeting_changed(each.booking, change.reason, same_interpreter=same)
        if not same:
            notifications.interpreter_changed(each.booking, was_with)


def _note(meeting: TouchedMeeting, span: TimeSpan, was_in: int | None, change: Change) -> None:
    """Write into a meeting's history what became of it."""
    booking = meeting.booking
    booking.calendar_sequence += 1
    details: dict[str, Any] = {}
    if meeting.fate is Fate.MOVED:
        details["before"] = meeting.was.starts_at.isoformat()
        details["after"] = span.starts_at.isoformat()
    if span.minutes != meeting.was.minutes:
        details["minutes"] = [meeting.was.minutes, span.minutes]
    if _number(booking) != was_in:
        details["room"] = [was_in, _number(booking)]
    verb = "meeting moved" if meeting.fate is Fate.MOVED else "meeting changed"
    audit.record(verb, booking, by=change.by, reason=change.reason, **details)


def _number(booking: Booking) -> int | None:
    return booking.room.number if booking.room else None


def _close(asked: TouchedRequest, change: Change, leaving: set[int]) -> None:
    """Close a request: taken back or declined by who leaves; with its session it expires."""
    request = asked.request
    if not leaving:
        _answer(request, RequestState.EXPIRED, change, None)
        notifications.request_expired(request)
    elif request.asker.id in leaving:
        _answer(request, RequestState.WITHDRAWN, change, request.asker)
        notifications.request_withdrawn(request)
    else:
        _answer(request, RequestState.DECLINED, change, request.asked)
        notifications.request_declined(request)


def _answer(
    request: MeetingRequest, to: RequestState, change: Change, company: Company | None
) -> None:
    request.state = to
    request.answered_at = clock.now()
    request.answer_reason = change.reason
    session.flush()
    offers.close_of_request(request)
    audit.record(
        f"request {to.value.lower()}",
        request,
        by=change.by,
        reason=change.reason,
        on_behalf_of=None if change.company else company,
        side=company.side.value if company else None,
    )


def _hurry(asked: TouchedRequest, change: Change) -> None:
    """Tell whose turn it is that a request is to be answered earlier, or has fewer times."""
    request = asked.request
    assert asked.until is not None
    if asked.until != request.expires_at:
        request.expires_at = asked.until
        session.flush()
        plan_expiry(request)
    audit.record(
        "request changed",
        request,
        by=change.by,
        reason=change.reason,
        lost=[span.starts_at.isoformat() for span in asked.lost_times],
    )
    notifications.request_changed(
        request, change.reason, [span.starts_at for span in asked.lost_times]
    )
