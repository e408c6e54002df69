"""Meetings on the company desk: to come, past, and one with its way in."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.bookings import queries, rules, services
from portal.bookings.rules.logs import why_not_record
from portal.bookings.states import OPENS_CONTACT, BookingState
from portal.kernel import clock
from portal.rooms import queries as rooms
from portal.technologies import queries as technologies
from portal.web import limits, transactions
from portal.web.access import this_company, user
from portal.web.calendar_files import saved, saved_one
from portal.web.company.desk import desk
from portal.web.company.requests_forms import CancelForm, MoveForm
from portal.web.doorways import doorway
from portal.web.forwarding import card_of, short_text
from portal.web.limits import limiter
from portal.web.meeting_history import history_of, history_of_record, tell_of_move
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.slot_sheet import sheet_of, slot_named


@desk.get("/meetings/")
def meetings() -> Any:
    """The meetings to come, the next first; or the past ones; or those without a record yet."""
    company = this_company()
    show, number = request.args.get("show"), page_asked_for()
    past = show in ("past", "unrecorded")
    if show == "unrecorded":
        found = Page(queries.bookings_to_record(company, number))
    else:
        found = Page(queries.bookings_of_company(company, number, past=past))
    return page(
        "company/meetings/list.html",
        company=company,
        found=found,
        past=past,
        unrecorded=show == "unrecorded",
        logged=queries.logged_of(found.items, company.side) if past else set(),
    )


@desk.get("/meetings/<public_id>")
def meeting(public_id: str) -> Any:
    """One meeting: when on both clocks, with whom, about what, and how to get in."""
    return _meeting_page(queries.booking_for(this_company(), public_id), CancelForm(formdata=None))


@desk.get("/meetings/<public_id>/calendar.ics")
def meeting_calendar(public_id: str) -> Any:
    """The meeting for the reader's own calendar."""
    return saved_one("company", queries.booking_for(this_company(), public_id))


@desk.get("/meetings.ics")
def meetings_calendar() -> Any:
    """The company's meetings, those of `?day=` or of all days, for the reader's own calendar."""
    return saved("company", queries.calendar_of_company(this_company()), "meetings")


@desk.get("/meetings/<public_id>/card.png")
@limiter.limit(limits.EXPORTS, key_func=limits.account)
def meeting_card(public_id: str) -> Any:
    """The meeting as a picture to forward in a chat."""
    return card_of(queries.booking_for(this_company(), public_id))


@desk.post("/meetings/<public_id>/cancel")
def cancel_meeting(public_id: str) -> Any:
    """Call a meeting off, with the reason."""
    booking = queries.booking_for(this_company(), public_id)
    form = CancelForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            reason = str(form.reason.data)
            transactions.write(services.cancel, booking, reason, by=user(), form_key=form.key)
            flash(_("The meeting is cancelled. Everybody in it gets a mail."), "ok")
            return redirect(url_for("company.meetings"))
    return _meeting_page(booking, form)


@desk.route("/meetings/<public_id>/move", methods=["GET", "POST"])
@limiter.limit(limits.MEETINGS_WANTED, key_func=limits.account, methods=["POST"])
def move_meeting(public_id: str) -> Any:
    """Choose another time for a meeting."""
    company = this_company()
    booking = queries.booking_for(company, public_id)
    form = MoveForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            slot = slot_named(booking.consultation, str(form.slot.data))
            reason = str(form.reason.data)
            transactions.write(services.move, booking, slot, reason, by=user(), form_key=form.key)
            tell_of_move(booking, slot)
            return redirect(url_for("company.meeting", public_id=public_id))
    return page(
        "company/meetings/move.html",
        form=form,
        booking=booking,
        company=company,
        partner=booking.partner_of(company),
        why_not=_why_not_move(booking),
        sheet=sheet_of(
            booking.consultation,
            company,
            booking.partner_of(company),
            chosen=form.slot.data,
            moving=booking,
            endpoint="company.move_meeting",
        ),
    )


def _why_not_move(booking: Any) -> Any:
    """Why the company cannot move the meeting itself, or None."""
    consultation = booking.consultation
    return rules.why_not_move(
        consultation.booking_mode,
        consultation.phase,
        booking.state,
        booking.slot.starts_at,
        clock.now(),
        change=consultation.terms.change,
    )


def _meeting_page(booking: Any, form: CancelForm) -> Any:
    company = this_company()
    partner = booking.partner_of(company)
    people = queries.attendees_of(booking)
    speak = queries.languages_at(booking)
    open_to_each_other = booking.state in OPENS_CONTACT
    log = queries.log_of(booking, company.side)
    return page(
        "company/meetings/one.html",
        form=form,
        booking=booking,
        company=company,
        partner=partner,
        own_people=people[company.id],
        their_people=people[partner.id] if open_to_each_other else [],
        common_language=rules.common_language(speak[company.id], speak[partner.id]),
        brought=queries.bring_interpreters(booking.consultation, (company, partner)),
        profiles=technologies.profiles_of(partner),
        files_handed=rooms.number_handed_to(company, booking),
        way=doorway(booking),
        forward=short_text(booking) if booking.state is BookingState.CONFIRMED else None,
        **_changes(booking),
        log=log,
        record_history=history_of_record(log, own=company),
        may_record=not why_not_record(booking.state, booking.slot.starts_at, clock.now()),
        history=history_of(booking, own=company),
    )


def _changes(booking: Any) -> dict[str, Any]:
    """What the company can still change about a meeting itself, and until when."""
    starts_at, consultation = booking.slot.starts_at, booking.consultation
    change = consultation.terms.change
    may_cancel = not rules.why_not_cancel(
        booking.state, starts_at, clock.now(), on_behalf=False, change=change
    )
    return {
        "may_cancel": may_cancel,
        "cancel_until": rules.cancel_until(starts_at, change),
        "why_not_move": _why_not_move(booking),
        "may_hand_over": not rules.why_not_hand_over(booking.state, starts_at, clock.now()),
        "move_until": rules.move_until(starts_at, change, consultation.booking_ends_at),
    }
