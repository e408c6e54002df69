"""What people are told of a meeting by the clock: that it is near, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.bookings import queries
from portal.bookings.models import Booking
from portal.bookings.notifications.meetings import message_to, tell_interpreter
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.infra import outbox
from portal.infra.outbox import Recipient


def meeting_soon(booking: Booking) -> None:
    """Remind those who attend and the interpreter, with the way in."""
    way: dict[str, Any] = {"room": booking.room_path, "outside": _outside(booking)}
    both, absent = (booking.korean_company, booking.chinese_company), queries.absent_from(booking)
    told = companies.recipients_of(both)
    for company in both:
        there = [each for each in told[company.id] if each.address not in absent]
        _post("bookings/meeting_soon", booking, company, there, **way)
    tell_interpreter("bookings/meeting_soon", booking, booking.interpreter, concerned=False, **way)


def record_wanted(booking: Booking, company: Company) -> None:
    """Ask a side that has recorded nothing yet what came of a meeting."""
    absent = queries.absent_from(booking)
    told = companies.recipients_of([company])[company.id]
    there = [each for each in told if each.address not in absent]
    _post("bookings/record_wanted", booking, company, there or told, record=_record_of(booking))


def what_came_of_it(booking: Booking, company: Company, months: int) -> None:
    """Ask a side, months later, what has followed from a meeting."""
    told = companies.recipients_of([company])[company.id]
    _post(
        "bookings/what_came_of_it",
        booking,
        company,
        told,
        months=months,
        record=_record_of(booking),
    )


def _post(
    kind: str, booking: Booking, company: Company, told: Sequence[Recipient], **values: object
) -> None:
    message = message_to(company, kind, booking, told, {**values, "concerned": False})
    outbox.post_all([message])


def _record_of(booking: Booking) -> str:
    """The page of a company's own record of a meeting."""
    return f"/company/meetings/{booking.public_id}/log"


def _outside(booking: Booking) -> str | None:
    """The address of the service in which it takes place; None where the portal leads there.

    A number or a password is on the meeting's page alone.
    """
    return booking.way.web_url
