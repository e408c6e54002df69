"""What companies and interpreters are told about a meeting, each in their language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.accounts.notifications import called, recipient
from portal.bookings import queries
from portal.bookings.calendars import entry_of
from portal.bookings.models import Booking
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.consultations.models import Interpreter
from portal.infra import outbox
from portal.infra.outbox import Recipient
from portal.kernel.languages import Text


def meeting_booked(booking: Booking) -> None:
    _tell_companies("bookings/meeting_booked", booking)
    tell_interpreter("bookings/interpreter_seated", booking, booking.interpreter)


def meeting_moved(
    booking: Booking,
    before: datetime,
    reason: str,
    *,
    by: Company | None = None,
    same_interpreter: bool = True,
) -> None:
    """Tell everybody in a meeting; `by` is the company that moved it, None for the coordinator.

    An interpreter who is new to it is told of that alone.
    """
    _tell_everybody(
        "bookings/meeting_moved",
        booking,
        same_interpreter=same_interpreter,
        before=before,
        reason=reason,
        mover=by.name if by else None,
    )


def meeting_changed(booking: Booking, reason: str, *, same_interpreter: bool = True) -> None:
    """Tell everybody in it that a meeting keeps its time, but has another room or length."""
    _tell_everybody(
        "bookings/meeting_changed",
        booking,
        same_interpreter=same_interpreter,
        room=booking.room.number if booking.room else None,
        reason=reason,
    )


def _tell_everybody(kind: str, booking: Booking, *, same_interpreter: bool, **values: Any) -> None:
    _tell_companies(kind, booking, but=queries.absent_from(booking), **values)
    if same_interpreter:
        tell_interpreter(kind, booking, booking.interpreter, **values)


def meeting_cancelled(booking: Booking, reason: str) -> None:
    absent = queries.absent_from(booking)
    _tell_companies("bookings/meeting_cancelled", booking, but=absent, reason=reason)
    tell_interpreter(
        "bookings/meeting_cancelled", booking, booking.interpreter, gone=True, reason=reason
    )


def interpreter_changed(booking: Booking, before: Interpreter | None) -> None:
    """Tell an interpreter of their new meeting, and the one before that it is no longer theirs."""
    if before is not None:
        tell_interpreter("bookings/interpreter_released", booking, before, gone=True)
    tell_interpreter("bookings/interpreter_seated", booking, booking.interpreter)


def _tell_companies(
    kind: str, booking: Booking, *, but: Collection[str] = (), **values: Any
) -> None:
    """Write to both companies, each of which reads the other's name.

    It does not concern the calendars of those who have the addresses `but`.
    """
    both = (booking.korean_company, booking.chinese_company)
    told = companies.recipients_of(both)
    messages = []
    for company in both:
        there = [each for each in told[company.id] if each.address not in but]
        messages.append(message_to(company, kind, booking, there, values))
        elsewhere = [each for each in told[company.id] if each.address in but]
        if elsewhere:
            quietly = values | {"concerned": False}
            messages.append(message_to(company, kind, booking, elsewhere, quietly))
    outbox.post_all(messages)


def tell_of_booking(kind: str, booking: Booking, company: Company) -> None:
    """Write to one of the two companies."""
    told = companies.recipients_of([company])[company.id]
    outbox.post_all([message_to(company, kind, booking, told, {})])


def message_to(
    company: Company,
    kind: str,
    booking: Booking,
    told: Sequence[Recipient],
    values: Mapping[str, Any],
) -> outbox.Message:
    """A message about a booking to people of one of its companies."""
    return _message(
        kind,
        booking,
        told,
        f"/company/meetings/{booking.public_id}",
        who=booking.partner_of(company).name,
        company_id=company.id,
        **values,
    )


def tell_interpreter(
    kind: str,
    booking: Booking,
    interpreter: Interpreter | None,
    *,
    gone: bool = False,
    **values: Any,
) -> None:
    """Write to an interpreter who has an account."""
    if interpreter is None or interpreter.user is None or not interpreter.user.is_active:
        return
    message = _message(
        kind,
        booking,
        [recipient(interpreter.user)],
        "/interpreter/",
        gone=gone,
        who=Text(
            "%(korean)s and %(chinese)s",
            korean=booking.korean_company.name,
            chinese=booking.chinese_company.name,
        ),
        **values,
    )
    outbox.post_all([message])


def _message(
    kind: str,
    booking: Booking,
    to: Sequence[Recipient],
    path: str,
    *,
    gone: bool = False,
    concerned: bool = True,
    company_id: int | None = None,
    **values: Any,
) -> outbox.Message:
    """A message about a booking; with its calendar entry, unless that does not concern them."""
    return outbox.message(
        kind,
        to,
        calendar=entry_of(booking, path, gone=gone) if concerned else None,
        start=booking.span.starts_at,
        minutes=booking.slot.span.minutes,
        session=booking.consultation.title,
        subject=booking.subject,
        code=booking.code,
        about=outbox.About(booking.consultation_id, company_id),
        interpreting=_interpreting(booking),
        path=path,
        **values,
    )


def _interpreting(booking: Booking) -> Text | None:
    """Who interprets, or that somebody is wanted; None when nobody is needed."""
    if booking.interpreter is not None:
        person = booking.interpreter.person
        return Text(
            "Interpreter: %(name)s.",
            name=called(person),
        )
    if booking.interpreter_wanted:
        return Text("You share no language, so the coordinator looks for an interpreter.")
    return None
