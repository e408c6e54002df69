"""What came of a meeting, as the company records it for itself and its own coordinators."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from portal.bookings import queries, services
from portal.bookings.rules.logs import why_not_record
from portal.kernel import clock
from portal.rooms.queries import notes_of
from portal.web import transactions
from portal.web.access import this_company, user
from portal.web.company.desk import desk
from portal.web.pages import page
from portal.web.record_forms import LogForm


@desk.route("/meetings/<public_id>/log", methods=["GET", "POST"])
def meeting_log(public_id: str) -> Any:
    """Record what came of a meeting, or change what was recorded.

    A record begins with what the people in the room wrote down together.
    """
    company = this_company()
    booking = queries.booking_for(company, public_id)
    log = queries.log_of(booking, company.side)
    form = LogForm(obj=log, note=log.note if log else notes_of(booking))
    form.offer()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(services.record_log, booking, form.recorded(), by=user())
            flash(_("Recorded. Your own coordinator sees it; the other company does not."), "ok")
            return redirect(url_for("company.meeting", public_id=public_id))
    return page(
        "company/meetings/log.html",
        form=form,
        booking=booking,
        partner=booking.partner_of(company),
        log=log,
        why_not=why_not_record(booking.state, booking.slot.starts_at, clock.now()),
    )
