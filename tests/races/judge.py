"""Looks at the database after a race and says what is wrong with it."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import sqlalchemy as sa

from portal.bookings.models import Booking, Seat
from portal.bookings.states import BookingState
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
    taken = Counter(seat.booking_id for seat in seats)
    bookings = {row.id: row for row in session.scalars(sa.select(Booking)).unique()}
    for id in taken.keys() | bookings.keys():
        row = bookings.get(id)
        needed = 0
        if row is not None and row.state is not BookingState.CANCELLED:
            needed = 2 + (row.room_id is not None) + (row.interpreter_id is not None)
        if taken[id] != needed:
            wrong.append(f"booking {id} has {taken[id]} seats instead of {needed}")
        spans = {(seat.starts_at, seat.ends_at) for seat in seats if seat.booking_id == id}
        if row is not None and spans - {(row.slot.starts_at, row.slot.ends_at)}:
            wrong.append(f"booking {id} has seats at another time")
    return wrong
