"""Participants of a session on the coordinator desk: the list, decisions, invitations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.bookings import queries as bookings
from portal.bookings import services as booking_services
from portal.companies import queries as companies
from portal.consultations import queries, rules, services
from portal.consultations.queries import ParticipantFilter
from portal.consultations.states import PARTICIPATION_MOVES, BookingMode, ParticipationState
from portal.infra import audit
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing
from portal.kernel.languages import Text
from portal.timetabling import queries as timetabling
from portal.web import transactions
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.participants_forms import AddForm, DecisionForm
from portal.web.forms import stripped
from portal.web.languages import say
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.session_days import planned_days
from portal.web.touched import ConfirmForm

LONGEST_SEARCH = 100


def _accept(participation: Any, reason: str | None) -> None:
    services.accept(participation, by=user(), reason=reason)


def _wait(participation: Any, reason: str | None) -> None:
    services.put_on_waiting_list(participation, by=user(), reason=reason or "")


def _decline(participation: Any, reason: str | None) -> None:
    services.decline(participation, by=user(), reason=reason or "")


def _join(participation: Any, reason: str | None) -> None:
    company, consultation = participation.company, participation.consultation
    services.join_on_behalf(company, consultation, by=user(), reason=reason or "")


# The last part of the address, what it does, and what is said when it is done.
DECISIONS: dict[str, tuple[Callable[[Any, str | None], None], Text]] = {
    "accept": (_accept, Text("The company takes part and gets a mail.")),
    "wait": (_wait, Text("The company is on the waiting list and gets a mail.")),
    "decline": (_decline, Text("The company is not accepted and gets a mail.")),
    "join": (_join, Text("The company takes part and gets a mail.")),
}

GIVES_A_PLACE = ("accept", "join")
NO_PLACE_WAS_LEFT = Text(
    "All places are taken, so the company is on the waiting list. It gets a mail."
)

# How the trail's verbs read on the page.
VERBS = {
    "asked to take part": Text("Asked to take part"),
    "invited to session": Text("Invited"),
    "joined session": Text("Given a place on its behalf"),
    "participation decided": Text("Decided"),
    "withdrew from session": Text("Stepped back"),
    "place changed": Text("Place or note changed"),
    "person named": Text("Person named"),
    "named person changed": Text("Details of a person changed"),
    "person removed": Text("Person taken off the list"),
    "slots marked": Text("Times marked"),
    "wishes changed": Text("Wishes changed"),
    "reminded of wishes": Text("Reminded to say whom it wants to meet"),
    "place offered": Text("A place was offered"),
    "place accepted": Text("The place was accepted"),
    "place declined": Text("The place was declined"),
    "place offer expired": Text("Nobody answered in time; it is now the last in the line"),
    "place offer withdrawn": Text("The offer of a place was taken back"),
    "moved on waiting list": Text("Moved on the waiting list"),
}


@desk.get("/consultations/<public_id>/participants")
def participants(public_id: str) -> Any:
    """Who takes part: applications first, then by name."""
    found = queries.consultation_run_by(g.coordinator, public_id)
    wanted = _filter()
    shown = Page(queries.participants(found, wanted, page_asked_for()))
    return page(
        "coordinator/participants/list.html",
        consultation=found,
        wanted=wanted,
        page=shown,
        counts=queries.counts_by_state(found),
        delegates=queries.delegates_of_all(shown.items),
        so_far=bookings.participants_in(found, [each.company for each in shown.items]),
        states=ParticipationState,
        decision_form=DecisionForm(formdata=None),
    )


@desk.route("/consultations/<public_id>/participants/add", methods=["GET", "POST"])
def add_participants(public_id: str) -> Any:
    """Invite companies, or give them a place on their behalf."""
    found = queries.consultation_run_by(g.coordinator, public_id)
    form = AddForm()
    if form.validate_on_submit():
        chosen = _approved(form.company.data or [])
        with form.showing_refusals():
            if request.form.get("step") == "join":
                made = transactions.write(
                    _join_all, chosen, found, stripped(form.reason.data) or ""
                )
                waiting = sum(each.state is ParticipationState.WAITING for each in made)
                if waiting < len(made):
                    flash(_added(len(made) - waiting), "ok")
                if waiting:
                    flash(_left_waiting(waiting), "act")
            else:
                transactions.write(services.invite, chosen, found, by=user())
                flash(_invited(len(chosen)), "ok")
            return redirect(url_for("coordinator.participants", public_id=public_id))
    wanted = _filter()
    return page(
        "coordinator/participants/add.html",
        consultation=found,
        form=form,
        wanted=wanted,
        page=Page(queries.companies_to_invite(found, wanted, page_asked_for())),
        chosen=set(form.company.data or []),
    )


@desk.get("/consultations/<public_id>/participants/<participation_id>")
def participant(public_id: str, participation_id: str) -> Any:
    """One company's place: what is to decide, its people, times, and history."""
    return participant_page(_place(public_id, participation_id), DecisionForm())


