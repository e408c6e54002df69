"""Meeting requests on the company desk: those to answer, those sent, and one with its answer."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from portal.bookings import queries, rules, services
from portal.kernel import clock
from portal.kernel.errors import Conflict
from portal.web import transactions
from portal.web.access import this_company, user
from portal.web.company.desk import desk
from portal.web.company.requests_forms import AcceptForm, BookForm, DeclineForm, WithdrawForm
from portal.web.forms import stripped
from portal.web.meeting_history import history_of
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.slot_sheet import sheet_of, slot_named


@desk.get("/requests/")
def requests() -> Any:
    """What waits for an answer, first to expire first; then everything asked of the company."""
    company = this_company()
    return page(
        "company/requests/list.html",
        company=company,
        to_answer=queries.requests_to_answer(company),
        found=Page(queries.requests_to(company, page_asked_for())),
        sent=False,
    )


@desk.get("/requests/sent")
def requests_sent() -> Any:
    """What the company asked others."""
    company = this_company()
    return page(
        "company/requests/list.html",
        company=company,
        to_answer=queries.requests_to_answer(company),
        found=Page(queries.requests_from(company, page_asked_for())),
        sent=True,
    )


@desk.route("/requests/<public_id>", methods=["GET", "POST"])
def request(public_id: str) -> Any:
    """One request: to answer by choosing a time, or where it stands."""
    found = queries.request_for(this_company(), public_id)
    form = AcceptForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            slot = slot_chosen(form, found.consultation, found.asked, found.asker)
            booking = transactions.write(services.accept, found, slot, by=user(), form_key=form.key)
            flash(_("The meeting is booked. Both companies get a calendar entry."), "ok")
            return redirect(url_for("company.meeting", public_id=booking.public_id))
    return _request_page(found, form)


@desk.post("/requests/<public_id>/decline")
def decline(public_id: str) -> Any:
    """Say no."""
    found = queries.request_for(this_company(), public_id)
    form = DeclineForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(services.decline, found, stripped(form.reason.data), by=user())
            flash(_("The request is declined. The other company gets a mail."), "ok")
            return redirect(url_for("company.requests"))
    return _request_page(found, form)


@desk.post("/requests/<public_id>/withdraw")
def withdraw_request(public_id: str) -> Any:
    """Take one's own request back."""
    found = queries.request_for(this_company(), public_id)
    form = WithdrawForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(services.withdraw, found, stripped(form.reason.data), by=user())
            flash(_("The request is withdrawn. The other company gets a mail."), "ok")
            return redirect(url_for("company.requests_sent"))
    return _request_page(found, form)


def slot_chosen(form: BookForm | AcceptForm, consultation: Any, one: Any, other: Any) -> Any:
    """The slot of this session that a form names, unless it is certainly lost to this pair.

    A form that made its booking already is not told that its own time is taken. Raises Invalid,
    Conflict.
    """
    slot = slot_named(consultation, str(form.slot.data))
    if one.id != this_company().id:
        return slot  # the service refuses whoever acts for another; nobody tells them who is busy
    if form.key is not None and queries.booking_of_form(form.key, one) is not None:
        return slot
    if why_not := queries.why_surely_not_free(slot, one, other):
        raise Conflict(why_not, field="slot")
    return slot


def _request_page(found: Any, form: Any) -> Any:
    company = this_company()
    mine_to_answer = found.asked.id == company.id
    now = clock.now()
    waits = rules.why_not_answer(found.state, found.expires_at, now) is None
    why_not = rules.why_not_accept(found.consultation.phase, found.state, found.expires_at, now)
    sheet = None
    if mine_to_answer and why_not is None:
        typed = form.slot.data if isinstance(form, AcceptForm) else None
        partner = found.company_of(company.side.other)
        sheet = sheet_of(
            found.consultation, company, partner, chosen=typed, endpoint="company.request"
        )
    return page(
        "company/requests/one.html",
        form=form,
        accept_form=form if isinstance(form, AcceptForm) else AcceptForm(formdata=None),
        decline_form=form if type(form) is DeclineForm else DeclineForm(formdata=None),
        withdraw_form=form if isinstance(form, WithdrawForm) else WithdrawForm(formdata=None),
        asked=found,
        company=company,
        partner=found.company_of(company.side.other),
        mine_to_answer=mine_to_answer,
        waits=waits,
        why_not=why_not,
        sheet=sheet,
        booking=queries.booking_of_request(found),
        history=history_of(found, own=company),
    )
