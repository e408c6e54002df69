"""One meeting on the coordinator desk: its interpreter, link, time, state and history."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _

from portal.bookings import queries, rules, services
from portal.bookings.rules.logs import why_not_record
from portal.bookings.states import BookingState
from portal.consultations import queries as consultations
from portal.kernel import clock
from portal.rooms import queries as rooms
from portal.web import limits, transactions
from portal.web.access import user
from portal.web.calendar_files import saved_one
from portal.web.coordinator.bookings_forms import (
    NOT_NEEDED,
    WANTED,
    InterpreterForm,
    LinkForm,
    MarkForm,
    MoveForm,
    ReasonForm,
)
from portal.web.coordinator.desk import desk
from portal.web.coordinator.interpreters import names_of_groups
from portal.web.coordinator.naming import meeting_named
from portal.web.coordinator.ways_forms import values_of_fall_backs
from portal.web.doorways import doorway, known
from portal.web.forwarding import card_of, short_text
from portal.web.limits import limiter
from portal.web.meeting_history import history_of, history_of_record, tell_of_move
from portal.web.pages import page
from portal.web.slot_sheet import sheet_of, slot_named


@desk.get("/consultations/<public_id>/bookings/<booking_id>")
def booking(public_id: str, booking_id: str) -> Any:
    """One meeting with everything that can be done about it."""
    return _page(meeting_named(public_id, booking_id))


@desk.get("/consultations/<public_id>/bookings/<booking_id>/calendar.ics")
def booking_calendar(public_id: str, booking_id: str) -> Any:
    """The meeting for the coordinator's own calendar."""
    return saved_one("coordinator", meeting_named(public_id, booking_id))


@desk.get("/consultations/<public_id>/bookings/<booking_id>/card.png")
@limiter.limit(limits.EXPORTS, key_func=limits.account)
def booking_card(public_id: str, booking_id: str) -> Any:
    """The meeting as a picture to forward in a chat."""
    return card_of(meeting_named(public_id, booking_id))


@desk.post("/consultations/<public_id>/bookings/<booking_id>/interpreter")
def set_interpreter(public_id: str, booking_id: str) -> Any:
    """Seat an interpreter, or say that one is wanted or not needed."""
    found = meeting_named(public_id, booking_id)
    form = _interpreter_form(found)
    if form.validate_on_submit():
        with form.showing_refusals():
            chosen = str(form.interpreter.data)
            if chosen in (WANTED, NOT_NEEDED):
                transactions.write(
                    services.release_interpreter,
                    found,
                    wanted=chosen == WANTED,
                    by=user(),
                    because=form.because.data,
                )
            else:
                who = consultations.interpreter_in(found.consultation, chosen)
                transactions.write(
                    services.assign_interpreter, found, who, by=user(), because=form.because.data
                )
            flash(_("Saved. Interpreters with an account get a mail."), "ok")
            return _back(found)
    return _page(found, interpreter_form=form)


@desk.post("/consultations/<public_id>/bookings/<booking_id>/link")
def set_booking_link(public_id: str, booking_id: str) -> Any:
    """Give the meeting a way in of its own, or the session's again."""
    found = meeting_named(public_id, booking_id)
    form = _link_form(found)
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.set_link,
                found,
                form.link(),
                form.fall_backs,
                by=user(),
                because=form.because.data,
            )
            flash(_("Saved. It stands on the pages of both companies now."), "ok")
            return _back(found)
    return _page(found, link_form=form)


