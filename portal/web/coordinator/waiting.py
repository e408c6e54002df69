"""The waiting lists of a session on the coordinator desk: who waits for whom, and for a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _

from portal.bookings import queries, services
from portal.consultations import queries as consultations
from portal.consultations import services as sessions
from portal.kernel.clocks import Side
from portal.web import transactions
from portal.web.access import user
from portal.web.coordinator.bookings import pair_asked_for, pair_page
from portal.web.coordinator.desk import desk
from portal.web.coordinator.waiting_forms import (
    BecauseForm,
    MoveForm,
    OfferForm,
    PlacesForm,
    StandInLineForm,
    TakeBackForm,
)
from portal.web.meeting_history import history_of
from portal.web.pages import page, words
from portal.web.slot_sheet import sheet_of, slot_named

HERE = "/consultations/<public_id>/waiting/<waiting_id>"


@dataclass(frozen=True)
class Line:
    """Everybody who waits for a time with one company."""

    wanted: Any
    rows: list[Any]


@desk.get("/consultations/<public_id>/waiting")
def waiting_lists(public_id: str) -> Any:
    """Who waits for a place, and who for a time with whom; what is offered now."""
    found = consultations.consultation_run_by(g.coordinator, public_id)
    in_line = queries.lines_of(found)
    lines: dict[int, Line] = {}
    for each in in_line:
        wanted = each.waiting.wanted
        lines.setdefault(wanted.id, Line(wanted, [])).rows.append(each)
    return page(
        "coordinator/waiting/lists.html",
        consultation=found,
        places=consultations.places_of(found),
        on_list=consultations.waiting_list(found),
        waiting=len(in_line),
        lines=list(lines.values()),
    )


@desk.route("/consultations/<public_id>/waiting/places", methods=["GET", "POST"])
def limit_places(public_id: str) -> Any:
    """Say how many companies of each side and region can take part."""
    found = consultations.consultation_run_by(g.coordinator, public_id)
    places = consultations.places_of(found)
    form = PlacesForm.of(places)
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(sessions.limit_places, found, form.limits(), by=user())
            flash(_("Saved. What is free is offered to whoever waits for it."), "ok")
            return redirect(url_for("coordinator.waiting_lists", public_id=public_id))
    return page("coordinator/waiting/places.html", form=form, consultation=found, places=places)


@desk.route("/consultations/<public_id>/waiting/new", methods=["GET", "POST"])
def stand_in_line(public_id: str) -> Any:
    """Let a company wait for a time with another, on its behalf: first the pair, then who."""
    found = consultations.consultation_run_by(g.coordinator, public_id)
    pair = pair_asked_for(found)
    if pair is None:
        return pair_page(found, "coordinator.stand_in_line")
    form = StandInLineForm()
    form.waiter.choices = [
        (side.value, words(company.name).text)
        for side, company in zip((Side.KR, Side.CN), pair, strict=True)
    ]
    if form.validate_on_submit():
        with form.showing_refusals():
            waiter, wanted = pair if form.waiter.data == Side.KR.value else pair[::-1]
            made = transactions.write(
                services.wait,
                found,
                waiter,
                wanted,
                str(form.subject.data),
                by=user(),
                because=str(form.because.data),
            )
            flash(_("The company is in line for a time."), "ok")
            return _to(made)
    return page(
        "coordinator/waiting/stand.html",
        form=form,
        consultation=found,
        korean=pair[0],
        chinese=pair[1],
    )


@desk.get(HERE)
def in_line(public_id: str, waiting_id: str) -> Any:
    """One place in a line, with everything that can be done about it."""
    return _page(_found(public_id, waiting_id))


@desk.post(f"{HERE}/offer")
def offer_time(public_id: str, waiting_id: str) -> Any:
    """Offer a free time by hand, whoever stands before."""
    found = _found(public_id, waiting_id)
    form = OfferForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            slot = slot_named(found.consultation, str(form.slot.data))
            transactions.write(
                services.offer_by_hand, found, slot, str(form.reason.data), by=user()
            )
            flash(_("The time is kept for the company, which gets a mail."), "ok")
            return _to(found)
    return _page(found, offer_form=form)


@desk.post(f"{HERE}/move")
def move_in_line(public_id: str, waiting_id: str) -> Any:
    """Let the company stand elsewhere in its line."""
    found = _found(public_id, waiting_id)
    form = MoveForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.move_in_line, found, form.position.data, str(form.reason.data), by=user()
            )
            flash(_("The order is changed."), "ok")
            return _to(found)
    return _page(found, move_form=form)


@desk.post(f"{HERE}/leave")
def leave_line(public_id: str, waiting_id: str) -> Any:
    """Take the company off the list on its behalf."""
    found = _found(public_id, waiting_id)
    form = BecauseForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            because = str(form.because.data)
            transactions.write(services.leave, found, by=user(), because=because)
            flash(_("The company waits no longer."), "ok")
            return redirect(url_for("coordinator.waiting_lists", public_id=public_id))
    return _page(found, leave_form=form)


@desk.post(f"{HERE}/<any(accept, decline):answer>")
def answer_offer(public_id: str, waiting_id: str, answer: str) -> Any:
    """Accept or decline what is offered, on the company's behalf."""
    found = _found(public_id, waiting_id)
    offer, form = queries.last_offer_of(found), BecauseForm()
    if form.validate_on_submit():
        because = str(form.because.data)
        with form.showing_refusals():
            if answer == "accept":
                booking = transactions.write(
                    services.accept_offer, offer, by=user(), because=because
                )
                flash(_("The meeting is booked. Both companies get a calendar entry."), "ok")
                return redirect(
                    url_for(
                        "coordinator.booking", public_id=public_id, booking_id=booking.public_id
                    )
                )
            transactions.write(services.decline_offer, offer, stay=True, by=user(), because=because)
            flash(_("Declined. The time goes to the next in line."), "ok")
            return _to(found)
    return _page(found, **{f"{answer}_form": form})


