"""The first free time of two companies, booked with one click."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.bookings import services
from portal.bookings.models import Booking
from portal.consultations.states import BookingMode
from portal.infra import db
from portal.infra.db import session
from portal.kernel.clocks import Side
from tests import make
from tests.bookings.pair import Pair
from tests.statements import counted

WORDS = "Book the first free time"


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.OPEN)


def partners_of(pair: Pair) -> str:
    return f"/company/consultations/{pair.consultation.public_id}/partners"


def first_of(pair: Pair) -> str:
    return f"{partners_of(pair)}/{pair.chinese.public_id}/first"


def count() -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Booking)) or 0


def test_one_click_on_the_list_books_the_time_on_the_button_once(pair, visit):
    profile = make.profile(pair.chinese).public_id
    pair.mark_unavailable(pair.chinese, pair.slots[0])
    korean = visit(pair.korean_user)
    page = korean.get(partners_of(pair))
    button = " ".join(page.page.select_one("main .acts button").get_text(" ").split())
    assert button.startswith(WORDS)
    assert "Mon 14 September, 14:30 Seoul · 13:30 Beijing" in button

    urls = [korean.submit(page, form="main .acts form").url for _ in range(2)]

    booking = session.scalars(sa.select(Booking)).one()
    assert urls == [f"/company/meetings/{booking.public_id}"] * 2
    assert booking.slot == pair.slots[1]
    assert booking.profile.public_id == profile


def test_a_time_lost_meanwhile_is_not_replaced_unseen_but_the_next_stands_ready(pair, visit):
    korean = visit(pair.korean_user)
    page = korean.get(f"{partners_of(pair)}/{pair.chinese.public_id}/book")
    other = pair.another_korean()
    with db.writing():
        services.book(
            pair.consultation, other.company, pair.chinese, pair.slots[0], "x", by=other.user
        )

    late = korean.submit(page, form=".now form")

    assert (late.status, count()) == (409, 1)
    assert "Still free: Mon 14 September, 14:30 Seoul" in late.main
    assert late.page.select_one(".sheet input[checked]")["value"] == pair.slots[1].public_id
    assert korean.submit(late, form=".now form").url.startswith("/company/meetings/")


@pytest.mark.parametrize("slot", ["", "nonsense", "x" * 3000])
def test_a_time_that_does_not_exist_is_refused(pair, visit, slot):
    answer = visit(pair.korean_user).post(first_of(pair), {"slot": slot})

    assert (answer.status, count()) == (422, 0)


def test_who_wants_to_be_asked_or_does_not_take_part_is_not_booked(pair, visit):
    shy = pair.another(Side.CN, bookable=False).company
    korean, slot = visit(pair.korean_user), {"slot": pair.slots[0].public_id}

    led = korean.post(first_of(pair).replace(pair.chinese.public_id, shy.public_id), slot)
    assert led.url.endswith("/ask")
    outside = make.company(Side.CN).public_id
    gone = korean.post(first_of(pair).replace(pair.chinese.public_id, outside), slot)
    assert (gone.status, count()) == (404, 0)
    pair.meet()
    assert korean.post(first_of(pair), {"slot": pair.slots[2].public_id}).status == 409


def test_the_list_costs_the_same_however_many_can_be_booked(pair, visit, engine):
    korean = visit(pair.korean_user)

    def statements() -> int:
        with counted(engine) as sent:
            assert WORDS in korean.get(partners_of(pair)).main
        return len(sent)

    few = statements()
    for _ in range(3):
        pair.another_chinese()

    assert statements() == few
