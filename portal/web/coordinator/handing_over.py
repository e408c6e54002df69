"""Handing a meeting over on a company's behalf: who of its people attends it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for

from portal.kernel.clocks import Side
from portal.web.coordinator.desk import desk
from portal.web.coordinator.naming import meeting_named
from portal.web.hand_over import HandOver
from portal.web.pages import page

HERE = "/consultations/<public_id>/bookings/<booking_id>/people/<any(KR, CN):side>"


@desk.route(HERE, methods=["GET", "POST"])
def booking_people(public_id: str, booking_id: str, side: str) -> Any:
    """Choose who of the people named for the session attends this meeting."""
    theirs = _side(public_id, booking_id, side)
    form = theirs.who_form(sent=True)
    if form.validate_on_submit():
        with form.showing_refusals():
            return _done(theirs, theirs.choose(form))
    return _page(theirs, form)


@desk.post(f"{HERE}/known")
def bring_known_person(public_id: str, booking_id: str, side: str) -> Any:
    """Bring one of the company's people who is not named for the session."""
    theirs = _side(public_id, booking_id, side)
    form = theirs.known_form(sent=True)
    if form.validate_on_submit():
        with form.showing_refusals():
            return _done(theirs, theirs.bring(form, str(form.person.data)))
    return _page(theirs, form)


@desk.post(f"{HERE}/new")
def bring_new_person(public_id: str, booking_id: str, side: str) -> Any:
    """Bring somebody new."""
    theirs = _side(public_id, booking_id, side)
    form = theirs.new_form(sent=True)
    if form.validate_on_submit():
        with form.showing_refusals():
            return _done(theirs, theirs.bring(form, form.details()))
    return _page(theirs, form)


def _side(public_id: str, booking_id: str, side: str) -> HandOver:
    found = meeting_named(public_id, booking_id)
    return HandOver(found, found.company_of(Side(side)), on_behalf=True)


def _done(theirs: HandOver, words: str) -> Any:
    flash(words, "ok")
    return redirect(
        url_for(
            "coordinator.booking",
            public_id=theirs.booking.consultation.public_id,
            booking_id=theirs.booking.public_id,
        )
    )


def _page(theirs: HandOver, form: Any) -> Any:
    return page(
        "coordinator/bookings/people.html",
        consultation=theirs.booking.consultation,
        **theirs.values(form),
    )
