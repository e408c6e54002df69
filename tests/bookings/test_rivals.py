"""Rivals at the same moment: the database lets exactly one of them have what is scarce."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import time

import pytest
import sqlalchemy as sa

from portal.bookings import services
from portal.bookings.models import Booking, MeetingRequest, Seat
from portal.bookings.states import BookingState, RequestState
from portal.companies.models import Company
from portal.consultations.models import Slot
from portal.consultations.rules import Window
from portal.consultations.services import plan_of
from portal.consultations.states import BookingMode
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict
from portal.web import transactions
from tests import make
from tests.bookings.pair import One, Pair
from tests.meanwhile import meanwhile
from tests.races.protection import SLOTS, without

RIVALS = 8


def at_once(tries: Sequence[Callable[[], object]]) -> list[object]:
    """Let everybody try at the same moment; what each got, or the Conflict they were told."""
    start = threading.Barrier(len(tries))
    got: list[object] = [None] * len(tries)

    def go(number: int) -> None:
        start.wait()
        try:
            got[number] = transactions.write(tries[number])
        except Exception as error:
            got[number] = error
        finally:
            session.remove()

    threads = [threading.Thread(target=go, args=(number,)) for number in range(len(tries))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.rollback()
    return got


def call(service: Callable[..., object], *given: object, **named: object) -> Callable[[], object]:
    """A call of a service for a thread of its own, which reads the rows afresh by their ids."""

    def remembered(value: object) -> object:
        return (type(value), value.id) if isinstance(value, db.Base) else value

    def read(value: object) -> object:
        return session.get_one(*value) if isinstance(value, tuple) else value

    kept = [remembered(value) for value in given]
    kept_named = {name: remembered(value) for name, value in named.items()}
    return lambda: service(
        *[read(value) for value in kept],
        **{name: read(value) for name, value in kept_named.items()},
    )


def won_and_lost(got: list[object]) -> tuple[int, int]:
    """How many won, and how many lost with a sentence; anything else is a failure."""
    lost = [answer for answer in got if isinstance(answer, Conflict)]
    failed = [answer for answer in got if isinstance(answer, Exception) and answer not in lost]
    assert not failed, failed
    return len(got) - len(lost), len(lost)


def overlapping_seats() -> int:
    one, other = sa.orm.aliased(Seat), sa.orm.aliased(Seat)
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(one)
            .join(other, sa.and_(one.party_id == other.party_id, one.id < other.id))
            .where(one.starts_at < other.ends_at, other.starts_at < one.ends_at)
        )
        or 0
    )


def count(model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def booking_of(pair: Pair, korean: One, chinese: Company, slot: Slot) -> Callable[[], object]:
    return call(
        services.book, pair.consultation, korean.company, chinese, slot, "Filters", by=korean.user
    )


def bookers(pair: Pair, number: int = RIVALS) -> list[Callable[[], object]]:
    """So many Korean companies that want the same Chinese one at the same time."""
    return [
        booking_of(pair, pair.another_korean(), pair.chinese, pair.slots[0]) for _ in range(number)
    ]


def strangers(pair: Pair, number: int) -> list[Callable[[], object]]:
    """So many pairs that have nothing in common but the slot."""
    return [
        booking_of(pair, pair.another_korean(), pair.another_chinese().company, pair.slots[0])
        for _ in range(number)
    ]


def test_of_many_who_book_one_slot_exactly_one_wins(database):
    pair = Pair(mode=BookingMode.OPEN)

    assert won_and_lost(at_once(bookers(pair))) == (1, RIVALS - 1)

    assert (count(Booking), count(Seat)) == (1, 2)


@contextmanager
def without_the_constraint(engine: sa.Engine) -> Iterator[None]:
    """The database as it would be without its word in the matter."""
    if engine.dialect.name == "postgresql":
        names = ["ALTER TABLE seat DROP CONSTRAINT seat_no_overlap"]
        kept = [
            "ALTER TABLE seat ADD CONSTRAINT seat_no_overlap EXCLUDE USING gist "
            "(int4range(party_id, party_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)"
        ]
    else:
        with engine.connect() as connection:
            kept = list(
                connection.exec_driver_sql(
                    "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'seat'"
                ).scalars()
            )
        names = ["DROP TRIGGER seat_no_overlap_insert", "DROP TRIGGER seat_no_overlap_update"]
    _execute(engine, names)
    try:
        yield
    finally:
        session.remove()
        _execute(engine, ["DELETE FROM seat", *kept])


def _execute(engine: sa.Engine, statements: list[str]) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_the_control_without_the_constraint_they_all_win(database):
    """Shows that the test above would notice."""
    pair = Pair(mode=BookingMode.OPEN)

    with without_the_constraint(database):
        won, _lost = won_and_lost(at_once(bookers(pair)))
        assert won > 1
        assert overlapping_seats() > 0


def test_rivals_for_a_few_rooms_fill_them_all_and_no_more(database):
    pair = Pair(mode=BookingMode.OPEN, rooms=3)

    got = at_once(strangers(pair, RIVALS))

    assert won_and_lost(got) == (3, RIVALS - 3)
    assert (count(Seat), overlapping_seats()) == (9, 0)
    assert len(set(session.scalars(sa.select(Booking.room_id)))) == 3


@pytest.mark.parametrize("interpreters", [1, 2])
def test_required_interpreters_are_given_out_once_each(database, interpreters):
    pair = Pair(mode=BookingMode.OPEN, needs_interpreter=True)
    for _ in range(interpreters):
        make.interpreter(sessions=(pair.consultation,))

    got = at_once(strangers(pair, 4))

    assert won_and_lost(got) == (interpreters, 4 - interpreters)
    assert (count(Seat), overlapping_seats()) == (3 * interpreters, 0)


def test_two_acceptances_of_one_request_make_one_meeting(database):
    pair = Pair(mode=BookingMode.REQUEST)
    request = pair.ask()

    got = at_once(
        [call(services.accept, request, slot, by=pair.chinese_user) for slot in pair.slots]
    )

    assert won_and_lost(got) == (1, 3)
    assert (count(Booking), count(Seat)) == (1, 2)


def test_of_two_who_ask_each_other_one_asks(database):
    pair = Pair(mode=BookingMode.REQUEST)
    both = (
        (pair.korean, pair.chinese, pair.korean_user),
        (
            pair.chinese,
            pair.korean,
            pair.chinese_user,
        ),
    )

    got = at_once(
        [
            call(services.ask, pair.consultation, asker, asked, None, "Filters", by=user)
            for asker, asked, user in both
        ]
    )

    assert won_and_lost(got) == (1, 1)
    assert count(MeetingRequest) == 1


def test_accepting_and_withdrawing_at_once_leave_one_answer(database):
    pair = Pair(mode=BookingMode.REQUEST)
    request = pair.ask()

    got = at_once(
        [
            call(services.accept, request, pair.slots[0], by=pair.chinese_user),
            call(services.withdraw, request, by=pair.korean_user),
        ]
    )

    assert won_and_lost(got) == (1, 1)
    session.refresh(request)
    accepted = request.state is RequestState.ACCEPTED
    assert count(Booking) == int(accepted)
    assert count(Seat) == 2 * int(accepted)


def test_moving_a_meeting_and_booking_its_new_time_leave_one_of_them_there(database):
    pair = Pair(mode=BookingMode.OPEN)
    booking = pair.meet()
    move = call(services.move, booking, pair.slots[1], "The plant visit", by=pair.coordinator)

    got = at_once([move, booking_of(pair, pair.another_korean(), pair.chinese, pair.slots[1])])

    assert won_and_lost(got) == (1, 1)
    assert overlapping_seats() == 0
    assert count(Seat) == 2 * count(Booking)


def test_cancelling_and_moving_at_once_leave_no_seat_of_a_cancelled_meeting(database):
    pair = Pair(mode=BookingMode.OPEN)
    booking = pair.meet()

    got = at_once(
        [
            call(services.cancel, booking, "No longer needed", by=pair.korean_user),
            call(services.move, booking, pair.slots[1], "The plant", by=pair.coordinator),
        ]
    )

    won_and_lost(got)
    session.refresh(booking)
    assert booking.state is BookingState.CANCELLED
    assert count(Seat) == 0


# ---- a slot that goes


def meetings_in_no_slot() -> int:
    session.rollback()
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(Booking)
            .join(Slot, Slot.id == Booking.slot_id)
            .where(Slot.gone_at.is_not(None), Booking.state == BookingState.CONFIRMED)
        )
        or 0
    )


def booked_while_the_slot_goes(pair: Pair, engine: sa.Engine) -> object:
    """What becomes of a booking that begins while the last slot is taken out of the session."""
    plan = plan_of(pair.consultation)
    shorter = replace(plan, grid=replace(plan.grid, windows=(Window(time(13), time(14, 25)),)))
    book = booking_of(pair, pair.another_korean(), pair.chinese, pair.slots[3])

    def change() -> None:
        services.change_session(pair.consultation, shorter, by=pair.coordinator)

    return meanwhile(engine, change, book)


def test_nobody_meets_in_a_slot_that_goes_meanwhile(database):
    pair = Pair(mode=BookingMode.OPEN)

    told = booked_while_the_slot_goes(pair, database)

    assert isinstance(told, Conflict)
    assert "no longer part of the session" in str(told)
    assert meetings_in_no_slot() == 0


def test_control_without_the_databases_word_somebody_does(database):
    """Only on PostgreSQL: on SQLite one who has waited sees all that was written before."""
    pair = Pair(mode=BookingMode.OPEN)

    with without(database, SLOTS):
        booked_while_the_slot_goes(pair, database)

        assert meetings_in_no_slot() == (1 if database.dialect.name == "postgresql" else 0)


def test_the_database_itself_refuses_a_meeting_in_a_slot_that_is_gone(database):
    pair = Pair(mode=BookingMode.OPEN)
    booking, gone = pair.meet().id, pair.slots[3].id
    with db.writing():
        session.get_one(Slot, gone).gone_at = clock.now()

    def put() -> None:
        with db.writing():
            session.get_one(Booking, booking).slot_id = gone

    with pytest.raises(sa.exc.IntegrityError):
        put()
    with without(database, SLOTS):
        put()
        assert meetings_in_no_slot() == 1
