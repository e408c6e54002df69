"""Rescuing a meeting on its day: call, begin later, another interpreter, move, cancel, fill in."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from portal.bookings import queries, services
from portal.bookings.rules import day as rules
from portal.bookings.rules import why_not_change
from portal.bookings.rules.presence import Came, Stated
from portal.bookings.states import BookingState
from portal.consultations import queries as consultations
from portal.infra import audit
from portal.kernel import clock
from portal.kernel.languages import Text
from portal.rooms import services as rooms
from portal.rooms.queries import row_now
from portal.web import limits, transactions
from portal.web.access import user
from portal.web.coordinator.bookings_forms import ReasonForm
from portal.web.coordinator.desk import desk
from portal.web.coordinator.naming import meeting_named
from portal.web.coordinator.rescue_forms import DelayForm, NoteForm, SwapForm
from portal.web.doorways import doorway, known
from portal.web.forms import ActionForm
from portal.web.limits import limiter
from portal.web.meeting_history import history_of
from portal.web.pages import page
from portal.web.presence_forms import DecideForm

GAVE_BACK = Text("gave this meeting back")
HERE = "/consultations/<public_id>/bookings/<booking_id>/rescue"


@desk.get(HERE)
def rescue(public_id: str, booking_id: str) -> Any:
    """Who is there, whom one can call, and everything that may save the meeting."""
    return _page(meeting_named(public_id, booking_id))


@desk.post(f"{HERE}/come")
def come_to_room(public_id: str, booking_id: str) -> Any:
    """Say that one comes to the room from which a coordinator is called."""
    found = meeting_named(public_id, booking_id)
    form = ActionForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(rooms.come, found, by=user())
            flash(_("They read that you are coming."), "ok")
            return _back(found)
    return _page(found)


@desk.post(f"{HERE}/call")
@limiter.limit(limits.MESSAGES, key_func=limits.account)
def call_missing(public_id: str, booking_id: str) -> Any:
    """Ask whoever is missing to join now."""
    found = meeting_named(public_id, booking_id)
    form = ActionForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(rooms.call, found, by=user())
            flash(_("Whoever is missing was asked to join now, by mail and in the portal."), "ok")
            return _back(found)
    return _page(found, call_form=form)


@desk.post(f"{HERE}/later")
def delay_booking(public_id: str, booking_id: str) -> Any:
    """Let the meeting begin later."""
    found = meeting_named(public_id, booking_id)
    form = _delay_form(found)
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.start_later,
                found,
                int(str(form.minutes.data)),
                str(form.reason.data),
                by=user(),
                form_key=form.key,
            )
            flash(_("The meeting has another beginning. Everybody in it gets a mail."), "ok")
            return _back(found)
    return _page(found, delay_form=form)


@desk.post(f"{HERE}/interpreter/<interpreter_id>")
def swap_interpreter(public_id: str, booking_id: str, interpreter_id: str) -> Any:
    """Seat an interpreter who is free and speaks the languages, in place of whoever is there."""
    found = meeting_named(public_id, booking_id)
    who = consultations.interpreter_in(found.consultation, interpreter_id)
    form = SwapForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.assign_interpreter, found, who, by=user(), because=form.because.data
            )
            flash(_("Saved. Interpreters with an account get a mail."), "ok")
            return _back(found)
    return _page(found, swap_form=form, swapping=interpreter_id)


@desk.post(f"{HERE}/cancel")
def cancel_rescued(public_id: str, booking_id: str) -> Any:
    """Call the meeting off; the page then shows who could take its time."""
    found = meeting_named(public_id, booking_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            reason = str(form.reason.data)
            transactions.write(services.cancel, found, reason, by=user(), form_key=form.key)
            flash(_("The meeting is cancelled. Everybody in it gets a mail."), "ok")
            return _back(found)
    return _page(found, cancel_form=form)


@desk.post(f"{HERE}/fill/<waiting_id>")
def fill_freed_time(public_id: str, booking_id: str, waiting_id: str) -> Any:
    """Put two companies of whom one waits for the other into the time that fell free."""
    found = meeting_named(public_id, booking_id)
    waiting = queries.waiting_in(found.consultation, waiting_id)
    form = SwapForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            made = transactions.write(
                services.book,
                found.consultation,
                waiting.waiter,
                waiting.wanted,
                found.slot,
                waiting.subject,
                by=user(),
                profile=waiting.profile,
                because=str(form.because.data),
                form_key=form.key,
            )
            flash(_("The meeting is booked. Both companies get a calendar entry."), "ok")
            return _back(made)
    return _page(found, fill_form=form, filling=waiting_id)


@desk.post(f"{HERE}/note")
def note_booking(public_id: str, booking_id: str) -> Any:
    """Leave a note for colleagues."""
    found = meeting_named(public_id, booking_id)
    form = NoteForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(services.note_for_colleagues, found, str(form.text.data), by=user())
            flash(_("Noted."), "ok")
            return _back(found)
    return _page(found, note_form=form)


@desk.post(f"{HERE}/who-came")
def decide_attendance(public_id: str, booking_id: str) -> Any:
    """Decide who came, where the sides differ or are silent."""
    found = meeting_named(public_id, booking_id)
    form = _decide_form()
    if form.validate_on_submit():
        with form.showing_refusals():
            came = Came(str(form.came.data))
            because = str(form.because.data)
            transactions.write(services.decide_attendance, found, came, because, by=user())
            flash(_("Noted."), "ok")
            return _back(found)
    return _page(found, decide_form=form)


def _decide_form(*, empty: bool = False) -> DecideForm:
    form = DecideForm(formdata=None) if empty else DecideForm()
    form.offer()
    return form


def _back(found: Any) -> Any:
    return redirect(
        url_for(
            "coordinator.rescue",
            public_id=found.consultation.public_id,
            booking_id=found.public_id,
        )
    )


def _delay_form(found: Any, *, empty: bool = False) -> DelayForm:
    form = DelayForm(formdata=None) if empty else DelayForm()
    form.offer(found)
    return form


def _page(found: Any, **given: Any) -> Any:
    """The page; `given` holds the form that was sent and refused, if any, and for whom."""
    form = next((each for name, each in given.items() if name.endswith("_form")), None)
    row, now = row_now(found, known()), clock.now()
    entries = audit.history(found)
    span, standing = found.span, not why_not_change(found.state)
    waiting = []
    if not standing and found.slot.starts_at > now:
        suiting = queries.who_may_want(found.consultation, found.slot.span, ())
        waiting = [each for each, slot in suiting if slot.id == found.slot_id]
    shown = {
        "call_form": ActionForm(formdata=None),
        "delay_form": _delay_form(found, empty=True),
        "swap_form": SwapForm(formdata=None),
        "cancel_form": ReasonForm(formdata=None),
        "fill_form": SwapForm(formdata=None),
        "note_form": NoteForm(formdata=None),
        "decide_form": _decide_form(empty=True),
        "swapping": None,
        "filling": None,
    }
    return page(
        "coordinator/day/rescue.html",
        form=form,
        consultation=found.consultation,
        booking=found,
        each=row,
        standing=standing,
        missing=row.missing,
        why_not_call=rules.why_not_call(
            found.state, span.starts_at, span.ends_at, queries.last_call_to(entries), now
        ),
        last_call=queries.last_call_to(entries),
        may_delay=not rules.why_not_delay(found.state, found.slot.ends_at, rules.MOST_DELAY, now),
        candidates=_candidates(found, entries) if standing else [],
        waiting=waiting,
        stated=queries.stated_of([found]).get(found.id, Stated()),
        may_decide=span.starts_at <= now and found.state is not BookingState.CANCELLED,
        people=queries.attendees_of(found),
        way=doorway(found),
        history=history_of(found),
        **(shown | given),
    )


def _candidates(found: Any, entries: Any) -> list[tuple[Any, Any]]:
    """The session's interpreters, the free ones first, each with why they cannot come, if so."""
    speak = queries.languages_at(found)
    companies = (found.korean_company, found.chinese_company)
    gave_back = queries.declined(entries)
    everybody = queries.interpreters_at(
        found.consultation, found.span, *(speak[company.id] for company in companies), but=found
    )
    named = [
        (
            each.interpreter,
            each.why_not
            or (
                Text("gave this meeting back") if each.interpreter.public_id in gave_back else None
            ),
        )
        for each in everybody
        if each.interpreter.id != found.interpreter_id
    ]
    return sorted(named, key=lambda pair: pair[1] is not None)
