"""Sessions on the company desk: which one can join, one's place in one, stepping back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.bookings import queries as bookings
from portal.bookings import services as booking_services
from portal.consultations import queries, rules, services
from portal.consultations.states import ParticipationState, Phase
from portal.kernel import clock
from portal.kernel.errors import Missing
from portal.kernel.languages import Text
from portal.matching import queries as matching
from portal.timetabling.queries import counts_of
from portal.web import transactions
from portal.web.access import this_company, user
from portal.web.attendance_forms import PlaceForm, WithdrawForm
from portal.web.company.desk import desk
from portal.web.company.kept import lines_in, place_in_line
from portal.web.forms import stripped
from portal.web.meeting_again import wishes_to_meet_again
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.session_days import planned_days
from portal.web.touched import ConfirmForm

IN = rules.PREPARING


@dataclass(frozen=True)
class Standing:
    """Where a company stands in one session, in words, and what it does next."""

    sign: str
    words: Text
    action: Text
    endpoint: str = "company.consultation"


@dataclass(frozen=True)
class Row:
    """One session of the list."""

    consultation: Any
    participation: Any
    standing: Standing


def standing_of(participation: Any, phase: Phase) -> Standing:
    """The state of a participation as its company reads it, with the next step."""
    look = Text("Look at the session")
    state = participation.state if participation else None
    joining = phase is Phase.JOINING
    if state is None or state is ParticipationState.WITHDRAWN:
        if joining:
            return Standing("live", Text("You can join"), Text("Take part"), "company.join")
        return Standing("wait", Text("You do not take part"), look)
    if state is ParticipationState.INVITED:
        if joining:
            return Standing("act", Text("You are invited"), Text("Answer"), "company.join")
        return Standing("wait", Text("The invitation has ended"), look)
    return {
        ParticipationState.ASKED: Standing(
            "wait", Text("The coordinator looks at your application"), Text("Prepare")
        ),
        ParticipationState.WAITING: Standing(
            "wait", Text("You are on the waiting list"), Text("Prepare")
        ),
        ParticipationState.ACCEPTED: Standing("ok", Text("You take part"), Text("Open")),
        ParticipationState.DECLINED: Standing("no", Text("You were not accepted"), look),
    }[state]


@desk.get("/consultations/")
def consultations() -> Any:
    """The sessions that this company takes part in, those it can join, and its past ones."""
    company = this_company()
    places = queries.participations_of(company)
    rows = [
        Row(each, place := places.get(each.id), standing_of(place, each.phase))
        for each in queries.open_consultations_for(company)
    ]
    past = Page(queries.past_consultations_of(company, page_asked_for()))
    return page(
        "company/consultations/list.html",
        own=[row for row in rows if row.participation and row.participation.state in IN],
        open=[row for row in rows if not row.participation or row.participation.state not in IN],
        past=past,
    )


@desk.get("/consultations/<public_id>")
def consultation(public_id: str) -> Any:
    """One session: where the company stands, its people, its times, and whom it can meet."""
    company = this_company()
    found = queries.consultation_for(company, public_id)
    return _session_page(found, WithdrawForm())


@desk.route("/consultations/<public_id>/join", methods=["GET", "POST"])
def join(public_id: str) -> Any:
    """Ask to take part, or say yes to an invitation."""
    company = this_company()
    found = queries.consultation_for(company, public_id)
    participation = queries.participation_of(company, found)
    form = PlaceForm(obj=participation)
    if form.validate_on_submit():
        with form.showing_refusals():
            joined = transactions.write(
                services.ask_to_join, company, found, form.place(), by=user()
            )
            if joined.state is ParticipationState.WAITING:
                flash(_("All places are taken, so you are on the waiting list."), "act")
            else:
                flash(_("Sent. Next, please name the people who will attend."), "ok")
            return redirect(url_for("company.consultation", public_id=public_id))
    return page(
        "company/consultations/join.html",
        form=form,
        consultation=found,
        participation=participation,
        places=queries.places_for(found, company),
        why_not=rules.why_not_ask_to_join(
            found.phase, participation.state if participation else None
        ),
    )


@desk.route("/consultations/<public_id>/place", methods=["GET", "POST"])
def place(public_id: str) -> Any:
    """Change from where the company joins and what it added."""
    found, participation = prepared(public_id)
    form = PlaceForm(obj=participation)
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(services.change_place, participation, form.place(), by=user())
            flash(_("The changes are saved."), "ok")
            return redirect(url_for("company.consultation", public_id=public_id))
    return page("company/consultations/place.html", form=form, consultation=found)


@desk.post("/consultations/<public_id>/withdraw")
def withdraw(public_id: str) -> Any:
    """Give the place up, or say no to an invitation; what that touches is shown first."""
    company = this_company()
    found = queries.consultation_for(company, public_id)
    participation = queries.participation_of(company, found)
    if participation is None:
        raise Missing
    confirming = "shown" in request.form
    form = ConfirmForm() if confirming else WithdrawForm()
    if form.validate_on_submit() and (confirming or not bookings.touched_by_leaving(participation)):
        with form.showing_refusals():
            transactions.write(
                booking_services.leave_session,
                participation,
                by=user(),
                reason=stripped(form.reason.data),
                shown=request.form.get("shown"),
            )
            flash(_("You have stepped back from this session."), "ok")
            return redirect(url_for("company.consultations"))
    touched = bookings.touched_by_leaving(participation)
    if touched and (confirming or not form.errors):
        return page(
            "company/consultations/leaving.html",
            form=form if confirming else ConfirmForm(formdata=None, data=form.data),
            company=company,
            consultation=found,
            touched=touched,
        )
    return _session_page(found, form)


def prepared(public_id: str) -> tuple[Any, Any]:
    """The session and the company's place in it; without one there is nothing to prepare."""
    company = this_company()
    found = queries.consultation_for(company, public_id)
    participation = queries.participation_of(company, found)
    if participation is None or participation.state not in IN:
        raise Missing
    return found, participation


def _session_page(found: Any, form: Any) -> Any:
    participation = queries.participation_of(this_company(), found)
    return page(
        "company/consultations/one.html",
        form=form,
        consultation=found,
        participation=participation,
        standing=standing_of(participation, found.phase),
        next_change=rules.next_change_of(found.timetable, clock.now()),
        days=planned_days(queries.slots_of(found)),
        own=bookings.participants_in(found, [this_company()])[this_company().id],
        wishes=counts_of(this_company(), [found])[found.id],
        lines=lines_in(found, this_company()),
        proposals=matching.partners_in(found, this_company(), meet_again=wishes_to_meet_again()),
        again=wishes_to_meet_again(),
        **place_in_line(participation),
        **_preparation(found, participation),
    )


def _preparation(found: Any, participation: Any) -> dict[str, Any]:
    """What the company has prepared, and what it may still do about it."""
    if participation is None:
        return {"inside": False, "may_prepare": False, "may_withdraw": False}
    phase, state = found.phase, participation.state
    return {
        "inside": state in IN,
        "may_prepare": not rules.why_not_prepare(phase, state, on_behalf=False),
        "may_withdraw": not rules.why_not_withdraw(phase, state, on_behalf=False),
        "delegates": queries.delegates_of(participation),
        "unavailable": len(queries.unavailable_slots(participation)),
    }
