"""What people are told on the day of a meeting: to come now, that it begins later, who is late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.accounts.notifications import called
from portal.bookings import queries
from portal.bookings.models import Booking
from portal.bookings.notifications.meetings import message_to, tell_interpreter
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.consultations.models import Interpreter
from portal.consultations.notifications import who_runs
from portal.infra import outbox
from portal.kernel.languages import Text


def please_join(booking: Booking, missing: Sequence[Company], *, interpreter: bool) -> None:
    """Call those who attend for these companies, and the interpreter, into the room."""
    values: dict[str, Any] = {"room": booking.room_path, "concerned": False}
    absent = queries.absent_from(booking)
    told = companies.recipients_of(missing)
    for company in missing:
        there = [each for each in told[company.id] if each.address not in absent]
        outbox.post_all(
            [
                message_to(
                    company, "bookings/please_join", booking, there or told[company.id], values
                )
            ]
        )
    if interpreter:
        tell_interpreter("bookings/please_join", booking, booking.interpreter, **values)


def begins_later(booking: Booking, reason: str) -> None:
    """Tell everybody in a meeting from when on it takes place, and why."""
    _tell_companies(booking, "bookings/begins_later", reason=reason)
    tell_interpreter("bookings/begins_later", booking, booking.interpreter, reason=reason)


def interpreter_late(booking: Booking, late: int) -> None:
    """Tell both companies and the coordinators that the interpreter comes later."""
    assert booking.interpreter is not None
    values = {"interpreter": called(booking.interpreter.person), "late": late}
    _tell_companies(booking, "bookings/interpreter_late", concerned=False, **values)
    _tell_coordinators(booking, "bookings/interpreter_late", **values)


def coordinator_called(booking: Booking, who: str) -> None:
    """Tell the coordinators that somebody in a meeting's room asks them to come."""
    _tell_coordinators(booking, "bookings/coordinator_called", caller=who)


def interpreter_offers(booking: Booking, interpreter: Interpreter) -> None:
    """Tell the coordinators that somebody offers to interpret a meeting that looks for one."""
    _tell_coordinators(
        booking, "bookings/interpreter_offers", interpreter=called(interpreter.person)
    )


def assignment_declined(booking: Booking, interpreter: Interpreter, reason: str) -> None:
    """Tell the coordinators that a meeting needs another interpreter, and why."""
    _tell_coordinators(
        booking,
        "bookings/assignment_declined",
        interpreter=called(interpreter.person),
        reason=reason,
    )


def _tell_companies(booking: Booking, kind: str, **values: Any) -> None:
    both = (booking.korean_company, booking.chinese_company)
    told = companies.recipients_of(both)
    outbox.post_all(
        [message_to(company, kind, booking, told[company.id], values) for company in both]
    )


def _tell_coordinators(booking: Booking, kind: str, **values: Any) -> None:
    """Write to those who run the session, with the page on which they can see to it."""
    message = outbox.message(
        kind,
        who_runs(booking.consultation),
        who=Text(
            "%(korean)s and %(chinese)s",
            korean=booking.korean_company.name,
            chinese=booking.chinese_company.name,
        ),
        start=booking.span.starts_at,
        session=booking.consultation.title,
        code=booking.code,
        about=outbox.About(booking.consultation_id, None),
        path=f"/coordinator/consultations/{booking.consultation.public_id}"
        f"/bookings/{booking.public_id}/rescue",
        **values,
    )
    outbox.post_all([message])
