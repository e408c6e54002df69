"""The attendee list of a session: what it will hold, the file, and who took it before."""

from __future__ import annotations

from typing import Any

from flask import g

from portal.accounts.states import Duty
from portal.consultations import queries as consultations
from portal.kernel.errors import NotAllowed
from portal.kernel.languages import Text
from portal.reports import attendees as lists
from portal.reports import queries, rules, services
from portal.reports.attendees import Format
from portal.web import limits, transactions
from portal.web.access import needs, user
from portal.web.coordinator.attendees_forms import AttendeesForm
from portal.web.coordinator.desk import desk
from portal.web.downloads import download
from portal.web.languages import current_language
from portal.web.limits import limiter
from portal.web.pages import page

SHOWN = 6


@desk.route("/consultations/<public_id>/attendees", methods=["GET", "POST"])
@needs(Duty.EXPORT)
@limiter.limit(limits.EXPORTS, key_func=limits.account, methods=["POST"])
def attendees(public_id: str) -> Any:
    """Show the list's beginning; a POST records the export and sends the file."""
    consultation = consultations.consultation_run_by(g.coordinator, public_id)
    if not g.coordinator.may(Duty.EXPORT):
        raise NotAllowed(Text("Exporting lists is not among your duties."))
    form = AttendeesForm()
    if form.validate_on_submit():
        return _file(consultation, Format(form.format.data))
    counts = queries.counts(consultation)
    return page(
        "coordinator/attendees/attendees.html",
        form=form,
        consultation=consultation,
        counts=counts,
        left_out=list(lists.left_out(counts)),
        provisional=rules.is_provisional(consultation.phase),
        first_rows=list(queries.attendances(consultation, limit=SHOWN)),
        sides=lists.SIDES,
        exports=queries.exports_of(consultation),
    )


def _file(consultation: Any, kind: Format) -> Any:
    made = lists.export(consultation, kind, current_language())
    try:
        transactions.write(
            services.record_export,
            consultation,
            kind=kind.value,
            rows=made.rows,
            sha256=made.sha256,
            by=user(),
        )
    except BaseException:
        made.file.close()
        raise
    return download(
        made.file, content_type=kind.content_type, name=made.name, plain_name=made.plain_name
    )
