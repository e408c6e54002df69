"""What a form of wishes says: read, saved, and what is said of it on the next page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from portal.bookings import queries as bookings
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.languages import Text
from portal.timetabling import rules, services
from portal.timetabling.rules import Choice
from portal.timetabling.services import ChangedMeanwhile, Saved
from portal.timetabling.states import Rank
from portal.web import transactions
from portal.web.access import user
from portal.web.languages import say
from portal.web.wishes.parts import whole_number

# A page has far fewer rows; whoever sends more did not get them from us.
MOST_ROWS = 250
CHOICE, WAS, PLACE, STOOD, MOVE = "choice-", "was-", "place-", "stood-", "move"


@dataclass(frozen=True)
class Sent:
    """What a form of wishes says, by the public ids of the companies."""

    choices: Mapping[str, Choice] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    seen: str | None = None

    @property
    def changes(self) -> dict[str, Choice]:
        return {id: choice for id, choice in self.choices.items() if choice.is_a_change}

    @property
    def is_empty(self) -> bool:
        return not self.changes and not self.places


def sent() -> Sent:
    """The form in hand. Raises Invalid for what our page could not have sent."""
    form = request.form
    names = [name.removeprefix(CHOICE) for name in form if name.startswith(CHOICE)]
    placed = [name.removeprefix(PLACE) for name in form if name.startswith(PLACE)]
    if len(names) + len(placed) > 2 * MOST_ROWS:
        raise Invalid(Text("This is more than one page of wishes. Please open the page again."))
    return Sent(
        choices={
            id: Choice(_rank(form[CHOICE + id]), was=_rank(form.get(WAS + id, ""))) for id in names
        },
        places=_places(form, placed),
        seen=form.get("order"),
    )


def _rank(text: str) -> Rank | None:
    if not text:
        return None
    if text not in set(Rank):
        raise Invalid(Text("Please choose one of the answers of the list."))
    return Rank(text)


def _places(form: MultiDict[str, str], ids: Sequence[str]) -> dict[str, int]:
    """The places that were typed, or the one that a button stands for."""
    if move := form.get(MOVE):
        id, _colon, place = move.partition(":")
        return {id: _place(place)}
    return {
        id: _place(form[PLACE + id])
        for id in ids
        if form[PLACE + id].strip() not in ("", form.get(STOOD + id, ""))
    }


def _place(text: str) -> int:
    place = whole_number(text.strip().removeprefix("-"))
    if place is None:
        raise Invalid(Text("A place is a whole number: 1 for whom you most want to meet."))
    return 1 if text.strip().startswith("-") else place


def save(found: Any, company: Any, what: Sent, *, because: str | None = None) -> Saved:
    """Save what was sent for a company. Raises ChangedMeanwhile, Conflict, Invalid, NotAllowed."""
    ids = {*what.changes, *what.places}
    known = {id for id in ids if id.isalnum()}  # PostgreSQL fails when it is asked for a NUL
    partners = bookings.partners_named(found, company.side.other, known)
    if ids - partners.keys():
        raise Conflict(rules.NO_LONGER_THERE)
    return transactions.write(
        services.save_wishes,
        found,
        company,
        {partners[id]: choice for id, choice in what.changes.items()},
        {partners[id]: place for id, place in what.places.items()},
        by=user(),
        because=because,
        seen=what.seen,
    )


def say_what_was_saved(saved: Saved) -> None:
    """Say it on the next page."""
    if saved.changed:
        flash(
            ngettext(
                "Saved: %(num)d company ranked anew.",
                "Saved: %(num)d companies ranked anew.",
                saved.changed,
            ),
            "ok",
        )
    elif saved.moved:
        flash(_("The order is saved."), "ok")
    else:
        flash(_("Nothing has changed."), "ok")
    if saved.order_was_old:
        flash(_("Somebody else changed the order meanwhile. Please look at it again."), "act")


def refused(form: Any, error: Conflict | Invalid) -> Mapping[int, Any]:
    """Put a refusal at the head of the form; returns what others have changed meanwhile."""
    form.form_errors.append(say(error.text))
    form.status = 409 if isinstance(error, Conflict) else 422
    return error.now if isinstance(error, ChangedMeanwhile) else {}
