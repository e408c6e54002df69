"""Planning a session on the coordinator desk: form, preview of its slots, saving."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext as _

from portal.accounts import queries as accounts
from portal.bookings import queries as bookings
from portal.bookings import services as booking_services
from portal.companies import queries as companies
from portal.consultations import queries, rules, services
from portal.timetabling.services import plan_reminder
from portal.web import transactions
from portal.web.access import user
from portal.web.coordinator.consultations_forms import SessionForm
from portal.web.coordinator.desk import desk
from portal.web.forms import stripped
from portal.web.pages import page
from portal.web.session_days import planned_days, provisional_years
from portal.web.touched import ChangeForm

# The buttons that a form and its preview have: where a post wants to go.
SAVE, CHANGE, CONFIRM, AGAIN = "save", "change", "confirm", "again"


@desk.route("/consultations/new", methods=["GET", "POST"])
def new_consultation() -> Any:
    """Plan a session: the form, then the slots that it would make, then it is saved as a draft."""
    form = _offering(SessionForm.proposing(_asked_to_be_like()))
    if not _wants(CHANGE) and form.validate_on_submit() and form.makes_sense():
        if not _wants(SAVE):
            return _preview(form, None)
        with form.showing_refusals():
            made = transactions.write(services.create_session, form.plan(), by=user())
            flash(_("Saved as a draft. Companies see it when you open it."), "ok")
            return redirect(url_for("coordinator.consultation", public_id=made.public_id))
    return _form_page(form, None)


@desk.route("/consultations/<public_id>/edit", methods=["GET", "POST"])
def edit_consultation(public_id: str) -> Any:
    """Change a session; new slots, and what the change touches, are shown before it is saved."""
    consultation = queries.consultation_run_by(g.coordinator, public_id)
    was = services.plan_of(consultation)
    form = _offering(SessionForm.of(was))
    opened = consultation.opened_at is not None
    if not _wants(CHANGE) and form.validate_on_submit() and form.makes_sense(was, opened=opened):
        if form.plan().grid != was.grid and not _wants(SAVE, CONFIRM, AGAIN):
            return _preview(form, consultation)
        return _change(form, consultation, was)
    return _form_page(form, consultation)


def _change(form: SessionForm, consultation: Any, was: Any) -> Any:
    """Save a change, once what it touches was shown as it is now."""
    confirm = ChangeForm()
    plan, choices = form.plan(), confirm.choices()
    confirming = _wants(CONFIRM) and confirm.was_shown
    untouched = not confirming and not bookings.touched_by_change(consultation, was, plan, choices)
    if untouched or (confirming and confirm.validate_on_submit()):
        with confirm.showing_refusals():
            transactions.write(_save, consultation, plan, was, confirm)
            flash(_("The changes are saved."), "ok")
            return redirect(url_for("coordinator.consultation", public_id=consultation.public_id))
    touched = bookings.touched_by_change(consultation, was, plan, choices)
    if touched:
        return page(
            "coordinator/consultations/touched.html",
            form=confirm,
            session_form=form,
            consultation=consultation,
            touched=touched,
        )
    form.form_errors += confirm.form_errors
    form.status = confirm.status
    return _form_page(form, consultation)


def _asked_to_be_like() -> rules.Plan | None:
    """The plan of the session in the address, to begin with. Raises Missing for a foreign one."""
    if "like" not in request.args:
        return None
    return services.plan_of(queries.consultation_run_by(g.coordinator, request.args["like"]))


def _save(consultation: Any, plan: rules.Plan, was: rules.Plan, confirm: ChangeForm) -> None:
    booking_services.change_session(
        consultation,
        plan,
        by=user(),
        reason=stripped(confirm.reason.data),
        shown=confirm.shown.data,
        choices=confirm.choices(),
    )
    if plan.asking_ends_at != was.asking_ends_at:
        plan_reminder(consultation)


def _offering(form: SessionForm) -> SessionForm:
    """The form with its choices."""
    form.offer(companies.cooperating_regions(), accounts.hosts(), g.coordinator.host_id)
    return form


def _wants(*steps: str) -> bool:
    return request.method == "POST" and request.form.get("step") in steps


def _form_page(form: SessionForm, consultation: Any) -> Any:
    return page("coordinator/consultations/form.html", form=form, consultation=consultation)


def _preview(form: SessionForm, consultation: Any) -> Any:
    """The slots as they would be, on both clocks, with the days off in either country."""
    plan = form.plan()
    every_day = replace(plan.grid, days=tuple(form.all_days))
    days = planned_days(rules.slots_of_windows(every_day))
    return page(
        "coordinator/consultations/preview.html",
        form=form,
        consultation=consultation,
        plan=plan,
        timetable=plan.timetable(),
        days=days,
        kept=set(plan.grid.days),
        provisional=provisional_years(days),
    )