@desk.post(f"{HERE}/take-back")
def take_offer_back(public_id: str, waiting_id: str) -> Any:
    """Take back what is offered, with the reason."""
    found = _found(public_id, waiting_id)
    form = TakeBackForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            offer = queries.last_offer_of(found)
            transactions.write(services.take_offer_back, offer, str(form.reason.data), by=user())
            flash(_("The offer is taken back. The company gets a mail."), "ok")
            return _to(found)
    return _page(found, take_back_form=form)


def _found(public_id: str, waiting_id: str) -> Any:
    consultation = consultations.consultation_run_by(g.coordinator, public_id)
    return queries.waiting_in(consultation, waiting_id)


def _to(found: Any) -> Any:
    return redirect(
        url_for(
            "coordinator.in_line",
            public_id=found.consultation.public_id,
            waiting_id=found.public_id,
        )
    )


def _page(found: Any, **sent: Any) -> Any:
    """One place in a line; `sent` is the form that was just refused, by its name."""
    forms = {
        "offer_form": OfferForm,
        "move_form": MoveForm,
        "leave_form": BecauseForm,
        "accept_form": BecauseForm,
        "decline_form": BecauseForm,
        "take_back_form": TakeBackForm,
    }
    offer_form = sent.get("offer_form")
    in_line = next(
        (each for each in queries.lines_of(found.consultation) if each.waiting.id == found.id),
        None,
    )
    return page(
        "coordinator/waiting/one.html",
        **{name: sent.get(name) or form(formdata=None) for name, form in forms.items()},
        form=next(iter(sent.values()), BecauseForm(formdata=None)),
        consultation=found.consultation,
        waiting=found,
        in_line=in_line,
        booking=queries.booking_of_waiting(found),
        history=history_of(found),
        sheet=sheet_of(
            found.consultation,
            found.korean_company,
            found.chinese_company,
            chosen=offer_form.slot.data if offer_form else None,
            both_known=True,
            endpoint="coordinator.in_line",
        )
        if in_line and not in_line.offer
        else None,
    )
