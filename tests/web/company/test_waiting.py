from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.bookings import services
from portal.bookings.models import Booking, SlotOffer, Waiting
from portal.consultations.states import BookingMode
from portal.infra import db
from portal.infra.db import session
from tests import make
from tests.bookings.pair import Kept, One, Pair
from tests.statements import counted


@pytest.fixture
def pair(database, monday) -> Pair:
    """The Chinese company is in meetings in both slots."""
    pair = Pair(mode=BookingMode.OPEN, slots=2)
    for number in range(2):
        book(pair, pair.another_korean(), number)
    return pair


def book(pair: Pair, one: One, number: int) -> None:
    with db.writing():
        services.book(
            pair.consultation, one.company, pair.chinese, pair.slots[number], "Sensors", by=one.user
        )


def cancel_first(pair: Pair) -> None:
    with db.writing():
        booking = session.scalars(sa.select(Booking).order_by(Booking.id)).first()
        services.cancel(booking, "They are ill", by=pair.coordinator)


def only(model) -> Kept:
    return Kept(session.scalars(sa.select(model).order_by(model.id.desc())).first())


def book_page(pair: Pair) -> str:
    return (
        f"/company/consultations/{pair.consultation.public_id}"
        f"/partners/{pair.chinese.public_id}/book"
    )


def wait(pair: Pair, visit) -> Kept:
    korean = visit(pair.korean_user)
    page = korean.get(book_page(pair))
    assert "No time suits both: wait for one" in page.main
    done = korean.submit(page, {"reason": "Bag filters"}, form="form:has(textarea)")
    waiting = only(Waiting)
    assert done.url == f"/company/waiting/{waiting.public_id}"
    assert "You are number 1 in line" in done.main
    return waiting


def test_where_no_time_suits_one_waits_and_accepts_the_first_that_falls_free(pair, visit):
    waiting = wait(pair, visit)
    korean = visit(pair.korean_user)
    assert (
        "You wait for a time"
        in korean.get(f"/company/consultations/{pair.consultation.public_id}/partners").main
    )
    assert (
        "Number 1 in line"
        in korean.get(f"/company/consultations/{pair.consultation.public_id}").main
    )
    assert (
        "They wait for a time with you"
        in visit(pair.chinese_user)
        .get(f"/company/consultations/{pair.consultation.public_id}")
        .main
    )

    cancel_first(pair)

    desk = korean.get("/company/")
    assert "is kept for you" in desk.main
    assert "2 h 0 min left" in desk.main
    assert "Answer until Mon 7 September, 17:00 Seoul · 16:00 Beijing" in desk.main
    done = korean.submit(desk, form=".kept form")
    assert done.url.startswith("/company/meetings/")
    assert only(Booking).now.subject == "Bag filters"
    assert "You got a meeting" in korean.get(f"/company/waiting/{waiting.public_id}").main


def test_a_mistake_in_the_form_is_said_beside_the_field(pair, visit):
    korean = visit(pair.korean_user)
    page = korean.submit(korean.get(book_page(pair)), {"reason": ""}, form="form:has(textarea)")
    assert page.status == 422
    assert "Please fill this in." in page.main


def test_an_offer_is_declined_and_the_place_kept_or_given_up(pair, visit):
    waiting = wait(pair, visit)
    cancel_first(pair)
    korean = visit(pair.korean_user)
    offer = only(SlotOffer)

    page = korean.get(f"/company/offers/{offer.public_id}")
    assert "Accept this time" in page.main
    done = korean.submit(page, {"then": "leave", "reason": "We travel"}, form="form:has(textarea)")

    assert done.url == f"/company/waiting/{waiting.public_id}"
    assert "You do not wait for" in done.main
    assert "We travel" in done.main
    again = korean.post(f"/company/offers/{offer.public_id}/accept")
    assert again.status == 409
    assert "This offer was declined already." in again.main


def test_what_is_kept_is_gone_after_its_time_even_when_the_worker_is_late(pair, visit, monday):
    wait(pair, visit)
    cancel_first(pair)
    korean = visit(pair.korean_user)
    monday(timedelta(minutes=121))

    assert "is kept for you" not in korean.get("/company/").main
    page = korean.get(f"/company/offers/{only(SlotOffer).public_id}")
    assert "This time is no longer kept" in page.main


def test_the_partner_sees_for_whom_its_time_is_kept_and_strangers_nothing(pair, visit):
    waiting = wait(pair, visit)
    cancel_first(pair)
    offer = only(SlotOffer)

    page = visit(pair.chinese_user).get(f"/company/offers/{offer.public_id}")
    assert "A time of yours is kept for" in page.main
    assert "Accept this time" not in page.main
    assert visit(pair.chinese_user).post(f"/company/offers/{offer.public_id}/accept").status == 403
    for user in (make.representative(), pair.another_korean().user):
        stranger = visit(user)
        for address in (f"offers/{offer.public_id}", f"waiting/{waiting.public_id}"):
            assert stranger.get(f"/company/{address}").status == 404
        assert stranger.post(f"/company/offers/{offer.public_id}/accept").status == 404


def test_one_leaves_the_line(pair, visit):
    waiting = wait(pair, visit)
    korean = visit(pair.korean_user)

    page = korean.get(f"/company/waiting/{waiting.public_id}")
    left = korean.submit(page, form=f"form[action$='{waiting.public_id}/leave']")

    assert "no longer." in left.text
    assert "Number 1 in line" not in left.main


def test_a_request_without_a_common_time_gets_a_yes_that_waits(database, monday, visit):
    pair = Pair(mode=BookingMode.REQUEST, slots=1)
    pair.mark_unavailable(pair.chinese, pair.slots[0])
    request = pair.asked()
    chinese = visit(pair.chinese_user)

    page = chinese.get(f"/company/requests/{request.public_id}")
    done = chinese.submit(page, form="form[action$='/wait']")

    assert "You are number 1 in line" in done.main
    page = chinese.get(f"/company/requests/{request.public_id}")
    assert "You wait for a time with" in page.main
    asker = visit(pair.korean_user).get(f"/company/requests/{request.public_id}")
    assert "says yes, and waits for a time" in asker.main
    assert "Waits for a time" in chinese.get("/company/requests/").main


def test_the_desk_asks_as_much_of_a_long_list_as_of_a_short_one(pair, visit, database):
    wait(pair, visit)
    cancel_first(pair)
    korean = visit(pair.korean_user)
    korean.get("/company/")
    with counted(database) as few:
        korean.get("/company/")
    other = pair.another_chinese()
    with db.writing():
        for slot in pair.slots:
            services.book(
                pair.consultation,
                pair.another_korean().company,
                other.company,
                slot,
                "Sensors",
                by=pair.coordinator,
                because="On the telephone",
            )
        services.wait(pair.consultation, pair.korean, other.company, "More", by=pair.korean_user)
    with counted(database) as more:
        korean.get("/company/")
    assert len(more) == len(few)
