from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.bookings import services
from portal.bookings.models import Booking, Seat
from portal.bookings.states import BookingState
from portal.consultations.states import BookingMode
from portal.infra import audit, db, outbox
from portal.infra.db import session
from portal.kernel.errors import Conflict
from tests.bookings.pair import Pair
from tests.bookings.test_rivals import at_once, call

KEY = "one-form-of-one-page"


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.OPEN)


def count(model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def book(pair: Pair, number: int = 0, *, key: str | None = KEY) -> Booking:
    with db.writing():
        return services.book(
            pair.consultation,
            pair.korean,
            pair.chinese,
            pair.slots[number],
            "Bag filters",
            by=pair.korean_user,
            form_key=key,
        )


def test_a_form_sent_again_leads_to_the_booking_that_it_made(pair):
    first = book(pair)
    told = count(outbox.OutboxMessage)

    second = book(pair)

    assert second.id == first.id
    assert (count(Booking), count(Seat)) == (1, 2)
    assert [entry.verb for entry in audit.history(first)] == ["meeting booked"]
    assert count(outbox.OutboxMessage) == told


def test_the_same_form_with_another_time_still_leads_to_its_booking(pair):
    first = book(pair, 0)

    assert book(pair, 1).id == first.id
    assert first.slot == pair.slots[0]


def test_a_form_whose_booking_was_cancelled_does_not_book_again(pair):
    first = book(pair)
    with db.writing():
        services.cancel(first, "We are ill", by=pair.korean_user)

    assert book(pair).id == first.id
    assert first.state is BookingState.CANCELLED
    assert count(Seat) == 0

    assert book(pair, key="another-form").state is BookingState.CONFIRMED


def test_a_form_that_was_refused_may_be_sent_with_another_time(pair):
    other = pair.another_korean()
    with db.writing():
        services.book(
            pair.consultation, other.company, pair.chinese, pair.slots[0], "Fans", by=other.user
        )
    with pytest.raises(Conflict, match="in another meeting"):
        book(pair, 0)

    assert book(pair, 1).slot == pair.slots[1]


def test_the_key_of_somebody_else_opens_nothing(pair):
    other, partner = pair.another_korean(), pair.another_chinese()
    with db.writing():
        services.book(
            pair.consultation,
            other.company,
            partner.company,
            pair.slots[0],
            "Fans",
            by=other.user,
            form_key=KEY,
        )

    with pytest.raises(Conflict, match="used already"):
        book(pair)

    assert count(Booking) == 1


def test_a_double_click_books_once_and_both_get_the_same_answer(database):
    pair = Pair(mode=BookingMode.OPEN)
    again = call(
        services.book,
        pair.consultation,
        pair.korean,
        pair.chinese,
        pair.slots[0],
        "Bag filters",
        by=pair.korean_user,
        form_key=KEY,
    )

    got = at_once([again] * 4)

    assert {type(each) for each in got} == {Booking}, got
    assert len({each.id for each in got}) == 1
    assert (count(Booking), count(Seat), count(audit.AuditEntry)) == (1, 2, 1)


def test_a_request_accepted_twice_with_one_form_gives_one_meeting(database):
    pair = Pair(mode=BookingMode.REQUEST)
    request = pair.ask()
    accept = call(services.accept, request, pair.slots[0], by=pair.chinese_user, form_key=KEY)

    got = at_once([accept] * 4)

    assert {type(each) for each in got} == {Booking}, got
    assert len({each.id for each in got}) == 1
    assert (count(Booking), count(Seat)) == (1, 2)


def test_a_further_meeting_of_a_pair_is_not_made_by_a_company_when_the_first_is_cancelled(pair):
    first = pair.meet(pair.slots[0])
    with db.writing():
        services.book(
            pair.consultation,
            pair.korean,
            pair.chinese,
            pair.slots[1],
            "A second talk",
            by=pair.coordinator,
            because="They need more time",
            again=True,
        )
        services.cancel(first, "One will do", by=pair.korean_user)

    with pytest.raises(Conflict, match="have a meeting in this session already"):
        book(pair, 2)
