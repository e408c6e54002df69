"""The meeting requests of a session on the coordinator desk: seen, asked and answered on behalf."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _

from portal.bookings import queries, rules, services
from portal.consultations import queries as consultations
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.web import transactions
from portal.web.access import user
from portal.web.coordinator.beyond import beyond_by_asking, beyond_by_meeting
from portal.web.coordinator.bookings import pair_asked_for, pair_page
from portal.web.coordinator.bookings_forms import (
    AcceptForm,
    AskForm,
    CloseRequestForm,
    ProposeForm,
)
from portal.web.coordinator.desk import desk
from portal.web.forms import stripped
from portal.web.meeting_history import history_of
from portal.web.pages import page, words
from portal.web.paging import Page, page_asked_for
from portal.web.slot_picker import picker_of, slots_named
from portal.web.slot_sheet import sheet_of, slot_named


@desk.get("/consultations/<public_id>/requests")
def requests(public_id: str) -> Any:
    """Who asked whom, open requests first."""
    found = consultations.consultation_run_by(g.coordinator, public_id)
    return page(
        "coordinator/requests/list.html",
        consultation=found,
        open_requests=queries.number_of_open_requests([found.id]).get(found.id, 0),
        found=Page(queries.requests_of(found, page_asked_for())),
    )


@desk.route("/consultations/<public_id>/requests/new", methods=["GET", "POST"])
def ask_for_meeting(public_id: str) -> Any:
    """Ask for a meeting on one company's behalf: first the pair, then who asks, and why."""
    found = consultations.consultation_run_by(g.coordinator, public_id)
    pair = pair_asked_for(found)
    if pair is None:
        return pair_page(found, "coordinator.ask_for_meeting")
    form = AskForm()
    form.asker.choices = [
        (side.value, words(company.name).text)
        for side, company in zip((Side.KR, Side.CN), pair, strict=True)
    ]
    if form.validate_on_submit():
        with form.showing_refusals():
            asker, asked = pair if form.asker.data == Side.KR.value else pair[::-1]
            made = transactions.write(
                services.ask,
                found,
                asker,
                asked,
                None,
                str(form.reason.data),
                slots=slots_named(found, form.slots.data),
                by=user(),
                because=str(form.because.data),
                form_key=form.key,
            )
            flash(_("The request is sent. The other company gets a mail."), "ok")
            return _to(made)
    return page(
        "coordinator/requests/ask.html",
        form=form,
        consultation=found,
        korean=pair[0],
        chinese=pair[1],
        beyond=beyond_by_asking(found, *pair),
        picker=picker_of(found, *pair, form.slots.data),
    )


@desk.route("/consultations/<public_id>/requests/<request_id>", methods=["GET", "POST"])
def request(public_id: str, request_id: str) -> Any:
    """One request; a POST accepts it on behalf of the company whose turn it is."""
    found = _found(public_id, request_id)
    form = AcceptForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            booking = transactions.write(
                services.accept,
                found,
                slot_named(found.consultation, str(form.slot.data)),
                by=user(),
                because=str(form.because.data),
                form_key=form.key,
            )
            flash(_("The meeting is booked. Both companies get a calendar entry."), "ok")
            return redirect(
                url_for("coordinator.booking", public_id=public_id, booking_id=booking.public_id)
            )
    return _page(found, form)


@desk.route("/consultations/<public_id>/requests/<request_id>/propose", methods=["GET", "POST"])
def propose_times(public_id: str, request_id: str) -> Any:
    """Propose other times on behalf of the company whose turn it is."""
    found = _found(public_id, request_id)
    pair, form = (found.korean_company, found.chinese_company), ProposeForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.propose,
                found,
                slots_named(found.consultation, form.slots.data),
                stripped(form.words.data),
                by=user(),
                because=str(form.because.data),
                form_key=form.key,
            )
            flash(_("The times are sent. The other company gets a mail."), "ok")
            return _to(found)
    return page(
        "coordinator/requests/propose.html",
        form=form,
        consultation=found.consultation,
        asked=found,
        why_not=_why_not_answer(found),
        picker=picker_of(found.consultation, *pair, form.slots.data),
    )


@desk.post("/consultations/<public_id>/requests/<request_id>/decline")
def decline_request(public_id: str, request_id: str) -> Any:
    """Say no on behalf of the company asked."""
    return _close(_found(public_id, request_id), services.decline, _("The request is declined."))


@desk.post("/consultations/<public_id>/requests/<request_id>/withdraw")
def withdraw_request(public_id: str, request_id: str) -> Any:
    """Take the request back on behalf of the company that asked."""
    return _close(_found(public_id, request_id), services.withdraw, _("The request is withdrawn."))


def _close(found: Any, service: Any, done: str) -> Any:
    form = CloseRequestForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                service,
                found,
                stripped(form.reason.data),
                by=user(),
                because=str(form.because.data),
                form_key=form.key,
            )
            flash(done, "ok")
            return _to(found)
    return _page(found, form)


def _found(public_id: str, request_id: str) -> Any:
    consultation = consultations.consultation_run_by(g.coordinator, public_id)
    return queries.request_in(consultation, request_id)


def _to(made: Any) -> Any:
    return redirect(
        url_for(
            "coordinator.request",
            public_id=made.consultation.public_id,
            request_id=made.public_id,
        )
    )


def _why_not_answer(found: Any) -> Any:
    """Why a coordinator can neither accept the request nor propose times, or None."""
    return rules.why_not_accept(
        found.consultation.phase, found.state, found.expires_at, clock.now(), on_behalf=True
    )


def _page(found: Any, form: Any) -> Any:
    now = clock.now()
    why_not = _why_not_answer(found)
    accepting = isinstance(form, AcceptForm)
    return page(
        "coordinator/requests/one.html",
        form=form,
        accept_form=form if accepting else AcceptForm(formdata=None),
        close_form=CloseRequestForm(formdata=None) if accepting else form,
        consultation=found.consultation,
        asked=found,
        waits=rules.why_not_answer(found.state, found.expires_at, now) is None,
        why_not=why_not,
        proposal=queries.proposal_of(found),
        booking=queries.booking_of_request(found),
        history=history_of(found),
        beyond=()
        if why_not
        else beyond_by_meeting(found.consultation, found.korean_company, found.chinese_company),
        sheet=None
        if why_not
        else sheet_of(
            found.consultation,
            found.korean_company,
            found.chinese_company,
            chosen=form.slot.data if accepting else None,
            both_known=True,
            endpoint="coordinator.request",
        ),
    )
