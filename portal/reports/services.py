"""The trail of exports, and what a coordinator asked for the last time."""

from __future__ import annotations

from typing import Any

from portal.accounts import queries as accounts
from portal.accounts.models import Host, User
from portal.accounts.states import Duty
from portal.consultations.models import ConsultationSession
from portal.infra import audit
from portal.infra.db import session
from portal.kernel.errors import Invalid, NotAllowed
from portal.kernel.languages import Text
from portal.reports import queries
from portal.reports.attendees import Choice, Export, chosen, is_still_provisional, why_not_contacts
from portal.reports.attendees.meetings import Scope
from portal.reports.models import ListChoice


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
        coordinator = accounts.coordinator_of(by)
        if coordinator is None or not coordinator.may(Duty.EXPORT):
            raise NotAllowed(Text("Exporting lists is not among your duties."))
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
    if purpose is not None and (why_not := why_not_contacts(purpose, choice.reason)):
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
