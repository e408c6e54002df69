"""Handing a meeting over on the company desk: who of the company's people attends it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for

from portal.bookings import queries
from portal.web import limits
from portal.web.access import this_company
from portal.web.company.desk import desk
from portal.web.hand_over import HandOver
from portal.web.limits import limiter
from portal.web.pages import page


@desk.route("/meetings/<public_id>/people", methods=["GET", "POST"])
@limiter.limit(limits.MEETINGS_WANTED, key_func=limits.account, methods=["POST"])
def meeting_people(public_id: str) -> Any:
    """Choose who of the people named for the session attends this meeting."""
    side = _side(public_id)
    form = side.who_form(sent=True)
    if form.validate_on_submit():
        with form.showing_refusals():
            return _done(public_id, side.choose(form))
    return _page(side, form)


@desk.post("/meetings/<public_id>/people/known")
@limiter.limit(limits.MEETINGS_WANTED, key_func=limits.account)
def bring_known_person(public_id: str) -> Any:
    """Bring one of the company's people who is not named for the session."""
    side = _side(public_id)
    form = side.known_form(sent=True)
    if form.validate_on_submit():
        with form.showing_refusals():
            return _done(public_id, side.bring(form, str(form.person.data)))
    return _page(side, form)


@desk.post("/meetings/<public_id>/people/new")
@limiter.limit(limits.MEETINGS_WANTED, key_func=limits.account)
def bring_new_person(public_id: str) -> Any:
    """Bring somebody new."""
    side = _side(public_id)
    form = side.new_form(sent=True)
    if form.validate_on_submit():
        with form.showing_refusals():
            return _done(public_id, side.bring(form, form.details()))
    return _page(side, form)


def _side(public_id: str) -> HandOver:
    return HandOver(queries.booking_for(this_company(), public_id), this_company())


def _done(public_id: str, words: str) -> Any:
    flash(words, "ok")
    return redirect(url_for("company.meeting", public_id=public_id))


def _page(side: HandOver, form: Any) -> Any:
    partner = side.booking.partner_of(side.company)
    return page("company/meetings/people.html", partner=partner, **side.values(form))
