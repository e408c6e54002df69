"""Looks at the database after a race and says what is wrong with it."""

from __future__ import annotations

from itertools import combinations

import sqlalchemy as sa

from portal.bookings.models import Booking, Seat, SlotOffer
from portal.bookings.states import BookingState
from portal.consultations.states import OfferState
from portal.infra.db import session


def count(model: type) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def wrong_seats() -> list[str]:
    """Every seat that overlaps another of its party, is missing, or has no meeting to go to."""
    session.rollback()
    seats = list(session.scalars(sa.select(Seat)))
    wrong = []
    of_party: dict[int, list[Seat]] = {}
    for seat in seats:
        of_party.setdefault(seat.party_id, []).append(seat)
    for party, mine in of_party.items():
        for one, other in combinations(mine, 2):
            if one.starts_at < other.ends_at and other.starts_at < one.ends_at:
                wrong.append(f"party {party} is busy twice at {one.starts_at}")
    bookings = session.scalars(sa.select(Booking)).unique()
    offers = session.scalars(sa.select(SlotOffer)).unique()
    return (
        wrong
        + _not_their_own("booking", seats, [(row, _stands(row)) for row in bookings])
        + _not_their_own("offer", seats, [(row, _waits(row)) for row in offers])
    )


def _stands(row: Booking) -> bool:
    return row.state is not BookingState.CANCELLED


def _waits(row: SlotOffer) -> bool:
    return row.state is OfferState.OFFERED


def _not_their_own(
    kind: str, seats: list[Seat], owners: list[tuple[Booking | SlotOffer, bool]]
) -> list[str]:
    """What is wrong with the seats of bookings, or of offers, each with whether it has any."""
    wrong = []
    taken: dict[int, list[Seat]] = {}
    for seat in seats:
        owner = getattr(seat, f"{kind}_id")
        if owner is not None:
            taken.setdefault(owner, []).append(seat)
    for row, stands in owners:
        mine = taken.pop(row.id, [])
        needed = 2 + (row.room_id is not None) + (row.interpreter_id is not None)
        if len(mine) != (needed if stands else 0):
            wrong.append(f"{kind} {row.id} has {len(mine)} seats, and is {row.state}")
        spans = {(seat.starts_at, seat.ends_at) for seat in mine}
        if spans - {(row.slot.starts_at, row.slot.ends_at)}:
            wrong.append(f"{kind} {row.id} has seats at another time")
    return wrong + [f"seats of {kind} {id}, which is not there" for id in taken]
