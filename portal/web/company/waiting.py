"""Waiting for a time with another company, and what is offered then, on the company desk."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from portal.bookings import queries, services
from portal.consultations.rules import why_not_answer_offer
from portal.kernel import clock
from portal.web import limits, transactions
from portal.web.access import this_company, user
from portal.web.company.asking import book_page, pair_in
from portal.web.company.desk import desk
from portal.web.company.requests_forms import AboutForm
from portal.web.company.waiting_forms import DeclineOfferForm
from portal.web.forms import ActionForm, stripped
from portal.web.limits import limiter
from portal.web.meeting_history import history_of
from portal.web.pages import page, words


@desk.post("/consultations/<public_id>/partners/<company_id>/wait")
@limiter.limit(limits.MEETINGS_WANTED, key_func=limits.account)
def wait(public_id: str, company_id: str) -> Any:
    """Stand in line for a time with a company, where none suits both."""
    pair = pair_in(public_id, company_id)
    form = pair.offer(AboutForm())
    if form.validate_on_submit():
        with form.showing_refusals():
            waiting = transactions.write(
                services.wait,
                pair.consultation,
                pair.company,
                pair.partner,
                str(form.reason.data),
                profile=form.profile_chosen,
                by=user(),
            )
            flash(_("You are on the list. You get a mail when a time falls free."), "ok")
            return redirect(url_for("company.waiting", public_id=waiting.public_id))
    return book_page(pair, form)


@desk.post("/requests/<public_id>/wait")
@limiter.limit(limits.MEETINGS_WANTED, key_func=limits.account)
def wait_to_accept(public_id: str) -> Any:
    """Say yes to a request for which no time suits yet, and take the first that falls free."""
    found = queries.request_for(this_company(), public_id)
    waiting = transactions.write(services.wait_to_accept, found, by=user())
    flash(_("You are on the list. You get a mail when a time falls free."), "ok")
    return redirect(url_for("company.waiting", public_id=waiting.public_id))


@desk.get("/waiting/<public_id>")
def waiting(public_id: str) -> Any:
    """One place in a line: which it is, what for, and what was offered so far."""
    company = this_company()
    found = queries.waiting_for(company, public_id)
    waits = queries.waits_of(company, found.consultation)
    in_line = next((each for each in waits if each.waiting.id == found.id), None)
    return page(
        "company/waiting/one.html",
        waiting=found,
        in_line=in_line,
        booking=queries.booking_of_waiting(found),
        leave_form=ActionForm(),
        history=history_of(found, own=company),
    )


@desk.post("/waiting/<public_id>/leave")
def leave_line(public_id: str) -> Any:
    """Wait no longer."""
    found = queries.waiting_for(this_company(), public_id)
    transactions.write(services.leave, found, by=user())
    flash(_("You wait for %(company)s no longer.", company=words(found.wanted.name).text), "ok")
    return redirect(url_for("company.consultation", public_id=found.consultation.public_id))


@desk.get("/offers/<public_id>")
def offer(public_id: str) -> Any:
    """A time that is kept for this company, or one of its own that is kept for another."""
    return _offer_page(queries.offer_for(this_company(), public_id), DeclineOfferForm())


@desk.post("/offers/<public_id>/accept")
def accept_offer(public_id: str) -> Any:
    """Take it: the meeting is booked."""
    found = queries.offer_for(this_company(), public_id)
    booking = transactions.write(services.accept_offer, found, by=user())
    flash(_("The meeting is booked. Both companies get a calendar entry."), "ok")
    return redirect(url_for("company.meeting", public_id=booking.public_id))


@desk.post("/offers/<public_id>/decline")
def decline_offer(public_id: str) -> Any:
    """Say no: the next in line gets it."""
    found = queries.offer_for(this_company(), public_id)
    form = DeclineOfferForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.decline_offer,
                found,
                stripped(form.reason.data),
                stay=form.stays,
                by=user(),
            )
            flash(_("You have declined this time."), "ok")
            return redirect(url_for("company.waiting", public_id=found.waiting.public_id))
    return _offer_page(found, form)


def _offer_page(found: Any, form: DeclineOfferForm) -> Any:
    company, waits = this_company(), found.waiting
    mine = waits.waiter.id == company.id
    return page(
        "company/waiting/offer.html",
        form=form,
        accept_form=ActionForm(formdata=None),
        offer=found,
        waiting=waits,
        company=company,
        partner=waits.company_of(company.side.other),
        mine=mine,
        why_not=why_not_answer_offer(found.state, found.expires_at, clock.now()),
        history=history_of(waits, own=company) if mine else [],
    )
