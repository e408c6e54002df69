"""The trail of exports, and what a coordinator asked for the last time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.accounts import queries as accounts
from portal.accounts.models import Host, User
from portal.accounts.states import Duty
from portal.consultations.models import ConsultationSession
from portal.infra import audit, jobs
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.kernel.languages import Language, Text
from portal.reports import queries
from portal.reports.attendees import Choice, chosen, is_still_provisional, why_not_reason
from portal.reports.attendees.meetings import Scope
from portal.reports.files import Export
from portal.reports.models import ListChoice, Paper
from portal.reports.papers import PaperKind
from portal.reports.rules import why_not_take

MAKE_PAPER, DROP_PAPER = "reports.make_paper", "reports.drop_paper"


def record_export(
    about: ConsultationSession | Host,
    made: Export,
    *,
    provisional: bool,
    by: User | None,
    what: str = queries.EXPORTED,
    reason: str | None = None,
    **asked: Any,
) -> None:
    """Note an export down before the file leaves; `by` is None for the command line.

    `asked` says what was asked for. Raises NotAllowed when exporting is not among the
    coordinator's duties.
    """
    if by is not None:
        _must_export(by)
    audit.record(
        what,
        about,
        by=by,
        reason=reason,
        format=made.kind.value,
        rows=made.rows,
        sha256=made.sha256,
        provisional=provisional,
        **asked,
    )


def record_list(scope: Scope, choice: Choice, made: Export, *, by: User | None) -> None:
    """Note down that an attendee list leaves: who takes it, its filters, columns and purpose.

    What was chosen is remembered for the coordinator. Raises NotAllowed, and Invalid for contact
    data without a purpose and a sentence.
    """
    purpose = choice.purpose
    if purpose is not None and (why_not := why_not_reason(choice.reason)):
        raise Invalid(why_not, field="reason")
    record_export(
        scope.about,
        made,
        provisional=is_still_provisional(scope),
        by=by,
        reason=choice.reason.strip() or None if purpose else None,
        purpose=purpose.value if purpose else None,
        each_row=choice.rows.value,
        filters=choice.filters(),
        columns=[column.key for column in chosen(choice)],
    )
    if by is not None:
        session.merge(ListChoice(user_id=by.id, kept=choice.kept()))


def ask_for_paper(
    consultation: ConsultationSession,
    kind: PaperKind,
    language: Language,
    *,
    address: str,
    kept: timedelta,
    by: User,
) -> Paper:
    """Have the worker make a paper, which is kept for so long. Raises NotAllowed.

    `address` is the portal's own, for the codes on it.
    """
    _must_export(by)
    now = clock.now()
    paper = Paper(
        consultation_id=consultation.id,
        asked_by_id=by.id,
        kind=kind,
        language=language,
        address=address,
        expires_at=now + kept,
    )
    session.add(paper)
    session.flush()
    audit.record("paper made", consultation, by=by, kind=kind.value, language=language.value)
    jobs.plan(MAKE_PAPER, due_at=now, paper_id=paper.id)
    jobs.plan(DROP_PAPER, due_at=paper.expires_at, paper_id=paper.id)
    return paper


def take_paper(consultation: ConsultationSession, public_id: str, *, by: User) -> Paper:
    """Note down that somebody takes a ready paper, and give it.

    Raises Missing, NotAllowed, and Conflict when it may name somebody who withdrew their consent.
    """
    _must_export(by)
    paper = queries.paper_of(consultation, public_id)
    assert paper.made_at is not None
    if why_not := why_not_take(paper.made_at, queries.consent_withdrawn_at(consultation)):
        raise Conflict(why_not)
    audit.record(
        "paper taken",
        consultation,
        by=by,
        kind=paper.kind.value,
        language=paper.language.value,
        sha256=paper.sha256,
    )
    return paper


def _must_export(by: User) -> None:
    coordinator = accounts.coordinator_of(by)
    if coordinator is None or not coordinator.may(Duty.EXPORT):
        raise NotAllowed(Text("Exporting lists is not among your duties."))
