"""When an interpreter is there, as the host that looks after them says."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.accounts.models import User
from portal.consultations import queries
from portal.consultations.models import ConsultationSession, Interpreter, InterpreterHours
from portal.consultations.rules import Hours
from portal.consultations.services.interpreters import must_look_after
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.errors import Invalid, Missing
from portal.kernel.languages import Text


def set_hours(
    interpreter: Interpreter,
    consultation: ConsultationSession,
    hours: Sequence[Hours],
    *,
    by: User,
) -> None:
    """Say when an interpreter is there on the days of a session, in place of what was said before.

    Days that are left out are free from morning to night. Meetings at which they are seated
    already stay with them. Raises NotAllowed, Missing for a session that they do not interpret in,
    Invalid for a day that is not the session's.
    """
    must_look_after(interpreter, by)
    write_hours(interpreter, consultation, hours)
    audit.record("interpreter hours set", interpreter, by=by, consultation=consultation.public_id)


def write_hours(
    interpreter: Interpreter, consultation: ConsultationSession, hours: Sequence[Hours]
) -> None:
    """Put these hours in place of what was said before. Raises Missing, Invalid."""
    if consultation not in interpreter.consultations:
        raise Missing
    days = {day.date for day in queries.days_of([consultation])[consultation.id]}
    if len({each.day for each in hours}) < len(hours) or not {each.day for each in hours} <= days:
        raise Invalid(Text("The days of the session are others now. Please open the page again."))
    db.lock(interpreter)
    session.execute(
        sa.delete(InterpreterHours).where(
            InterpreterHours.interpreter_id == interpreter.id,
            InterpreterHours.consultation_id == consultation.id,
        )
    )
    session.add_all(
        InterpreterHours(
            interpreter_id=interpreter.id,
            consultation_id=consultation.id,
            day=each.day,
            starts_at=each.window.starts_at if each.window else None,
            ends_at=each.window.ends_at if each.window else None,
        )
        for each in hours
    )
    session.flush()
