"""When interpreters are there: their hours on the days of sessions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from portal.consultations.models import ConsultationSession, Interpreter, InterpreterHours
from portal.consultations.rules import Duty, Hours
from portal.infra.db import session


def hours_in(consultation: ConsultationSession) -> dict[int, list[Hours]]:
    """The hours of everybody who interprets in a session, by the interpreter, in order of days."""
    rows = session.scalars(
        sa.select(InterpreterHours)
        .where(InterpreterHours.consultation_id == consultation.id)
        .order_by(InterpreterHours.day)
    )
    found: dict[int, list[Hours]] = {}
    for row in rows:
        found.setdefault(row.interpreter_id, []).append(row.hours)
    return found


def duties_in(
    consultation: ConsultationSession, interpreters: Iterable[Interpreter]
) -> dict[int, Duty]:
    """The rules of the work of these interpreters in a session, by the interpreter."""
    people = list(interpreters)
    hours = hours_in(consultation) if people else {}
    return {who.id: who.duty(hours.get(who.id, ())) for who in people}


def hours_of(
    interpreter: Interpreter, consultations: Iterable[ConsultationSession]
) -> dict[int, Sequence[Hours]]:
    """The hours of one interpreter in each of these sessions, by the session, in order of days."""
    ids = [each.id for each in consultations]
    rows = session.scalars(
        sa.select(InterpreterHours)
        .where(
            InterpreterHours.interpreter_id == interpreter.id,
            InterpreterHours.consultation_id.in_(ids),
        )
        .order_by(InterpreterHours.day)
    )
    found: dict[int, list[Hours]] = {id: [] for id in ids}
    for row in rows:
        found[row.consultation_id].append(row.hours)
    return dict(found)
