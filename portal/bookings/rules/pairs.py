"""Which two companies can meet in a session at all, and whether one is booked or asked."""

from __future__ import annotations

from dataclasses import dataclass

from portal.consultations.states import BookingMode, ParticipationState
from portal.kernel.clocks import Side
from portal.kernel.languages import Text, Wording


@dataclass(frozen=True)
class Participant:
    """One company in a session, as far as meetings depend on it.

    `participation` is None when it has nothing to do with the session. `bookable` says whether
    others may book it without asking; `most_meetings` is its own limit. `open_requests` are those
    that it made and that wait, `meetings` those that stand; `offers` and `needs` are groups of
    technology. These four are counted only where they matter.
    """

    name: Wording
    side: Side
    approved: bool
    participation: ParticipationState | None
    bookable: bool = True
    region: str | None = None
    most_meetings: int | None = None
    open_requests: int = 0
    meetings: int = 0
    offers: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()


def why_not_meet(one: Participant, other: Participant) -> Text | None:
    """The reason why these two cannot meet in this session at all, or None."""
    if one.side is other.side:
        return Text("A meeting is between one Korean and one Chinese company.")
    for company in (one, other):
        if not company.approved:
            return Text("%(company)s is not approved at the moment.", company=company.name)
        if company.participation is not ParticipationState.ACCEPTED:
            return Text("%(company)s does not take part in this session.", company=company.name)
    return None


def is_booked_directly(mode: BookingMode, other: Participant) -> bool:
    """Whether one books this company, or else asks it first."""
    return mode is BookingMode.OPEN and other.bookable
