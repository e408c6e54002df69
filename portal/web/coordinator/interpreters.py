"""Interpreters on the coordinator desk: who there is, adding and changing them."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _

from portal.bookings import queries as bookings
from portal.consultations import queries, services
from portal.technologies import queries as technologies
from portal.web import transactions
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.interpreters_forms import InterpreterForm, NewInterpreterForm
from portal.web.pages import page, words
from portal.web.paging import Page, page_asked_for


@desk.get("/interpreters/")
def interpreters() -> Any:
    """The interpreters of this coordinator's host."""
    return page(
        "coordinator/interpreters/list.html",
        page=Page(queries.interpreters_of_host(g.coordinator, page_asked_for())),
        fields=names_of_groups(),
    )


@desk.route("/interpreters/new", methods=["GET", "POST"])
def new_interpreter() -> Any:
    """Note somebody down who interprets; with an address they get an account."""
    form = NewInterpreterForm()
    form.offer(queries.consultations_run_by(g.coordinator), _groups())
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.add_interpreter,
                form.details(),
                form.practice(),
                side=form.home,
                sessions=form.sessions.data or (),
                by=user(),
            )
            flash(_("The interpreter is noted down."), "ok")
            return redirect(url_for("coordinator.interpreters"))
    return page("coordinator/interpreters/form.html", form=form, interpreter=None)


@desk.route("/interpreters/<interpreter_id>", methods=["GET", "POST"])
def interpreter(interpreter_id: str) -> Any:
    """Change what is known of an interpreter, and where they work."""
    found = queries.interpreter_of_host(g.coordinator, interpreter_id)
    running = queries.consultations_run_by(g.coordinator)
    form = InterpreterForm(
        obj=found.person,
        data={
            "sessions": [each.public_id for each in found.consultations],
            "pairs": found.pairs,
            "groups": found.groups,
            "most_per_day": found.most_per_day,
            "rest_minutes": found.rest_minutes or None,
        },
    )
    form.side = found.person.side
    form.offer(running, _groups())
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.change_interpreter,
                found,
                form.details(),
                form.practice(),
                sessions=form.sessions.data or (),
                seated_in=bookings.sessions_interpreted_by,
                by=user(),
            )
            flash(_("The changes are saved."), "ok")
            return redirect(url_for("coordinator.interpreters"))
    current = [each for each in found.consultations if each in running]
    return page(
        "coordinator/interpreters/form.html",
        form=form,
        interpreter=found,
        sessions=current,
        hours=queries.hours_of(found, current),
        invitations=queries.invitations_of(found, current),
    )


def _groups() -> list[Any]:
    """The groups of the taxonomy, in their order."""
    return [group for group, _fields in technologies.taxonomy()]


def names_of_groups() -> dict[str, str]:
    """What the groups of the taxonomy are called, by their codes."""
    return {group.code: words(group.name).text for group in _groups()}
