"""Meetings that look for an interpreter, as interpreters see them, and who offers to help."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import sqlalchemy as sa

from portal.bookings.models import Booking, InterpreterVolunteer
from portal.bookings.queries.hindrances import meetings_near
from portal.bookings.queries.meetings import lacks_interpreter, whole
from portal.bookings.queries.people import languages_of
from portal.bookings.states import BookingState
from portal.consultations import queries as consultations
from portal.consultations.models import (
    ConsultationSession,
    Interpreter,
    Slot,
    interpreter_consultation,
)
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Missing
from portal.kernel.timespan import TimeSpan

MOST_SHOWN = 50


def meetings_wanting(interpreter: Interpreter) -> list[Booking]:
    """The next meetings of one's sessions that look for an interpreter and that one could help:
    one speaks the languages, is there, and is free and rested."""
    found = session.scalars(
        whole(_of_sessions(interpreter))
        .where(
            Booking.state == BookingState.CONFIRMED,
            lacks_interpreter(),
            Slot.starts_at > clock.now(),
        )
        .order_by(Booking.consultation_id, Slot.starts_at, Booking.id)
        .limit(MOST_SHOWN)
    ).all()
    if not found:
        return []
    taken = meetings_near([interpreter], _whole_span(found)).get(interpreter.party_id, [])
    fitting = [
        each
        for _, together in groupby(found, lambda booking: booking.consultation_id)
        for each in _fitting(interpreter, list(together), taken)
    ]
    return sorted(fitting, key=lambda booking: (booking.slot.starts_at, booking.id))


def booking_for_volunteer(interpreter: Interpreter, public_id: str) -> Booking:
    """A meeting of a session in which one interprets. Raises Missing."""
    query = _of_sessions(interpreter).where(Booking.public_id == public_id)
    found = session.scalar(query)
    if found is None:
        raise Missing
    return found


def offered_by(interpreter: Interpreter, bookings: Iterable[Booking]) -> set[int]:
    """At which of these meetings one has offered to help, by their ids."""
    return set(
        session.scalars(
            sa.select(InterpreterVolunteer.booking_id).where(
                InterpreterVolunteer.interpreter_id == interpreter.id,
                InterpreterVolunteer.booking_id.in_([each.id for each in bookings]),
            )
        )
    )


def volunteers_for(booking: Booking) -> Sequence[Interpreter]:
    """Who offers to help at a meeting, the first to offer first."""
    return session.scalars(
        sa.select(Interpreter)
        .join(InterpreterVolunteer, InterpreterVolunteer.interpreter_id == Interpreter.id)
        .where(InterpreterVolunteer.booking_id == booking.id)
        .order_by(InterpreterVolunteer.at, Interpreter.id)
    ).all()


def _of_sessions(interpreter: Interpreter) -> sa.Select[Booking]:
    mine = sa.select(interpreter_consultation.c.consultation_id).where(
        interpreter_consultation.c.interpreter_id == interpreter.id
    )
    return sa.select(Booking).where(Booking.consultation_id.in_(mine))


def _whole_span(bookings: Sequence[Booking]) -> TimeSpan:
    return TimeSpan(
        min(each.slot.starts_at for each in bookings), max(each.slot.ends_at for each in bookings)
    )


def _fitting(
    interpreter: Interpreter, bookings: Sequence[Booking], taken: Sequence[TimeSpan]
) -> list[Booking]:
    """Those of one session's meetings that the interpreter could help."""
    consultation: ConsultationSession = bookings[0].consultation
    duty = consultations.duty_of(interpreter, consultation)
    companies = {
        company.id: company
        for each in bookings
        for company in (each.korean_company, each.chinese_company)
    }
    speak = languages_of(consultation, list(companies.values()))
    return [
        each
        for each in bookings
        if interpreter.interprets_between(
            speak[each.korean_company_id], speak[each.chinese_company_id]
        )
        and not any(span.overlaps(each.slot.span) for span in taken)
        and duty.why_not(each.slot.span, taken) is None
    ]
