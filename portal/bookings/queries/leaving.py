"""What is touched when a company leaves a session or the portal, or when a session closes early."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portal.bookings.models import Booking, MeetingRequest, Waiting
from portal.bookings.queries.meetings import bookings_to_begin
from portal.bookings.queries.requests import open_requests
from portal.bookings.queries.touched import Touched, TouchedMeeting, TouchedRequest
from portal.bookings.queries.waiting import open_waits
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Participation
from portal.consultations.queries import still_outside


def touched_by_leaving(participation: Participation) -> Touched:
    """The meetings to come and open requests of a company in one session."""
    place = participation.consultation, participation.company
    return _all_gone(bookings_to_begin(*place), open_requests(*place), open_waits(*place))


def touched_by_suspension(company: Company) -> Touched:
    """The meetings to come and open requests of a company in every session."""
    return _all_gone(
        bookings_to_begin(company=company),
        open_requests(company=company),
        open_waits(company=company),
    )


def touched_by_closing(consultation: ConsultationSession) -> Touched:
    """The meetings to come and open requests of a session, and who asked for a place in it."""
    return replace(
        _all_gone(
            bookings_to_begin(consultation), open_requests(consultation), open_waits(consultation)
        ),
        outside=still_outside(consultation),
    )


def _all_gone(
    bookings: Sequence[Booking], requests: Sequence[MeetingRequest], waits: Sequence[Waiting]
) -> Touched:
    return Touched(
        meetings=[TouchedMeeting.cancelled(booking) for booking in bookings],
        requests=[TouchedRequest(request) for request in requests],
        waits=waits,
    )
