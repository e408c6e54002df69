"""Interpreters are asked whether they come to a session, and answer at their own desk."""

from __future__ import annotations

from collections.abc import Sequence

from portal.accounts.models import User
from portal.consultations import notifications, queries, rules
from portal.consultations.models import ConsultationSession, Interpreter, InterpreterInvitation
from portal.consultations.rules import Hours
from portal.consultations.services.hours import write_hours
from portal.consultations.services.inside import must_run
from portal.consultations.states import Availability
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from portal.kernel.languages import Text


def invite_interpreters(consultation: ConsultationSession, *, by: User) -> list[Interpreter]:
    """Ask everybody who interprets in a session, and has not been asked, whether they come.

    Those without an account cannot answer and are left out. Returns who is asked. Raises
    NotAllowed, Conflict when there is nobody to ask or the session is over.
    """
    must_run(consultation, by)
    db.lock(consultation)
    _must_be_to_come(consultation)
    known = queries.invitations_in(consultation)
    asked = [
        who
        for who in queries.interpreters_of(consultation)
        if who.user is not None and who.id not in known
    ]
    if not asked:
        raise Conflict(Text("Everybody with an account has been asked already."))
    now = clock.now()
    session.add_all(
        InterpreterInvitation(interpreter_id=who.id, consultation_id=consultation.id, asked_at=now)
        for who in asked
    )
    session.flush()
    for who in asked:
        audit.record("interpreter asked", who, by=by, consultation=consultation.public_id)
        assert who.user is not None
        notifications.interpreter_asked(who.user, consultation)
    return asked


def answer_invitation(
    interpreter: Interpreter,
    consultation: ConsultationSession,
    hours: Sequence[Hours],
    *,
    comes: bool,
    note: str | None = None,
    by: User,
) -> None:
    """Say whether one comes to a session, and in which hours; it may be said anew at any time.

    Who does not come keeps the hours that were noted. Raises NotAllowed, Missing, Conflict when
    the session is over, Invalid for a note that is too long or days that are not the session's.
    """
    if interpreter.user_id != by.id:
        raise NotAllowed(Text("Only the interpreter can answer this."))
    if consultation not in interpreter.consultations:
        raise Missing
    _must_be_to_come(consultation)
    note = (note or "").strip() or None
    if note is not None and len(note) > rules.LONGEST_NOTE:
        raise Invalid(
            Text("At most %(number)d characters, please.", number=rules.LONGEST_NOTE), field="note"
        )
    if comes:
        write_hours(interpreter, consultation, hours)
    else:
        db.lock(interpreter)
    known = queries.invitations_of(interpreter, [consultation]).get(consultation.id)
    if known is None:
        known = InterpreterInvitation(
            interpreter_id=interpreter.id, consultation_id=consultation.id
        )
        session.add(known)
    before = known.answer
    known.answer = Availability.CONFIRMED if comes else Availability.DECLINED
    known.note = note
    known.answered_at = clock.now()
    session.flush()
    verb = "interpreter confirmed" if comes else "interpreter declined"
    audit.record(verb, interpreter, by=by, reason=note, consultation=consultation.public_id)
    if known.answer is Availability.DECLINED and before is not Availability.DECLINED:
        notifications.interpreter_declined(interpreter, consultation, note)


def _must_be_to_come(consultation: ConsultationSession) -> None:
    if consultation.closed_at is not None or consultation.ends_at <= clock.now():
        raise Conflict(Text("This session is over."))
