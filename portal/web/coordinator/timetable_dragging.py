"""Dragging a meeting on the board: where it may go, and what becomes of a drop.

The page asks while somebody holds a meeting; whoever has no script uses the form of the pair, and
both end in the same services.
"""

from __future__ import annotations

from typing import Any

from flask import jsonify
from flask_babel import gettext as _

from portal.consultations import queries as consultations
from portal.kernel.errors import Conflict, Missing, Refusal
from portal.timetabling import services
from portal.timetabling.queries.pairs_on_board import Choice
from portal.web import scripts, transactions
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.timetable import ONE
from portal.web.coordinator.timetable_board import PAIR, draft, pair_in, pair_of_companies
from portal.web.languages import current_language, say


@desk.get(f"{PAIR}/places")
def places_on_board(public_id: str, timetable_id: str, korean_id: str, chinese_id: str) -> Any:
    """Every other slot of a pair: free, a change of places, or the reason why not."""
    found, made = draft(public_id, timetable_id)
    pair = pair_in(found, made, korean_id, chinese_id)
    return jsonify(
        was=pair.slot.public_id if pair.slot else "",
        places=[
            {
                "slot": each.slot.public_id,
                "kind": "free" if each.is_free else "swap" if each.swap else "not",
                "swap": [company.public_id for company in each.swap or ()],
                "words": _words(each),
            }
            for each in pair.choices
        ],
    )


@desk.get(f"{ONE}/board/revision")
def revision_of_board(public_id: str, timetable_id: str) -> Any:
    """How often a draft was changed: by it an open board notices that somebody else is at work."""
    _found, made = draft(public_id, timetable_id)
    return jsonify(revision=made.revision)


@desk.post(f"{PAIR}/drop")
def drop_on_board(public_id: str, timetable_id: str, korean_id: str, chinese_id: str) -> Any:
    """Move a pair, or have it change places with the one that its sender saw there.

    What is refused is answered in words, and nothing has moved.
    """
    found, made = draft(public_id, timetable_id)
    ids = tuple(each.id for each in pair_of_companies(found, korean_id, chinese_id))
    try:
        _drop(found, made, ids)
    except Refusal as refusal:
        return jsonify(done=False, words=say(refusal.text))
    return jsonify(done=True, words=_("Done. Nobody is told before you publish."))


def _drop(found: Any, made: Any, ids: Any) -> None:
    asked = scripts.sent()
    slots = {slot.public_id: slot.id for slot in consultations.slots_of(found)}
    slot, was = (slots.get(str(asked.get(name))) for name in ("slot", "was"))
    if slot is None or was is None:
        raise Conflict(services.CHANGED_MEANWHILE)
    if not (swap := asked.get("swap")):
        transactions.write(services.put, made, ids, slot, was=was, by=user())
        return
    other = other_pair(found, swap)
    transactions.write(services.swap, made, ids, other, was=was, at=slot, by=user())


def other_pair(found: Any, names: Any) -> Any:
    """The pair with which one changes places, by the names of its two. Raises Conflict."""
    known = isinstance(names, list) and len(names) == 2
    if not known or not all(isinstance(each, str) and each.isalnum() for each in names):
        raise Conflict(services.CHANGED_MEANWHILE)
    try:
        return tuple(each.id for each in pair_of_companies(found, *names))
    except Missing:
        raise Conflict(services.CHANGED_MEANWHILE) from None


def _words(choice: Choice) -> str:
    """What is said of a slot to whoever holds the meeting over it."""
    language = current_language()
    if choice.is_free:
        room = _("Room %(number)d", number=choice.room.number) if choice.room else ""
        return " · ".join(filter(None, (_("free"), room)))
    if choice.swap:
        one, other = (company.shown_name(language).text for company in choice.swap)
        return str(_("changes places with %(one)s and %(other)s", one=one, other=other))
    return " · ".join(say(why) for why in choice.why_not[:2])