@desk.post("/consultations/<public_id>/bookings/<booking_id>/cancel")
def cancel_booking(public_id: str, booking_id: str) -> Any:
    """Call the meeting off, with the reason."""
    found = meeting_named(public_id, booking_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            reason = str(form.reason.data)
            transactions.write(services.cancel, found, reason, by=user(), form_key=form.key)
            flash(_("The meeting is cancelled. Everybody in it gets a mail."), "ok")
            return _back(found)
    return _page(found, cancel_form=form)


@desk.post("/consultations/<public_id>/bookings/<booking_id>/mark")
def mark_booking(public_id: str, booking_id: str) -> Any:
    """Note whether the meeting took place."""
    found = meeting_named(public_id, booking_id)
    form = _mark_form()
    if form.validate_on_submit():
        with form.showing_refusals():
            state = BookingState(str(form.state.data))
            transactions.write(services.mark, found, state, by=user(), because=form.because.data)
            flash(_("Noted."), "ok")
            return _back(found)
    return _page(found, mark_form=form)


@desk.route("/consultations/<public_id>/bookings/<booking_id>/move", methods=["GET", "POST"])
def move_booking(public_id: str, booking_id: str) -> Any:
    """Choose another time for the meeting."""
    found = meeting_named(public_id, booking_id)
    form = MoveForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            slot = slot_named(found.consultation, str(form.slot.data))
            reason = str(form.reason.data)
            transactions.write(services.move, found, slot, reason, by=user(), form_key=form.key)
            tell_of_move(found, slot)
            return _back(found)
    return page(
        "coordinator/bookings/move.html",
        form=form,
        consultation=found.consultation,
        booking=found,
        why_not=rules.why_not_change(found.state),
        sheet=sheet_of(
            found.consultation,
            found.korean_company,
            found.chinese_company,
            chosen=form.slot.data,
            both_known=True,
            moving=found,
            endpoint="coordinator.move_booking",
        ),
    )


def _back(found: Any) -> Any:
    return redirect(
        url_for(
            "coordinator.booking",
            public_id=found.consultation.public_id,
            booking_id=found.public_id,
        )
    )


def _interpreter_form(found: Any, *, empty: bool = False) -> InterpreterForm:
    form = InterpreterForm(formdata=None) if empty else InterpreterForm()
    companies = (found.korean_company, found.chinese_company)
    speak = queries.languages_at(found)
    candidates = queries.interpreters_at(
        found.consultation,
        found.slot.span,
        *(speak[company.id] for company in companies),
        but=found,
    )
    form.offer(found, candidates, names_of_groups(), sent=not empty)
    return form


def _link_form(found: Any, *, empty: bool = False) -> LinkForm:
    was = {
        "kind": found.link_kind.value if found.link_kind else "",
        "url": found.link_url,
        "number": found.link_number,
        "password": found.link_password,
    } | values_of_fall_backs(found.then)
    form = LinkForm(formdata=None, data=was) if empty else LinkForm(data=was)
    form.offer(known())
    return form


def _mark_form(*, empty: bool = False) -> MarkForm:
    form = MarkForm(formdata=None) if empty else MarkForm()
    form.offer()
    return form


def _page(found: Any, **forms: Any) -> Any:
    """The page; `forms` holds the one that was sent and refused, if any."""
    companies = (found.korean_company, found.chinese_company)
    speak = queries.languages_at(found)
    log = queries.log_of(found, g.coordinator.host.side)
    now = clock.now()
    shown = {
        "interpreter_form": forms.get("interpreter_form") or _interpreter_form(found, empty=True),
        "link_form": forms.get("link_form") or _link_form(found, empty=True),
        "cancel_form": forms.get("cancel_form") or ReasonForm(formdata=None),
        "mark_form": forms.get("mark_form") or _mark_form(empty=True),
    }
    return page(
        "coordinator/bookings/one.html",
        form=next(iter(forms.values()), shown["cancel_form"]),
        consultation=found.consultation,
        booking=found,
        people=queries.attendees_of(found),
        common_language=rules.common_language(*(speak[company.id] for company in companies)),
        volunteers=queries.volunteers_for(found),
        brought=queries.bring_interpreters(found.consultation, companies),
        way=doorway(found),
        may_change=not rules.why_not_change(found.state),
        may_hand_over=not rules.why_not_hand_over(
            found.state, found.slot.starts_at, now, on_behalf=True
        ),
        may_mark=found.slot.starts_at <= now and found.state is not BookingState.CANCELLED,
        log=log,
        record_history=history_of_record(log),
        may_record=not why_not_record(found.state, found.slot.starts_at, now),
        history=history_of(found),
        stays=rooms.attendance_of(found),
        proposal=rooms.proposal_for(found, known()),
        forward=short_text(found) if found.state is BookingState.CONFIRMED else None,
        **shown,
    )