@desk.post(
    "/consultations/<public_id>/participants/<participation_id>/<any({}):decision>".format(
        ", ".join(DECISIONS)
    )
)
def decide_participation(public_id: str, participation_id: str, decision: str) -> Any:
    """Accept, put on the waiting list, decline, join or withdraw on the company's behalf."""
    participation = _place(public_id, participation_id)
    form = DecisionForm()
    if form.validate_on_submit():
        service, done = DECISIONS[decision]
        with form.showing_refusals():
            transactions.write(service, participation, stripped(form.reason.data))
            waits = participation.state is ParticipationState.WAITING
            flash(say(NO_PLACE_WAS_LEFT if waits and decision in GIVES_A_PLACE else done), "ok")
            return redirect(url_for("coordinator.participants", public_id=public_id))
    return participant_page(participation, form, decision)


@desk.post("/consultations/<public_id>/participants/<participation_id>/withdraw")
def withdraw_participation(public_id: str, participation_id: str) -> Any:
    """Step back on the company's behalf; what that touches is shown first."""
    participation = _place(public_id, participation_id)
    form = ConfirmForm()
    if form.may_go_on(lambda: bookings.touched_by_leaving(participation)):
        with form.showing_refusals():
            transactions.write(
                booking_services.leave_session,
                participation,
                by=user(),
                reason=stripped(form.reason.data),
                shown=form.shown.data,
            )
            flash(_("The company no longer takes part and gets a mail."), "ok")
            return redirect(url_for("coordinator.participants", public_id=public_id))
    touched = bookings.touched_by_leaving(participation)
    if form.is_to_be_shown(touched):
        return page(
            "coordinator/participants/leaving.html",
            form=form,
            consultation=participation.consultation,
            participation=participation,
            touched=touched,
        )
    return participant_page(participation, form, "withdraw")


def participant_page(participation: Any, form: Any, decision: str = "") -> Any:
    """One company's place in a session; `decision` is the one that was just refused."""
    days = planned_days(queries.slots_of(participation.consultation))
    return page(
        "coordinator/participants/one.html",
        missed=bookings.number_missed_by(participation.company),
        consultation=participation.consultation,
        participation=participation,
        form=form,
        decision=decision,
        moves=PARTICIPATION_MOVES[participation.state],
        may_prepare=rules.why_not_prepare(
            participation.consultation.phase, participation.state, on_behalf=True
        )
        is None,
        on_list=queries.on_list(participation),
        delegates=queries.delegates_of(participation),
        slot_count=sum(len(day.slots) for day in days),
        unavailable=len(queries.unavailable_slot_ids(participation)),
        meetings=bookings.meetings_to_come(participation.consultation, participation.company),
        so_far=_so_far(participation),
        representatives=companies.representatives(participation.company),
        history=audit.history(participation),
        wishes=_wishes(participation),
        verbs=VERBS,
    )


def _wishes(participation: Any) -> Any:
    """What the company wishes and what is wished of it, where the coordinator places meetings."""
    consultation, company = participation.consultation, participation.company
    if consultation.booking_mode is not BookingMode.TIMETABLE:
        return None
    return {
        "given": timetabling.wishes_of(consultation, company),
        "received": timetabling.wishes_for(consultation, company),
    }


def _so_far(participation: Any) -> Any:
    """What the company has in the session, as its rules count; None for who is not in it."""
    if participation.state is not ParticipationState.ACCEPTED:
        return None
    company = participation.company
    return bookings.participants_in(participation.consultation, [company])[company.id]


def _place(public_id: str, participation_id: str) -> Any:
    found = queries.consultation_run_by(g.coordinator, public_id)
    return queries.participation_in(found, participation_id)


def _filter() -> ParticipantFilter:
    side, state = request.args.get("side", ""), request.args.get("state", "")
    return ParticipantFilter(
        words=request.args.get("q", "")[:LONGEST_SEARCH],
        side=Side(side) if side in set(Side) else None,
        state=ParticipationState(state) if state in set(ParticipationState) else None,
    )


def _approved(public_ids: Sequence[str]) -> list[Any]:
    """The companies with these ids, which others may know of. Raises Missing for any other."""
    if not all(public_id.isalnum() for public_id in public_ids):
        raise Missing  # PostgreSQL fails when it is asked for a NUL
    found = [companies.approved_company(public_id) for public_id in public_ids]
    if None in found:
        raise Missing
    return found


def _join_all(chosen: Sequence[Any], consultation: Any, reason: str) -> list[Any]:
    return [
        services.join_on_behalf(company, consultation, by=user(), reason=reason)
        for company in chosen
    ]


def _added(count: int) -> Any:
    return ngettext(
        "%(num)d company takes part and gets a mail.",
        "%(num)d companies take part and get a mail.",
        count,
    )


def _left_waiting(count: int) -> Any:
    return ngettext(
        "No place was left for %(num)d company; it waits for one.",
        "No place was left for %(num)d companies; they wait for one.",
        count,
    )


def _invited(count: int) -> Any:
    return ngettext(
        "%(num)d company is invited by mail.", "%(num)d companies are invited by mail.", count
    )
