"""Meeting requests on the company desk: those to answer, those sent, and one with its answer."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from portal.bookings import queries, rules, services
from portal.kernel.errors import Conflict
from portal.web import transactions
from portal.web.access import this_company, user, who
from portal.web.company.desk import desk
from portal.web.company.requests_forms import (
    AcceptForm,
    BookForm,
    DeclineForm,
    ProposeForm,
    WithdrawForm,
)
from portal.web.company.turn import Turn
from portal.web.forms import stripped
from portal.web.meeting_history import history_of
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.slot_picker import picker_of, slots_named
from portal.web.slot_sheet import slot_named


@desk.get("/requests/")
def requests() -> Any:
    """What waits for an answer, first to expire first; then everything asked of the company."""
    company = this_company()
    return page(
        "company/requests/list.html",
        company=company,
        to_answer=queries.requests_to_answer(company),
        found=Page(queries.requests_to(company, page_asked_for())),
        waited_for=queries.requests_waited_for(company),
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
        waited_for=queries.requests_waited_for(company),
        sent=True,
    )


@desk.route("/requests/<public_id>", methods=["GET", "POST"])
def request(public_id: str) -> Any:
    """One request: to answer by choosing a time, or where it stands."""
    found = queries.request_for(this_company(), public_id)
    form, turn = AcceptForm(), Turn(found, this_company())
    if form.validate_on_submit():
        with form.showing_refusals():
            # Whoever may not accept is not told either who is busy when.
            if turn.why_not and not made_before(form, turn.company):
                raise Conflict(turn.why_not)
            slot = slot_chosen(form, found.consultation, *turn.in_order)
            booking = transactions.write(services.accept, found, slot, by=user(), form_key=form.key)
            flash(_("The meeting is booked. Both companies get a calendar entry."), "ok")
            return redirect(url_for("company.meeting", public_id=booking.public_id))
    return _request_page(found, form)


@desk.route("/requests/<public_id>/propose", methods=["GET", "POST"])
def propose_times(public_id: str) -> Any:
    """Say yes, but at one of other times."""
    turn = Turn(queries.request_for(this_company(), public_id), this_company())
    found, form = turn.request, ProposeForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.propose,
                found,
                slots_named(found.consultation, form.slots.data),
                stripped(form.words.data),
                by=user(),
                form_key=form.key,
            )
            flash(_("Your times are sent. You get a mail when they answer."), "ok")
            return redirect(url_for("company.request", public_id=public_id))
    return page(
        "company/requests/propose.html",
        form=form,
        asked=found,
        partner=turn.partner,
        why_not=turn.why_not_propose,
        picker=picker_of(found.consultation, turn.company, turn.partner, form.slots.data),
    )


@desk.post("/requests/<public_id>/decline")
def decline(public_id: str) -> Any:
    """Say no."""
    found = queries.request_for(this_company(), public_id)
    form = DeclineForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            words = stripped(form.reason.data)
            transactions.write(services.decline, found, words, by=user(), form_key=form.key)
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
            words = stripped(form.reason.data)
            transactions.write(services.withdraw, found, words, by=user(), form_key=form.key)
            flash(_("The request is withdrawn. The other company gets a mail."), "ok")
            return redirect(url_for("company.requests_sent"))
    return _request_page(found, form)


def slot_chosen(form: BookForm | AcceptForm, consultation: Any, one: Any, other: Any) -> Any:
    """The slot of this session that a form names, unless it is certainly lost to this pair.

    A form that made its booking already is not told that its own time is taken. Raises Invalid,
    Conflict.
    """
    slot = slot_named(consultation, str(form.slot.data))
    if one.id != who().company.id:
        return slot  # the service refuses whoever acts for another; nobody tells them who is busy
    why_not = queries.why_surely_not_free(consultation, slot, one, other)
    if why_not and not made_before(form, one):
        raise Conflict(why_not, field="slot")
    return slot


def made_before(form: BookForm | AcceptForm, company: Any) -> bool:
    """Whether a form made its booking already and comes once more."""
    return form.key is not None and queries.booking_of_form(form.key, company) is not None


def _request_page(found: Any, form: Any) -> Any:
    turn = Turn(found, this_company())
    return page(
        "company/requests/one.html",
        form=form,
        accept_form=form if isinstance(form, AcceptForm) else AcceptForm(formdata=None),
        first_form=AcceptForm(formdata=None),
        decline_form=form if type(form) is DeclineForm else DeclineForm(formdata=None),
        withdraw_form=form if isinstance(form, WithdrawForm) else WithdrawForm(formdata=None),
        asked=found,
        turn=turn,
        company=turn.company,
        partner=turn.partner,
        sheet=turn.sheet(form.slot.data if isinstance(form, AcceptForm) else None),
        may_wait=turn.may_wait,
        booking=queries.booking_of_request(found),
        until_when=rules.until_when,
        history=history_of(found, own=turn.company),
    )
