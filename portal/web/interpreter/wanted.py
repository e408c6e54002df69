"""Meetings that look for an interpreter: one may offer to help; a coordinator decides."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _

from portal.bookings import queries, services
from portal.web import limits, transactions
from portal.web.access import user
from portal.web.forms import ActionForm
from portal.web.interpreter.desk import desk
from portal.web.limits import limiter


@desk.post("/wanted/<public_id>/offer")
@limiter.limit(limits.MEETINGS_WANTED, key_func=limits.account)
def offer_help(public_id: str) -> Any:
    """Offer to interpret a meeting."""
    return _done(public_id, services.offer_to_interpret, _("Thank you. The coordinator decides."))


@desk.post("/wanted/<public_id>/withdraw")
@limiter.limit(limits.MEETINGS_WANTED, key_func=limits.account)
def withdraw_help(public_id: str) -> Any:
    """Offer it no longer."""
    return _done(public_id, services.withdraw_help, _("You do not offer it any more."))


def _done(public_id: str, change: Any, said: str) -> Any:
    booking = queries.booking_for_volunteer(g.interpreter, public_id)
    if ActionForm().validate_on_submit():
        transactions.write(change, booking, g.interpreter, by=user())
        flash(said, "ok")
    return redirect(url_for("interpreter.overview") + "#wanted")
