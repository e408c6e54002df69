"""Whose turn it is to answer a request, and which times may be proposed and chosen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from portal.bookings.rules.moments import BOOKING_IS_OPEN, BOOKING_IS_OVER, why_not_now
from portal.bookings.rules.requests import why_not_answer
from portal.bookings.states import RequestState
from portal.consultations.states import Phase
from portal.kernel.clocks import Side
from portal.kernel.languages import Text, Wording

MOST_PROPOSED = 5


def why_not_turn(waits_for: Side, side: Side, other: Wording) -> Text | None:
    """The reason why this side has nothing to answer at the moment, or None."""
    if side is waits_for:
        return None
    return Text(
        "It is the turn of %(company)s to answer. You get a mail when they do.", company=other
    )


def why_not_propose(
    phase: Phase,
    state: RequestState,
    expires_at: datetime,
    now: datetime,
    *,
    waits_for: Side,
    side: Side,
    other: Wording,
    own_are_lost: bool = False,
    on_behalf: bool = False,
) -> Text | None:
    """The reason why this side cannot propose other times for a request now, or None.

    Whoever has proposed waits for the other, unless none of their times can be had any more.
    """
    if why_not := why_not_answer(state, expires_at, now):
        return why_not
    if not own_are_lost and (why_not := why_not_turn(waits_for, side, other)):
        return why_not
    return why_not_now(phase, BOOKING_IS_OPEN, BOOKING_IS_OVER, on_behalf)


def what_is_wrong_with_number(slots: Sequence[object], *, needed: bool) -> Text | None:
    """The reason why so many times cannot be proposed, or None."""
    if needed and not slots:
        return Text("Please choose at least one time.")
    if len(slots) > MOST_PROPOSED:
        return Text("Please choose at most %(most)d times.", most=MOST_PROPOSED)
    return None


def why_not_chosen(
    slot_id: int, proposed: Collection[int] | None, *, on_behalf: bool = False
) -> Text | None:
    """The reason why a request cannot be accepted at this time, or None.

    `proposed` is None where nobody proposed any: then every time that suits both will do. A
    coordinator may agree with both on another one.
    """
    if proposed is None or on_behalf or slot_id in proposed:
        return None
    return Text("This time is not among those proposed. You can propose it in turn.")
