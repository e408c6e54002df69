"""The timetable of a session: proposals asked for, watched, looked through, discarded."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from portal.timetabling import queries, rules, services
from portal.timetabling.queries import Totals
from portal.timetabling.services import Order
from portal.timetabling.situation import Keep
from portal.timetabling.states import TimetableState
from portal.web import transactions
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.timetable_forms import OrderForm
from portal.web.coordinator.wishes import timetable_session
from portal.web.forms import ActionForm
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for

# Few meetings move, so that this is enough also for a large session.
REPAIR_SECONDS = 5
HERE = "/consultations/<public_id>/timetable"
ONE = f"{HERE}/<timetable_id>"


@desk.get(HERE)
def timetable(public_id: str) -> Any:
    """The proposals and versions of a session, and the form to ask for another proposal."""
    return _overview(timetable_session(public_id), OrderForm())


@desk.post(HERE)
def order_timetable(public_id: str) -> Any:
    """Have a proposal built; its page shows how far it is."""
    found = timetable_session(public_id)
    form = OrderForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            made = transactions.write(services.order_timetable, found, form.order, by=user())
            return redirect(address("one_timetable", found, made))
    return _overview(found, form)


@desk.post(f"{HERE}/repair")
def repair_timetable(public_id: str) -> Any:
    """Have the smallest repair proposed: only what cannot be held as it stands is moved."""
    return _ordered(timetable_session(public_id), Order(seconds=REPAIR_SECONDS, keep=Keep.REPAIR))


@desk.post(f"{HERE}/build")
def build_timetable(public_id: str) -> Any:
    """Have a proposal built as the portal would, with one press."""
    return _ordered(timetable_session(public_id), Order())


@desk.post(f"{HERE}/fill")
def fill_timetable(public_id: str) -> Any:
    """Have it proposed who meets in the time that fell free; every meeting that stands stays."""
    return _ordered(timetable_session(public_id), Order(seconds=REPAIR_SECONDS, keep=Keep.ALL))


@desk.get(ONE)
def one_timetable(public_id: str, timetable_id: str) -> Any:
    """One proposal or version: how far it is, how good it is, and what it leaves open."""
    found, made = timetable_of(public_id, timetable_id)
    findings = queries.findings_of(made, page_asked_for()) if made.state.holds_meetings else None
    return page(
        "coordinator/timetable/one.html",
        consultation=found,
        timetable=made,
        findings=findings,
        unplaced=Page(findings.unplaced) if findings else None,
        action_form=ActionForm(formdata=None),
        log=queries.log_of(made),
        steps=queries.agreement_steps(made),
    )


@desk.post(f"{ONE}/stop")
def stop_timetable(public_id: str, timetable_id: str) -> Any:
    """Stop building; what was found so far is kept."""
    found, made = timetable_of(public_id, timetable_id)
    transactions.write(services.stop_building, made, by=user())
    flash(_("The portal stops in a moment and keeps what it has found."), "ok")
    return redirect(address("one_timetable", found, made))


@desk.post(f"{ONE}/discard")
def discard_timetable(public_id: str, timetable_id: str) -> Any:
    """Take a proposal out of the list."""
    found, made = timetable_of(public_id, timetable_id)
    transactions.write(services.discard, made, by=user())
    flash(_("The proposal is discarded. No meeting has changed."), "ok")
    return redirect(url_for("coordinator.timetable", public_id=found.public_id))


def timetable_of(public_id: str, timetable_id: str) -> tuple[Any, Any]:
    """A session of this coordinator, and one of its timetables. Raises Missing for others."""
    found = timetable_session(public_id)
    return found, queries.timetable_in(found, timetable_id)


def address(endpoint: str, found: Any, made: Any, **more: Any) -> str:
    """The address of a page of one timetable."""
    return url_for(
        f"coordinator.{endpoint}", public_id=found.public_id, timetable_id=made.public_id, **more
    )


def _ordered(found: Any, order: Order) -> Any:
    made = transactions.write(services.order_timetable, found, order, by=user())
    return redirect(address("one_timetable", found, made))


def _overview(found: Any, form: OrderForm) -> Any:
    made = queries.timetables_of(found)
    totals = queries.totals_of([found.id]).get(found.id, Totals())
    building = next((each for each in made if each.state is TimetableState.BUILDING), None)
    current = next((each for each in made if each.state is TimetableState.PUBLISHED), None)
    called_off = queries.called_off_since(current) if current else []
    return page(
        "coordinator/timetable/overview.html",
        consultation=found,
        form=form,
        broken=len(queries.broken_meetings(found)),
        hand_form=ActionForm(formdata=None),
        timetables=made,
        building=building,
        current=current,
        called_off=called_off,
        companies=queries.names_by_id({id for pair in called_off for id in pair}),
        totals=totals,
        why_not=rules.why_not_build(
            found.phase, found.booking_mode, wished=totals.pairs > 0, building=building is not None
        ),
        wishing=rules.why_not_wish(found.phase, found.booking_mode) is None,
    )
