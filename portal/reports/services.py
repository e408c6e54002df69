"""The trail of exports: who took which list, when, how long it was, and the digest of the file."""

from __future__ import annotations

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.states import Duty
from portal.consultations.models import ConsultationSession
from portal.infra import audit
from portal.kernel.errors import NotAllowed
from portal.kernel.languages import Text
from portal.reports import queries, rules


def record_export(
    consultation: ConsultationSession,
    *,
    kind: str,
    rows: int,
    sha256: str,
    by: User | None,
    what: str = queries.EXPORTED,
) -> None:
    """Note an export down before the file leaves; `by` is None for the command line.

    Raises NotAllowed when exporting is not among the coordinator's duties.
    """
    if by is not None:
        coordinator = accounts.coordinator_of(by)
        if coordinator is None or not coordinator.may(Duty.EXPORT):
            raise NotAllowed(Text("Exporting lists is not among your duties."))
    audit.record(
        what,
        consultation,
        by=by,
        format=kind,
        rows=rows,
        sha256=sha256,
        provisional=rules.is_provisional(consultation.phase),
    )
