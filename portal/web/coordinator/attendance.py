"""What a coordinator prepares on a company's behalf: people, times, place; each with a reason."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _

from portal.bookings import services as bookings
from portal.consultations import queries, services
from portal.web import transactions
from portal.web.access import user
from portal.web.attendance_forms import (
    KnownPersonOnBehalfForm,
    NewPersonOnBehalfForm,
    OnBehalfForm,
    PersonOnBehalfForm,
    PlaceOnBehalfForm,
    SlotsOnBehalfForm,
)
from portal.web.coordinator.desk import desk
from portal.web.languages import current_language
from portal.web.pages import page
from portal.web.session_days import meetings_by_slot, planned_days, ticked_slots

# Both forms of the page have a box to tick, so one of them has names of its own.
KNOWN = "known-"
HERE = "/consultations/<public_id>/participants/<participation_id>"


def _place(public_id: str, participation_id: str) -> Any:
    found = queries.consultation_run_by(g.coordinator, public_id)
    return queries.participation_in(found, participation_id)


def _back(public_id: str, participation_id: str, words: str) -> Any:
    flash(words, "ok")
    return redirect(
        url_for("coordinator.participant", public_id=public_id, participation_id=participation_id)
    )


def _page(template: str, participation: Any, **context: Any) -> Any:
    return page(
        f"coordinator/participants/{template}.html",
        consultation=participation.consultation,
        participation=participation,
        **context,
    )


@desk.route(f"{HERE}/place", methods=["GET", "POST"])
def participant_place(public_id: str, participation_id: str) -> Any:
    """From where the company joins, and what it adds."""
    participation = _place(public_id, participation_id)
    form = PlaceOnBehalfForm(obj=participation)
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.change_place,
                participation,
                form.place(),
                by=user(),
                reason=form.reason.data,
            )
            return _back(public_id, participation_id, _("The changes are saved."))
    return _page("place", participation, form=form)


@desk.get(f"{HERE}/people/add")
def add_participant_person(public_id: str, participation_id: str) -> Any:
    """Choose one of the company's people, or write down a new one."""
    participation = _place(public_id, participation_id)
    return _add_page(participation, _known_form(participation), NewPersonOnBehalfForm())


@desk.post(f"{HERE}/people/known")
def name_known_participant_person(public_id: str, participation_id: str) -> Any:
    """Name one of the company's people."""
    participation = _place(public_id, participation_id)
    form = _known_form(participation)
    if form.validate_on_submit():
        with form.showing_refusals():
            return _named(participation, str(form.person.data), form.reason.data)
    return _add_page(participation, form, NewPersonOnBehalfForm(formdata=None))


@desk.post(f"{HERE}/people/new")
def name_new_participant_person(public_id: str, participation_id: str) -> Any:
    """Name somebody for the first time."""
    participation = _place(public_id, participation_id)
    form = NewPersonOnBehalfForm()
    form.side = participation.company.side
    if form.validate_on_submit():
        with form.showing_refusals():
            return _named(participation, form.details(), form.reason.data)
    return _add_page(participation, _known_form(participation, empty=True), form)


@desk.route(f"{HERE}/people/<delegate_id>", methods=["GET", "POST"])
def participant_person(public_id: str, participation_id: str, delegate_id: str) -> Any:
    """Change what is known of somebody who was named."""
    participation = _place(public_id, participation_id)
    delegate = queries.delegate_of(participation, delegate_id)
    form = PersonOnBehalfForm(obj=delegate.person)
    form.side = participation.company.side
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.change_named_person,
                delegate,
                form.details(),
                by=user(),
                reason=form.reason.data,
            )
            return _back(public_id, participation_id, _("The changes are saved."))
    return _person_page(participation, delegate, form, OnBehalfForm(formdata=None, prefix="out-"))


@desk.post(f"{HERE}/people/<delegate_id>/remove")
def remove_participant_person(public_id: str, participation_id: str, delegate_id: str) -> Any:
    """Take somebody off the list."""
    participation = _place(public_id, participation_id)
    delegate = queries.delegate_of(participation, delegate_id)
    form = OnBehalfForm(prefix="out-")
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(services.remove_person, delegate, by=user(), reason=form.reason.data)
            words = _("This person is no longer on the list.")
            return _back(public_id, participation_id, words)
    person_form = PersonOnBehalfForm(formdata=None, obj=delegate.person)
    return _person_page(participation, delegate, person_form, form)


@desk.route(f"{HERE}/slots", methods=["GET", "POST"])
def participant_slots(public_id: str, participation_id: str) -> Any:
    """Mark the time slots that the company cannot use."""
    participation = _place(public_id, participation_id)
    form = SlotsOnBehalfForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                bookings.mark_slots,
                participation,
                ticked_slots(participation.consultation),
                by=user(),
                reason=form.reason.data,
            )
            return _back(public_id, participation_id, _("The times are saved."))
    return _page(
        "slots",
        participation,
        form=form,
        days=planned_days(queries.slots_of(participation.consultation)),
        marked=_marked(participation, form),
        meetings=meetings_by_slot(participation.consultation, participation.company),
    )


def _marked(participation: Any, form: SlotsOnBehalfForm) -> set[str]:
    """What the boxes show: as it stands, or as it was just typed."""
    if form.is_submitted():
        return set(ticked_slots(participation.consultation))
    return queries.unavailable_slots(participation)


def _known_form(participation: Any, *, empty: bool = False) -> KnownPersonOnBehalfForm:
    form = (
        KnownPersonOnBehalfForm(formdata=None, prefix=KNOWN)
        if empty
        else KnownPersonOnBehalfForm(prefix=KNOWN)
    )
    named = {each.person_id for each in queries.delegates_of(participation) if not each.stands_in}
    people = queries.people_of(participation.company)
    form.offer([each for each in people if each.id not in named], current_language())
    return form


def _named(participation: Any, someone: Any, reason: str | None) -> Any:
    transactions.write(
        services.name_person,
        participation,
        someone,
        consents=True,
        language=current_language(),
        by=user(),
        reason=reason,
    )
    words = _("This person is on the list of attendees.")
    return _back(participation.consultation.public_id, participation.public_id, words)


def _add_page(
    participation: Any, known_form: KnownPersonOnBehalfForm, new_form: NewPersonOnBehalfForm
) -> Any:
    return _page(
        "add_person",
        participation,
        form=known_form if known_form.errors else new_form,
        known_form=known_form,
        new_form=new_form,
    )


def _person_page(
    participation: Any, delegate: Any, person_form: PersonOnBehalfForm, remove_form: OnBehalfForm
) -> Any:
    return _page(
        "person",
        participation,
        form=remove_form if remove_form.errors else person_form,
        person_form=person_form,
        remove_form=remove_form,
        delegate=delegate,
        has_account=queries.has_account(delegate.person),
    )
