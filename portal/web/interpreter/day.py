"""An interpreter's own word on a meeting: running late, or giving it back with the reason."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _

from portal.bookings import queries, services
from portal.bookings.rules import day as rules
from portal.kernel import clock
from portal.web import limits, transactions
from portal.web.access import user
from portal.web.interpreter.day_forms import DeclineForm, LateForm
from portal.web.interpreter.desk import desk
from portal.web.limits import limiter
from portal.web.pages import page


@desk.route("/meetings/<public_id>/late", methods=["GET", "POST"])
@limiter.limit(limits.MESSAGES, key_func=limits.account, methods=["POST"])
def run_late(public_id: str) -> Any:
    """Say by how much one will be late."""
    booking = queries.booking_interpreted_by(g.interpreter, public_id)
    form = LateForm()
    form.offer()
    if form.validate_on_submit():
        with form.showing_refusals():
            minutes = int(str(form.minutes.data))
            transactions.write(services.run_late, booking, g.interpreter, minutes, by=user())
            flash(_("Both companies and the coordinators are told."), "ok")
            return redirect(url_for("interpreter.overview"))
    span = booking.span
    why_not = rules.why_not_be_late(booking.state, span.starts_at, span.ends_at, clock.now())
    return page("interpreter/late.html", form=form, booking=booking, why_not=why_not)


@desk.route("/meetings/<public_id>/decline", methods=["GET", "POST"])
def decline_meeting(public_id: str) -> Any:
    """Give a meeting back, with the reason."""
    booking = queries.booking_interpreted_by(g.interpreter, public_id)
    form = DeclineForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            reason = str(form.reason.data)
            transactions.write(
                services.decline_assignment, booking, g.interpreter, reason, by=user()
            )
            flash(_("The meeting is no longer yours. The coordinators look for another."), "ok")
            return redirect(url_for("interpreter.overview"))
    why_not = rules.why_not_decline(booking.state, booking.span.starts_at, clock.now())
    return page("interpreter/decline.html", form=form, booking=booking, why_not=why_not)
