"""Meetings on the company desk: to come, past, and one with its way in."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.bookings import queries, rules, services
from portal.bookings.calendars import entry_of
from portal.bookings.states import OPENS_CONTACT
from portal.infra import calendars
from portal.infra.calendars import Organizer
from portal.kernel import clock
from portal.rooms.providers import doorway
from portal.technologies import queries as technologies
from portal.web import transactions
from portal.web.access import this_company, user
from portal.web.company.desk import desk
from portal.web.company.requests_forms import CancelForm
from portal.web.downloads import download
from portal.web.languages import current_language, reader_side
from portal.web.meeting_history import history_of
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for


@desk.get("/meetings/")
def meetings() -> Any:
    """The meetings to come, the next first; or the past ones."""
    company = this_company()
    past = request.args.get("show") == "past"
    return page(
        "company/meetings/list.html",
        company=company,
        found=Page(queries.bookings_of_company(company, page_asked_for(), past=past)),
        past=past,
    )


@desk.get("/meetings/<public_id>")
def meeting(public_id: str) -> Any:
    """One meeting: when on both clocks, with whom, about what, and how to get in."""
    return _meeting_page(queries.booking_for(this_company(), public_id), CancelForm(formdata=None))


@desk.get("/meetings/<public_id>/calendar.ics")
def meeting_calendar(public_id: str) -> Any:
    """The meeting for the reader's own calendar."""
    booking = queries.booking_for(this_company(), public_id)
    settings = current_app.extensions["settings"]
    file = calendars.written(
        entry_of(booking, url_for("company.meeting", public_id=public_id)),
        current_language(),
        reader_side(),
        Organizer(settings.site_name, settings.mail_from, settings.address),
        changed_at=clock.now(),
    )
    name = f"{booking.consultation.code}-{booking.code}.ics"
    return download(
        BytesIO(file.encode()),
        content_type="text/calendar; charset=utf-8",
        name=name,
        plain_name=name,
    )


@desk.post("/meetings/<public_id>/cancel")
def cancel_meeting(public_id: str) -> Any:
    """Call a meeting off, with the reason."""
    booking = queries.booking_for(this_company(), public_id)
    form = CancelForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(services.cancel, booking, str(form.reason.data), by=user())
            flash(_("The meeting is cancelled. Everybody in it gets a mail."), "ok")
            return redirect(url_for("company.meetings"))
    return _meeting_page(booking, form)


def _meeting_page(booking: Any, form: CancelForm) -> Any:
    company = this_company()
    partner = booking.partner_of(company)
    both = (company, partner)
    people = queries.delegates_of(booking.consultation, both)
    speak = queries.languages_of(booking.consultation, both)
    open_to_each_other = booking.state in OPENS_CONTACT
    return page(
        "company/meetings/one.html",
        form=form,
        booking=booking,
        company=company,
        partner=partner,
        own_people=people[company.id],
        their_people=people[partner.id] if open_to_each_other else [],
        common_language=rules.common_language(speak[company.id], speak[partner.id]),
        profiles=technologies.profiles_of(partner),
        way=doorway(booking, user().person),
        may_cancel=not rules.why_not_cancel(
            booking.state, booking.slot.starts_at, clock.now(), on_behalf=False
        ),
        history=history_of(booking, own=company),
    )
