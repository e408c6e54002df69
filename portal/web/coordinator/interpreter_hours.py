"""When an interpreter is there on the days of a session."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.bookings import queries as bookings
from portal.consultations import queries, services
from portal.kernel.errors import Missing
from portal.web import transactions
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.forms import ActionForm
from portal.web.hours_forms import HoursForm
from portal.web.pages import page


@desk.route(
    "/consultations/<public_id>/interpreters/<interpreter_id>/hours", methods=["GET", "POST"]
)
def interpreter_hours(public_id: str, interpreter_id: str) -> Any:
    """Write from when to when an interpreter is there, day by day."""
    consultation = queries.consultation_run_by(g.coordinator, public_id)
    found = queries.interpreter_of_host(g.coordinator, interpreter_id)
    if consultation not in found.consultations:
        raise Missing
    days = queries.days_of([consultation])[consultation.id]
    known = queries.hours_of(found, [consultation])[consultation.id]
    form = HoursForm.of([day.date for day in days], known)
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(services.set_hours, found, consultation, form.hours(), by=user())
            _tell(found, consultation)
            return redirect(url_for("coordinator.interpreter", interpreter_id=interpreter_id))
    return page(
        "coordinator/interpreters/hours.html",
        form=form,
        interpreter=found,
        consultation=consultation,
        days={day.date: day for day in days},
    )


@desk.post("/consultations/<public_id>/interpreters/ask")
def ask_interpreters(public_id: str) -> Any:
    """Ask those who interpret in a session whether they come, and when they are there."""
    consultation = queries.consultation_run_by(g.coordinator, public_id)
    form = ActionForm()
    if form.validate_on_submit():
        asked = transactions.write(services.invite_interpreters, consultation, by=user())
        flash(
            ngettext(
                "%(num)d interpreter is asked by mail.",
                "%(num)d interpreters are asked by mail.",
                len(asked),
            ),
            "ok",
        )
    return redirect(url_for("coordinator.consultation", public_id=public_id))


def _tell(interpreter: Any, consultation: Any) -> None:
    """Say that it is saved, and which meetings they have outside these hours."""
    flash(_("The hours are saved."), "ok")
    outside = bookings.slots_outside_hours(interpreter, consultation)
    if outside:
        flash(
            ngettext(
                "They stay seated at %(num)d meeting outside these hours. Please look at it.",
                "They stay seated at %(num)d meetings outside these hours. Please look at them.",
                len(outside),
            ),
            "act",
        )
