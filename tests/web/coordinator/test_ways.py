"""The ways to meet on the coordinators' pages: written down, proposed, and taken by one press."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.bookings import services
from portal.consultations.rules import OWN_ROOM, Link
from portal.consultations.states import LinkKind
from portal.infra import audit, db
from portal.rooms import services as rooms
from portal.rooms.rules import Found
from tests.bookings.pair import Kept, Pair, soon
from tests.web.public.test_rooms import Room

pytestmark = pytest.mark.any_engine

VOOV = Link(LinkKind.VOOV, "https://voovmeeting.com/dm/1", "418 220 637")
PHONE = Link(LinkKind.PHONE, number="+82 2 123 4567")
WELL = Found(camera=True, microphone=True, speakers=True, direct=True, relayed=None, kbps=5000)
TAKE = "form[action$='/rescue/way']"


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def booking(pair, monday) -> Kept:
    """It begins now, in the portal's room; then come VooV and the telephone."""
    made = soon(pair, monday, 0)
    with db.writing():
        services.set_link(made.now, OWN_ROOM, (VOOV, PHONE), by=pair.coordinator)
    return made


@pytest.fixture
def desk(pair, visit):
    return visit(pair.coordinator)


def page_of(pair: Pair, booking: Kept, more: str = "") -> str:
    session = pair.consultation.public_id
    return f"/coordinator/consultations/{session}/bookings/{booking.public_id}{more}"


def test_one_press_switches_a_running_meeting_and_everybody_follows(pair, booking, desk, visit):
    waiting, inside = visit(pair.korean_user), Room(visit(pair.chinese_user), booking)
    lobby = f"/rooms/{booking.public_id}"
    assert inside.enter()["elsewhere"] is None
    assert "takes place elsewhere" not in waiting.get(lobby).main

    page = desk.get(page_of(pair, booking, "/rescue"))
    done = desk.submit(page, {"place": "1"}, form=TAKE)

    assert "takes place here now: VooV Meeting" in done.text
    live = waiting.get(lobby).page.select_one("#now-there[data-refresh]")
    assert live.select_one(f'a[href="{VOOV.url}"]')
    assert inside.send("ask").get_json()["elsewhere"]["label"] == "VooV Meeting"
    assert audit.history(booking.now)[-1].verb == "way taken"


def test_the_page_has_a_button_for_each_other_way_in_its_order(pair, booking, desk):
    page = desk.get(page_of(pair, booking, "/rescue")).page
    said = [button.text.split(":")[1].strip() for button in page.select(f"{TAKE} button")]
    assert said == ["VooV Meeting", "Telephone"]


def test_the_room_leads_a_coordinator_and_nobody_else_to_the_other_ways(pair, booking, desk, visit):
    room, leads = f"/rooms/{booking.public_id}", "a[href$='/rescue#ways']"
    assert desk.get(room).page.select_one(leads)
    assert not visit(pair.korean_user).get(room).page.select(leads)


def test_a_page_that_is_out_of_date_changes_nothing(pair, booking, desk):
    page = desk.get(page_of(pair, booking, "/rescue"))
    desk.submit(page, {"place": "1"}, form=TAKE)
    again = desk.submit(page, {"place": "1"}, form=TAKE)
    assert again.status == 200
    assert booking.now.way == VOOV


@pytest.mark.parametrize("place", ["0", "9", "-1"])
def test_a_way_that_is_none_is_refused(pair, booking, desk, place):
    page = desk.get(page_of(pair, booking, "/rescue"))
    page.page.select_one(f"{TAKE} button")["value"] = place
    assert desk.submit(page, {"place": place}, form=TAKE).status == 409
    assert booking.now.way == OWN_ROOM


def test_the_history_says_where_it_went_on(pair, booking, desk):
    desk.submit(desk.get(page_of(pair, booking, "/rescue")), {"place": "2"}, form=TAKE)
    assert "The meeting takes place elsewhere: Telephone" in desk.get(page_of(pair, booking)).main


def test_the_board_proposes_another_way_where_one_side_cannot_come(pair, booking, desk):
    board = f"/coordinator/consultations/{pair.consultation.public_id}/day"
    assert not desk.get(board).page.select(TAKE)
    with db.writing():
        shut_off = replace(WELL, direct=False, relayed=False)
        rooms.save_check(WELL, "Chrome", by=pair.korean_user)
        rooms.save_check(shut_off, "Chrome", by=pair.chinese_user)

    page = desk.get(board)
    assert "Proposed: VooV Meeting" in page.main
    assert "Chinese side: does not reach the video room" in page.main
    desk.submit(page, {"place": "1"}, form=TAKE)

    assert booking.now.way == VOOV
    assert not desk.get(board).page.select(TAKE)


def test_a_pairs_ways_are_written_down_in_order(pair, booking, desk):
    form = "form[action$='/link']"
    page = desk.get(page_of(pair, booking))
    typed = {
        **{"kind": "VOOV", "url": VOOV.url, "because": "They asked."},
        **{"second_kind": "PHONE", "second_url": "", "third_kind": ""},
    }
    wrong = desk.submit(page, {**typed, "second_number": ""}, form=form)
    assert wrong.status == 422
    assert "write the number to call" in wrong.main

    desk.submit(page, {**typed, "second_number": "+82 2 123 4567"}, form=form)

    assert booking.now.ways == (Link(LinkKind.VOOV, VOOV.url), PHONE, OWN_ROOM)
    again = desk.get(page_of(pair, booking)).page
    assert again.select_one("[name=second_number]")["value"] == "+82 2 123 4567"
