"""Who came to a meeting, as the company states it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from portal.bookings import queries, services
from portal.bookings.rules.presence import Came
from portal.web import transactions
from portal.web.access import this_company, user
from portal.web.company.desk import desk
from portal.web.pages import page
from portal.web.presence_forms import CameForm


@desk.route("/meetings/<public_id>/who-came", methods=["GET", "POST"])
def state_attendance(public_id: str) -> Any:
    """State which sides came, or change what was stated."""
    company = this_company()
    booking = queries.booking_for(company, public_id)
    form = CameForm()
    form.offer()
    if form.validate_on_submit():
        with form.showing_refusals():
            came = Came(str(form.came.data))
            transactions.write(services.state_attendance, booking, came, by=user())
            flash(_("Noted. Where the two sides differ, the coordinator decides."), "ok")
            return redirect(url_for("company.meeting", public_id=public_id))
    stated = queries.stated_of([booking]).get(booking.id)
    own = stated and getattr(stated, "korean" if company.side.value == "KR" else "chinese")
    return page(
        "company/meetings/who_came.html",
        form=form,
        booking=booking,
        partner=booking.partner_of(company),
        own=own,
    )
