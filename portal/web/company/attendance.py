"""What a company prepares for a session: the people who attend, the times that do not suit."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from portal.bookings import services as bookings
from portal.consultations import queries, services
from portal.web import transactions
from portal.web.access import this_company, user
from portal.web.attendance_forms import KnownPersonForm, NewPersonForm, PersonForm, SlotsForm
from portal.web.company.consultations import prepared
from portal.web.company.desk import desk
from portal.web.forms import ActionForm
from portal.web.languages import current_language
from portal.web.pages import page
from portal.web.session_days import meetings_by_slot, planned_days, ticked_slots

# Both forms of the page have a box to tick, so one of them has names of its own.
KNOWN = "known-"


@desk.get("/consultations/<public_id>/people/add")
def add_person(public_id: str) -> Any:
    """Choose one of the company's people, or write down a new one."""
    _found, participation = prepared(public_id)
    return _add_page(participation, _known_form(participation), NewPersonForm())


@desk.post("/consultations/<public_id>/people/known")
def name_known_person(public_id: str) -> Any:
    """Name one of the company's people."""
    _found, participation = prepared(public_id)
    form = _known_form(participation)
    if form.validate_on_submit():
        with form.showing_refusals():
            return _named(public_id, participation, str(form.person.data))
    return _add_page(participation, form, NewPersonForm(formdata=None))


@desk.post("/consultations/<public_id>/people/new")
def name_new_person(public_id: str) -> Any:
    """Name somebody for the first time."""
    _found, participation = prepared(public_id)
    form = NewPersonForm()
    form.side = this_company().side
    if form.validate_on_submit():
        with form.showing_refusals():
            return _named(public_id, participation, form.details())
    known = _known_form(participation, empty=True)
    return _add_page(participation, known, form)


@desk.route("/consultations/<public_id>/people/<delegate_id>", methods=["GET", "POST"])
def named_person(public_id: str, delegate_id: str) -> Any:
    """Change what is known of somebody who was named."""
    found, participation = prepared(public_id)
    delegate = queries.delegate_of(participation, delegate_id)
    form = PersonForm(obj=delegate.person)
    form.side = this_company().side
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(services.change_named_person, delegate, form.details(), by=user())
            flash(_("The changes are saved."), "ok")
            return redirect(url_for("company.consultation", public_id=public_id))
    return page(
        "company/consultations/person.html",
        form=form,
        consultation=found,
        delegate=delegate,
        has_account=queries.has_account(delegate.person),
        remove_form=ActionForm(formdata=None),
    )


@desk.post("/consultations/<public_id>/people/<delegate_id>/remove")
def remove_person(public_id: str, delegate_id: str) -> Any:
    """Take somebody off the list."""
    _found, participation = prepared(public_id)
    delegate = queries.delegate_of(participation, delegate_id)
    transactions.write(services.remove_person, delegate, by=user())
    flash(_("This person is no longer on the list."), "ok")
    return redirect(url_for("company.consultation", public_id=public_id))


@desk.route("/consultations/<public_id>/slots", methods=["GET", "POST"])
def slots(public_id: str) -> Any:
    """Mark the time slots that the company cannot use."""
    found, participation = prepared(public_id)
    form = SlotsForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(bookings.mark_slots, participation, ticked_slots(found), by=user())
            flash(_("Your times are saved."), "ok")
            return redirect(url_for("company.consultation", public_id=public_id))
    return page(
        "company/consultations/slots.html",
        form=form,
        consultation=found,
        days=planned_days(queries.slots_of(found)),
        marked=queries.unavailable_slots(participation),
        meetings=meetings_by_slot(found, this_company()),
    )


def _known_form(participation: Any, *, empty: bool = False) -> KnownPersonForm:
    form = KnownPersonForm(formdata=None, prefix=KNOWN) if empty else KnownPersonForm(prefix=KNOWN)
    named = {each.person_id for each in queries.delegates_of(participation) if not each.stands_in}
    people = queries.people_of(participation.company)
    form.offer([each for each in people if each.id not in named], current_language())
    return form


def _named(public_id: str, participation: Any, someone: Any) -> Any:
    transactions.write(
        services.name_person,
        participation,
        someone,
        consents=True,
        language=current_language(),
        by=user(),
    )
    flash(_("This person is on the list of attendees."), "ok")
    return redirect(url_for("company.consultation", public_id=public_id))


def _add_page(participation: Any, known_form: KnownPersonForm, new_form: NewPersonForm) -> Any:
    return page(
        "company/consultations/add_person.html",
        form=known_form if known_form.errors else new_form,
        known_form=known_form,
        new_form=new_form,
        consultation=participation.consultation,
    )
