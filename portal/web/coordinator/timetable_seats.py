"""Another room or interpreter for a meeting of a draft: dragged to its row, or chosen in a form.

Both end in the same service; what is refused is answered in words, and nothing has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, jsonify, redirect
from flask_babel import gettext as _

from portal.consultations import queries as consultations
from portal.kernel.errors import Conflict, Missing, Refusal
from portal.timetabling import queries, services
from portal.timetabling.queries import Place, Places
from portal.timetabling.seating import Seat
from portal.web import scripts, transactions
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.timetable import address
from portal.web.coordinator.timetable_board import PAIR, draft, pair_of_companies
from portal.web.coordinator.timetable_dragging import other_pair
from portal.web.coordinator.timetable_forms import SeatForm
from portal.web.languages import current_language, say
from portal.web.pages import page

SEAT = f"{PAIR}/seat/<kind>"
# Nobody, where a word is needed: a value of a form, a row of the board.
NOBODY = "nobody"


@desk.get(SEAT)
def seats_on_board(
    public_id: str, timetable_id: str, korean_id: str, chinese_id: str, kind: str
) -> Any:
    """The rooms or interpreters that a meeting can have at its time, and why not the others."""
    asked = _asked(public_id, timetable_id, korean_id, chinese_id, kind)
    places = _places(asked)
    return _page(asked, places, SeatForm(places.slot.public_id, _name(places.had)))


@desk.post(SEAT)
def reseat_on_board(
    public_id: str, timetable_id: str, korean_id: str, chinese_id: str, kind: str
) -> Any:
    """Give a meeting the room or interpreter that was chosen."""
    asked = _asked(public_id, timetable_id, korean_id, chinese_id, kind)
    form = SeatForm("", "")
    if form.validate_on_submit():
        place, *swap = str(form.place.data).split("-")
        with form.showing_refusals():
            _reseat(asked, place, swap, form.was.data, form.had.data)
            flash(_("Done. Nobody is told before you publish."), "ok")
            names = {"korean_id": korean_id, "chinese_id": chinese_id}
            return redirect(address("pair_on_board", asked.found, asked.made, **names))
    return _page(asked, _places(asked), form)


@desk.get(f"{SEAT}/places")
def seat_places_on_board(
    public_id: str, timetable_id: str, korean_id: str, chinese_id: str, kind: str
) -> Any:
    """What a meeting in hand can have: each row of the board, free, in exchange, or why not."""
    places = _places(_asked(public_id, timetable_id, korean_id, chinese_id, kind))
    return jsonify(
        was=places.slot.public_id,
        had=_name(places.had),
        places=[
            {
                "place": _name(each.holder),
                "kind": "free" if each.is_free else "swap" if each.swap else "not",
                "swap": [company.public_id for company in each.swap or ()],
                "words": _words(each),
            }
            for each in places.places
        ],
    )


@desk.post(f"{SEAT}/drop")
def drop_seat_on_board(
    public_id: str, timetable_id: str, korean_id: str, chinese_id: str, kind: str
) -> Any:
    """Give a meeting the room or interpreter in whose row it was dropped."""
    asked = _asked(public_id, timetable_id, korean_id, chinese_id, kind)
    said = scripts.sent()
    try:
        _reseat(asked, said.get("place"), said.get("swap"), said.get("was"), said.get("had"))
    except Refusal as refusal:
        return jsonify(done=False, words=say(refusal.text))
    return jsonify(done=True, words=_("Done. Nobody is told before you publish."))


@dataclass(frozen=True)
class _Asked:
    """A session, its draft, the two companies of a meeting, and what is to be another."""

    found: Any
    made: Any
    korean: Any
    chinese: Any
    seat: Seat


def _asked(public_id: str, timetable_id: str, korean_id: str, chinese_id: str, kind: str) -> _Asked:
    """Raises Missing."""
    found, made = draft(public_id, timetable_id)
    if kind not in set(Seat):
        raise Missing
    return _Asked(found, made, *pair_of_companies(found, korean_id, chinese_id), Seat(kind))


def _places(asked: _Asked) -> Places:
    return queries.places_for(asked.made, asked.korean, asked.chinese, asked.seat)


def _reseat(asked: _Asked, place: Any, swap: Any, was: Any, had: Any) -> None:
    """What was asked, as its sender saw it. Raises Missing, Conflict."""
    holders = queries.holders_of(asked.found, asked.seat)
    ids = {_name(holder): id for id, holder in holders.items()}
    slots = {slot.public_id: slot.id for slot in consultations.slots_of(asked.found)}
    if not all(isinstance(each, str) for each in (place, was, had)) or was not in slots:
        raise Conflict(services.CHANGED_MEANWHILE)
    if place not in ids or had not in ids:
        raise Conflict(services.CHANGED_MEANWHILE)
    transactions.write(
        services.reseat,
        asked.made,
        (asked.korean.id, asked.chinese.id),
        asked.seat,
        ids[place],
        was=slots[was],
        had=ids[had],
        swap=other_pair(asked.found, swap) if swap else None,
        by=user(),
    )


def _page(asked: _Asked, places: Places, form: SeatForm) -> Any:
    return page(
        "coordinator/timetable/seats.html",
        consultation=asked.found,
        timetable=asked.made,
        places=places,
        seat=asked.seat,
        value_of=_value,
        form=form,
    )


def _value(place: Place) -> str:
    """A choice of the form: what it is, and with whom it would be exchanged."""
    return "-".join([_name(place.holder), *(each.public_id for each in place.swap or ())])


def _name(holder: Any) -> str:
    return queries.name_of(holder) or NOBODY


def _words(place: Place) -> str:
    """What is said of a row to whoever holds the meeting over it."""
    language = current_language()
    if place.is_free:
        return str(_("free")) if place.holder else str(_("goes on without an interpreter"))
    if place.swap:
        one, other = (company.shown_name(language).text for company in place.swap)
        return str(_("exchanges with %(one)s and %(other)s", one=one, other=other))
    return say(place.why_not) if place.why_not else ""
