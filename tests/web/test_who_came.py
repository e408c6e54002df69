"""Each side states who came to a meeting; where the two differ, the coordinator decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.bookings.rules.presence import Came, Stated
from portal.bookings.states import BookingState
from portal.infra import db
from portal.kernel import clock
from tests import make
from tests.bookings.pair import Kept, Pair
from tests.web.coordinator.test_rescue import rescue, verbs


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def booking(pair, monday) -> Kept:
    """A meeting that has ended just now."""
    made = pair.met()
    monday(made.now.slot.ends_at - clock.now())
    return made


def state(visit, user, booking: Kept, came: str):
    browser = visit(user)
    address = f"/company/meetings/{booking.public_id}/who-came"
    return browser.submit(browser.get(address), {"came": came})


@pytest.mark.any_engine
def test_who_is_silent_contests_nothing():
    assert not Stated(Came.BOTH, None).is_contested
    assert not Stated(Came.BOTH, Came.BOTH).is_contested
    assert Stated(Came.BOTH, Came.CHINESE).is_contested


def test_contested_statements_stand_side_by_side_until_the_coordinator_decides(
    pair, booking, visit
):
    board = f"/coordinator/consultations/{pair.consultation.public_id}/day"
    desk = visit(pair.coordinator)
    state(visit, pair.korean_user, booking, "KOREAN")
    assert "The two sides differ" not in desk.get(board).main
    state(visit, pair.chinese_user, booking, "BOTH")
    page = desk.get(board).main
    assert "The two sides differ on who came (1)" in page
    assert "The Korean side says: Only the Korean side came" in page
    assert "The Chinese side says: Both sides came" in page

    found = desk.get(rescue(pair, booking))
    assert "The two statements differ. Please decide." in found.main
    decide = f'form[action="{rescue(pair, booking, "/who-came")}"]'
    refused = desk.submit(found, {"came": "KOREAN"}, form=decide)
    assert refused.status == 422
    desk.submit(found, {"came": "KOREAN", "because": "The room saw nobody of them"}, form=decide)

    assert booking.now.state is BookingState.MISSED
    assert "attendance decided" in verbs(booking)
    assert "The two sides differ" not in desk.get(board).main


def test_who_did_not_come_is_counted_at_the_next_session(pair, booking, visit):
    desk = visit(pair.coordinator)
    decide = f'form[action="{rescue(pair, booking, "/who-came")}"]'
    answer = {"came": "KOREAN", "because": "They wrote that they forgot"}
    desk.submit(desk.get(rescue(pair, booking)), answer, form=decide)
    following = make.consultation(owner=pair.host)
    places = [
        (make.participation(pair.chinese, following).public_id, True),
        (make.participation(pair.korean, following).public_id, False),
    ]
    at = f"/coordinator/consultations/{following.public_id}/participants"
    for place, counted in places:
        page = desk.get(f"{at}/{place}").main
        assert ("Did not come to 1 meeting so far" in page) is counted


def test_nobody_states_who_came_before_the_meeting_or_of_others(pair, monday, visit):
    booking = pair.met()
    monday(booking.now.slot.starts_at - timedelta(minutes=1) - clock.now())
    assert state(visit, pair.korean_user, booking, "BOTH").status == 409
    stranger = visit(pair.another_korean().user)
    address = f"/company/meetings/{booking.public_id}/who-came"
    assert stranger.get(address).status == 404


def test_a_cancelled_meeting_is_not_attended(pair, booking, visit):
    with db.writing():
        booking.now.state = BookingState.CANCELLED
    assert state(visit, pair.korean_user, booking, "BOTH").status == 409
