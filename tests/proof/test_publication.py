"""A solved timetable of a large session is published, and every booking and seat is compared with
it."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa

from portal.bookings.models import Booking, Seat
from portal.bookings.states import BookingState
from portal.companies.models import Company
from portal.consultations import queries as consultations
from portal.consultations.models import Interpreter, Room
from portal.infra import db, rows
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.timetabling import jobs, queries, services
from portal.timetabling.models import Timetable, Wish
from portal.timetabling.services import Order
from portal.timetabling.states import Rank, TimetableState
from tests.timetabling.large import Large, large

pytestmark = pytest.mark.proof

# As large as the largest instance that the solver is measured on: 200 companies of each side.
COMPANIES = 400
WISHES_EACH = 15


@pytest.fixture
def it(database, monday) -> Large:
    made = large(COMPANIES, slots=16, filled=0)
    with db.writing():
        _wish_by_chance(made)
    return made


def _wish_by_chance(it: Large) -> None:
    """Each Korean company wishes a few others, some of whom wish it, too; always the same."""
    half = len(it.chinese)
    said = []
    for number, korean in enumerate(it.korean):
        for place in range(WISHES_EACH):
            chinese = it.chinese[(number * 7 + place * (place + 3)) % half]
            said.append((korean, chinese, Side.KR, place + 1))
            if (number + place) % 3 == 0:
                said.append((korean, chinese, Side.CN, place + 1))
    rows.insert(
        Wish,
        [
            {
                "consultation_id": it.consultation.id,
                "korean_company_id": korean,
                "chinese_company_id": chinese,
                "wished_by_side": side,
                "rank": Rank.MUST if place <= 3 else Rank.WOULD,
                "position": place,
                "written_by_id": it.coordinator.id,
                "on_behalf": False,
            }
            for korean, chinese, side, place in said
        ],
    )


def solved(it: Large) -> Timetable:
    """A proposal built as the worker builds it."""
    with db.writing():
        made = services.order_timetable(
            it.consultation.now, Order(seconds=10), by=it.coordinator.now
        )
    jobs.build(made.id)
    session.rollback()
    return session.get_one(Timetable, made.id)


def planned_seats(draft: Timetable) -> Counter:
    """Every seat that a timetable needs: whose, and from when."""
    companies, rooms, helpers = (
        dict(map(tuple, session.execute(sa.select(model.id, model.party_id))))
        for model in (Company, Room, Interpreter)
    )
    starts = {slot.id: slot.starts_at for slot in consultations.slots_of(draft.consultation)}
    found: Counter = Counter()
    for each in queries.planned_in(draft):
        parties = [companies[each.korean], companies[each.chinese]]
        parties += [rooms[each.room]] if each.room else []
        parties += [helpers[each.interpreter]] if each.interpreter else []
        found.update((party, starts[each.slot]) for party in parties)
    return found


def _publish(it: Large, draft: Timetable) -> None:
    """Publish as a coordinator does, who lets meetings go on that no interpreter is free for."""
    lacking = queries.publication_of(draft).lacking
    with db.writing():
        pairs = [(korean.id, chinese.id) for korean, chinese in lacking]
        services.waive_interpreters(draft, pairs, "Both speak English", by=it.coordinator.now)
    shown = queries.publication_of(draft).fingerprint
    with db.writing():
        services.publish(draft, by=it.coordinator.now, shown=shown)


def test_every_booking_and_seat_of_a_large_session_is_as_the_solver_placed_it(it):
    draft = solved(it)
    assert draft.state is TimetableState.DRAFT
    planned = {
        (each.korean, each.chinese, each.slot, each.room, each.interpreter)
        for each in queries.planned_in(draft)
    }
    assert len(planned) > 2000
    seats = planned_seats(draft)
    assert set(seats.values()) == {1}

    _publish(it, draft)

    session.rollback()
    booked = {
        tuple(row)
        for row in session.execute(
            sa.select(
                Booking.korean_company_id,
                Booking.chinese_company_id,
                Booking.slot_id,
                Booking.room_id,
                Booking.interpreter_id,
            ).where(Booking.state == BookingState.CONFIRMED)
        )
    }
    assert booked == planned
    taken = Counter(tuple(row) for row in session.execute(sa.select(Seat.party_id, Seat.starts_at)))
    assert taken == seats
