"""What companies are told about a request for a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from portal.bookings.models import Booking, MeetingRequest, RequestProposal
from portal.bookings.notifications.meetings import tell_interpreter, tell_of_booking
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.consultations.models import Slot
from portal.infra import outbox

# What waits for the reader's answer.
ASKING = {
    "bookings/request_asked",
    "bookings/times_proposed",
    "bookings/request_changed",
    "bookings/request_ends_soon",
}


def request_asked(request: MeetingRequest, slots: Sequence[Slot] = ()) -> None:
    _tell_of_request(
        "bookings/request_asked",
        request,
        request.asked,
        reason=request.reason,
        deadline=request.expires_at,
        times=[slot.starts_at for slot in slots],
    )


def times_proposed(request: MeetingRequest, proposal: RequestProposal) -> None:
    """Tell whoever is to answer now which times the other company proposes."""
    _tell_of_request(
        "bookings/times_proposed",
        request,
        request.answering,
        words=proposal.words,
        deadline=request.expires_at,
        times=[slot.starts_at for slot in proposal.slots],
    )


def request_accepted(request: MeetingRequest, booking: Booking) -> None:
    """Tell whoever waited that the answer is yes, and the other what it has agreed to."""
    waited = request.company_of(request.waits_for.other)
    own_request = waited.side is request.asked_by_side
    kind = "bookings/request_accepted" if own_request else "bookings/time_accepted"
    tell_of_booking(kind, booking, waited)
    tell_of_booking("bookings/meeting_booked", booking, request.answering)
    tell_interpreter("bookings/interpreter_seated", booking, booking.interpreter)


def request_declined(request: MeetingRequest) -> None:
    _tell_of_request(
        "bookings/request_declined", request, request.asker, reason=request.answer_reason
    )


def request_withdrawn(request: MeetingRequest) -> None:
    _tell_of_request(
        "bookings/request_withdrawn", request, request.asked, reason=request.answer_reason
    )


def request_expired(request: MeetingRequest) -> None:
    """Tell whoever waited in vain; the one who did not answer has had its mail."""
    waited = request.company_of(request.waits_for.other)
    own_request = waited.side is request.asked_by_side
    kind = "bookings/request_expired" if own_request else "bookings/proposal_expired"
    _tell_of_request(kind, request, waited)


def request_ends_soon(request: MeetingRequest) -> None:
    """Tell whose turn it is that the request lapses soon if they do not answer."""
    _tell_of_request(
        "bookings/request_ends_soon",
        request,
        request.answering,
        reason=request.reason,
        deadline=request.expires_at,
    )


def request_waits_for_time(request: MeetingRequest) -> None:
    """Tell the other company that the answer is yes, and that only a time is missing."""
    other = request.company_of(request.waits_for.other)
    _tell_of_request("bookings/request_waits_for_time", request, other)


def request_changed(
    request: MeetingRequest, reason: str, lost_times: Sequence[datetime] = ()
) -> None:
    """Tell whose turn it is until when they answer now, and which times proposed are gone."""
    _tell_of_request(
        "bookings/request_changed",
        request,
        request.answering,
        reason=reason,
        deadline=request.expires_at,
        times=list(lost_times),
    )


def _tell_of_request(kind: str, request: MeetingRequest, company: Company, **values: Any) -> None:
    outbox.post(
        kind,
        companies.recipients_of([company])[company.id],
        partner=request.company_of(company.side.other).name,
        session=request.consultation.title,
        path=f"/company/requests/{request.public_id}",
        topic="requests",
        about=outbox.About(request.consultation_id, company.id),
        needs_answer=kind in ASKING,
        **values,
    )
