"""What the own side's companies recorded of a session's meetings, and recording it for them."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext as _

from portal.bookings import queries, services
from portal.bookings.queries import RecordFilter
from portal.bookings.rules.logs import why_not_record
from portal.consultations import queries as consultations
from portal.kernel import clock
from portal.web import transactions
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.naming import meeting_named
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.record_forms import LogOnBehalfForm

LONGEST_SEARCH = 100


@desk.get("/consultations/<public_id>/records")
def records(public_id: str) -> Any:
    """Every meeting that has begun: what the own side recorded, and whether the other side did."""
    found = consultations.consultation_run_by(g.coordinator, public_id)
    side, wanted = g.coordinator.host.side, _filter()
    return page(
        "coordinator/records/list.html",
        consultation=found,
        side=side,
        wanted=wanted,
        outcome=queries.outcome_of(found, side),
        found=Page(queries.page_of_records(found, side, wanted, page_asked_for())),
    )


@desk.route("/consultations/<public_id>/bookings/<booking_id>/record", methods=["GET", "POST"])
def booking_record(public_id: str, booking_id: str) -> Any:
    """Record what came of a meeting for the company of the own side, or correct it."""
    booking = meeting_named(public_id, booking_id)
    side = g.coordinator.host.side
    log = queries.log_of(booking, side)
    form = LogOnBehalfForm(obj=log)
    form.offer()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.record_log,
                booking,
                form.recorded(),
                by=user(),
                because=str(form.because.data),
            )
            flash(_("Recorded. The company reads it, and that you wrote it."), "ok")
            return redirect(
                url_for("coordinator.booking", public_id=public_id, booking_id=booking_id)
            )
    return page(
        "coordinator/records/one.html",
        form=form,
        consultation=booking.consultation,
        booking=booking,
        company=booking.company_of(side),
        partner=booking.company_of(side.other),
        log=log,
        why_not=why_not_record(booking.state, booking.slot.starts_at, clock.now()),
    )


def _filter() -> RecordFilter:
    """What the address asks for; anything odd asks for nothing."""
    missing = request.args.get("missing")
    return RecordFilter(
        missing="own" if missing == "own" else "other" if missing == "other" else None,
        words=request.args.get("q", "")[:LONGEST_SEARCH],
    )
