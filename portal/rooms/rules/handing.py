"""Handing a file of a profile to the partner of a meeting: when, and on which rung."""

from __future__ import annotations

from portal.bookings.states import BookingState
from portal.kernel.languages import Text
from portal.technologies.rules.disclosure import Rung

_ACQUAINTED = (BookingState.CONFIRMED, BookingState.MET)


def why_not_hand_over(
    state: BookingState, rung: Rung = Rung.PUBLIC, *, agreed: bool = False
) -> Text | None:
    """The reason why no file on this rung is handed over in a meeting and what was is closed, or
    None. `agreed` says whether the two companies agreed on confidentiality."""
    if state not in _ACQUAINTED:
        return Text("Files are handed over in meetings that take place; this one does not.")
    if rung is Rung.NDA and not agreed:
        return Text("This file can be handed over once you have agreed on confidentiality.")
    return None
