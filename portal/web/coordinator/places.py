"""A company on the waiting list for a place, on the coordinator desk: its turn, what is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _

from portal.consultations import queries, services
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text
from portal.web import transactions
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.participants import participant_page
from portal.web.coordinator.participants_forms import DecisionForm
from portal.web.coordinator.waiting_forms import MoveForm
from portal.web.forms import stripped
from portal.web.languages import say
from portal.web.pages import page

HERE = "/consultations/<public_id>/participants/<participation_id>/place"
NOTHING_IS_KEPT = Text("No place is kept for this company at the moment.")


def _offer(participation: Any, reason: str) -> None:
    services.offer_place_by_hand(participation, by=user(), reason=reason)


def _accept(participation: Any, reason: str) -> None:
    services.accept_place(_kept_for(participation), by=user(), reason=reason)


def _decline(participation: Any, reason: str) -> None:
    services.decline_place(_kept_for(participation), by=user(), reason=reason)


def _take_back(participation: Any, reason: str) -> None:
    services.take_place_offer_back(_kept_for(participation), by=user(), reason=reason)


# The last part of the address, what it does, and what is said when it is done.
ACTIONS: dict[str, tuple[Callable[[Any, str], None], Text]] = {
    "keep": (_offer, Text("The place is kept for the company, which gets a mail.")),
    "take": (_accept, Text("The company takes part and gets a mail.")),
    "refuse": (_decline, Text("Declined. The place goes to the next in line.")),
    "unkeep": (_take_back, Text("The offer is taken back. The company gets a mail.")),
}


@desk.post(f"{HERE}/<any({', '.join(ACTIONS)}):action>")
def decide_place(public_id: str, participation_id: str, action: str) -> Any:
    """Offer a place by hand, answer for the company, or take the offer back."""
    participation = _found(public_id, participation_id)
    form = DecisionForm()
    if form.validate_on_submit():
        service, done = ACTIONS[action]
        with form.showing_refusals():
            transactions.write(service, participation, stripped(form.reason.data) or "")
            flash(say(done), "ok")
            return redirect(url_for("coordinator.waiting_lists", public_id=public_id))
    return participant_page(participation, form, action)


@desk.route(f"{HERE}/number", methods=["GET", "POST"])
def move_on_list(public_id: str, participation_id: str) -> Any:
    """Let the company stand elsewhere on the waiting list."""
    participation = _found(public_id, participation_id)
    form = MoveForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.move_on_list,
                participation,
                form.position.data,
                by=user(),
                reason=str(form.reason.data),
            )
            flash(_("The order is changed."), "ok")
            return redirect(url_for("coordinator.waiting_lists", public_id=public_id))
    return page(
        "coordinator/waiting/number.html",
        form=form,
        consultation=participation.consultation,
        participation=participation,
        on_list=queries.on_list(participation),
    )


def _found(public_id: str, participation_id: str) -> Any:
    found = queries.consultation_run_by(g.coordinator, public_id)
    return queries.participation_in(found, participation_id)


def _kept_for(participation: Any) -> Any:
    """The offer that stands. Raises Conflict when nothing is kept."""
    offer = queries.standing_place_offer(participation)
    if offer is None:
        raise Conflict(NOTHING_IS_KEPT)
    return offer
