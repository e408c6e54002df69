"""A place in a session that is kept for a company of the waiting list, or left over."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from portal.consultations import queries, services
from portal.kernel.errors import Missing
from portal.web import transactions
from portal.web.access import this_company, user
from portal.web.company.desk import desk


@desk.post("/consultations/<public_id>/kept-place/<any(accept, decline):answer>")
def answer_place(public_id: str, answer: str) -> Any:
    """Take the place that is kept for the company, or leave it to the next in line."""
    participation = _waiting(public_id)
    offer = queries.last_place_offer_to(participation)
    if answer == "accept":
        transactions.write(services.accept_place, offer, by=user())
        flash(_("You take part. Next, please name the people who will attend."), "ok")
        return redirect(url_for("company.consultation", public_id=public_id))
    transactions.write(services.decline_place, offer, by=user())
    flash(_("You have left the waiting list of this session."), "ok")
    return redirect(url_for("company.consultations"))


@desk.post("/consultations/<public_id>/left-place")
def take_left_place(public_id: str) -> Any:
    """Take a place that is free, after an offer was let pass."""
    participation = _waiting(public_id)
    transactions.write(services.take_left_place, participation, by=user())
    flash(_("You take part. Next, please name the people who will attend."), "ok")
    return redirect(url_for("company.consultation", public_id=public_id))


def _waiting(public_id: str) -> Any:
    """The company's place in a session or on its list. Raises Missing."""
    company = this_company()
    found = queries.consultation_for(company, public_id)
    participation = queries.participation_of(company, found)
    if participation is None:
        raise Missing
    return participation
