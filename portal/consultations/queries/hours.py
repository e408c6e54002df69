"""When interpreters are there: their hours on the days of sessions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from portal.consultations.models import (
    ConsultationSession,
    Interpreter,
    InterpreterHours,
    InterpreterInvitation,
)
from portal.consultations.rules import Duty, Hours
from portal.consultations.states import Availability
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
    answers = answers_in(consultation) if people else {}
    return {who.id: who.duty(hours.get(who.id, ()), answers.get(who.id)) for who in people}


def duty_of(interpreter: Interpreter, consultation: ConsultationSession) -> Duty:
    """The rules of one interpreter's work in a session."""
    invitation = invitations_of(interpreter, [consultation]).get(consultation.id)
    hours = hours_of(interpreter, [consultation])[consultation.id]
    return interpreter.duty(hours, invitation.answer if invitation else None)


def answers_in(consultation: ConsultationSession) -> dict[int, Availability]:
    """What the interpreters of a session have answered, by the interpreter; of who was asked."""
    return {id: invitation.answer for id, invitation in invitations_in(consultation).items()}


def invitations_in(consultation: ConsultationSession) -> dict[int, InterpreterInvitation]:
    """Who of the interpreters of a session was asked whether they come, and what they answered."""
    rows = session.scalars(
        sa.select(InterpreterInvitation).where(
            InterpreterInvitation.consultation_id == consultation.id
        )
    )
    return {row.interpreter_id: row for row in rows}


def invitations_of(
    interpreter: Interpreter, consultations: Iterable[ConsultationSession]
) -> dict[int, InterpreterInvitation]:
    """What one interpreter was asked and has answered, by the session."""
    rows = session.scalars(
        sa.select(InterpreterInvitation).where(
            InterpreterInvitation.interpreter_id == interpreter.id,
            InterpreterInvitation.consultation_id.in_([each.id for each in consultations]),
        )
    )
    return {row.consultation_id: row for row in rows}


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
