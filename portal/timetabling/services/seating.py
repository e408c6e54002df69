"""A meeting of a draft gets another room or another interpreter; it keeps its time."""

from __future__ import annotations

from portal.accounts.models import User
from portal.kernel.errors import Conflict, Missing
from portal.timetabling import queries
from portal.timetabling.models import Timetable
from portal.timetabling.seating import Seat, held_by, seated
from portal.timetabling.services.drafting import CHANGED_MEANWHILE, IS_LOCKED, change, hold
from portal.timetabling.situation import Pair


def reseat(
    timetable: Timetable,
    pair: Pair,
    seat: Seat,
    to: int | None,
    *,
    was: int,
    had: int | None,
    swap: Pair | None = None,
    by: User,
) -> None:
    """Give a meeting another room or interpreter, by its id; None is nobody.

    Its sender saw it in the slot `was` with `had`, and `swap` is the pair that they saw there, with
    which it exchanges. Raises NotAllowed, Conflict with the reason why not.
    """
    hold(timetable, by)
    try:
        at_once, found = queries.seatings_of(timetable, pair, seat)
    except Missing:
        raise Conflict(CHANGED_MEANWHILE) from None
    now = at_once[pair]
    seating = next((each for each in found if each.id == to), None)
    if (now.slot, held_by(now, seat)) != (was, had) or seating is None:
        raise Conflict(CHANGED_MEANWHILE)
    if now.locked:
        raise Conflict(IS_LOCKED)
    if seating.hindrance is not None:
        names = queries.names_by_id(seating.other or ())
        other = (names[seating.other[0]], names[seating.other[1]]) if seating.other else None
        raise Conflict(queries.hindrance_words(seating.hindrance, other), field="place")
    if seating.other != swap:
        raise Conflict(CHANGED_MEANWHILE)
    exchanged = at_once[swap] if swap is not None else None
    before = [now] if exchanged is None else [now, exchanged]
    change(timetable, before, list(seated(now, seat, seating, exchanged)), "reseated", by)
