"""The venues of a session: their links, whose turn it is at each, and moving them on."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app, flash, g, redirect, request, url_for
from flask_babel import gettext as _

from portal.consultations import queries as consultations
from portal.kernel.errors import Missing
from portal.rooms import queries, services
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.venues_forms import VenueForm
from portal.web.forms import ActionForm, typed
from portal.web.pages import page
from portal.web.transactions import write
from portal.web.venue_forms import NextForm

HERE = "/consultations/<public_id>/venues"
# What the board was asked for, so that who moves a venue on from there sees the same again.
BOARD = ("show", "region", "interpreter")


@desk.route(HERE, methods=["GET", "POST"])
def venues(public_id: str) -> Any:
    """Each venue with whose turn it is, and the form that makes another; its link is shown once."""
    found = consultations.consultation_run_by(g.coordinator, public_id)
    meetings = queries.meetings_in(found)
    form = _form(found, meetings)
    if form.validate_on_submit():
        with form.showing_refusals():
            made, secret = write(
                services.make_venue,
                found,
                typed(form.name),
                date.fromisoformat(str(form.day.data)),
                form.chosen,
                by=user(),
            )
            address = current_app.extensions["settings"].address
            path = url_for("public.open_venue", public_id=made.public_id, secret=secret)
            again = consultations.consultation_run_by(g.coordinator, public_id)
            meetings = queries.meetings_in(again)
            form = _form(again, meetings, empty=True)
            return _page(again, form, meetings, link=f"{address}{path}")
    return _page(found, form, meetings)


@desk.post(f"{HERE}/<venue_id>/next")
def move_venue_on(public_id: str, venue_id: str) -> Any:
    """Let the next meeting have its turn at a venue, from the page of venues or from the board."""
    found = _venue(public_id, venue_id)
    form, day = NextForm(), found.day
    if form.validate_on_submit():
        with form.showing_refusals():
            write(services.move_on, found, str(form.done.data), by=user())
    if "show" not in request.args:
        return redirect(url_for("coordinator.venues", public_id=public_id))
    asked: dict[str, Any] = {name: request.args.get(name) for name in BOARD}
    return redirect(url_for("coordinator.day", public_id=public_id, day=day, **asked))


@desk.post(f"{HERE}/<venue_id>/take-back")
def take_venue_back(public_id: str, venue_id: str) -> Any:
    """Let the link of a venue open nothing any more."""
    found = _venue(public_id, venue_id)
    if ActionForm().validate_on_submit():
        write(services.take_venue_back, found, by=user())
        flash(_("The link is taken back. It opens nothing any more."), "ok")
    return redirect(url_for("coordinator.venues", public_id=public_id))


def _venue(public_id: str, venue_id: str) -> Any:
    consultation = consultations.consultation_run_by(g.coordinator, public_id)
    found = queries.venue_of(venue_id)
    if found is None or found.consultation_id != consultation.id:
        raise Missing
    return found


def _form(found: Any, meetings: Any, *, empty: bool = False) -> VenueForm:
    form = VenueForm(formdata=None) if empty else VenueForm()
    days = [each.date for each in consultations.days_of([found])[found.id]]
    form.offer(days, queries.who_meets(meetings), queries.said_at_venue(found))
    return form


def _page(found: Any, form: VenueForm, meetings: Any, *, link: str | None = None) -> Any:
    shown = queries.standings(queries.venues_in(found), meetings)
    return page(
        "coordinator/day/venues.html", form=form, consultation=found, venues=shown, link=link
    )
