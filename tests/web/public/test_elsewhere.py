"""Going from a meeting's page to the service in which it takes place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.bookings import services
from portal.consultations.rules import Link
from portal.consultations.states import LinkKind
from portal.infra import db
from portal.kernel import clock
from tests.bookings.pair import Kept, Pair, soon
from tests.rooms.jitsi_server import APP, SECRET, SERVER, admitted
from tests.web.public.test_joining import Guest, link_from
from tests.web.public.test_rooms import Room

pytestmark = pytest.mark.any_engine


@pytest.fixture
def settings(settings):
    return replace(settings, jitsi_url=SERVER, jitsi_app_id=APP, jitsi_secret=SECRET)


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def booking(pair, monday) -> Kept:
    made = soon(pair, monday, 0)
    set_link(made, pair, Link(LinkKind.JITSI))
    return made


def set_link(booking: Kept, pair: Pair, link: Link) -> None:
    with db.writing():
        services.set_link(booking.now, link, by=pair.coordinator, because="The line was bad.")


def let_in(answer):
    assert answer.status_code == 303
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    return admitted(answer.location, at=clock.now().timestamp())["context"]["user"]


def test_each_goes_to_jitsi_under_their_own_name(pair, booking, visit):
    lobby = visit(pair.korean_user).get(f"/rooms/{booking.public_id}")
    there = lobby.page.select_one("#now-there a.btn")["href"]
    assert "jwt" not in str(lobby.page)

    korean = let_in(visit(pair.korean_user).client.get(there))
    coordinator = let_in(visit(pair.coordinator).client.get(there))

    assert pair.korean_user.person.name in korean["name"]
    assert (korean["moderator"], coordinator["moderator"]) == ("false", "true")
    assert korean["id"] != coordinator["id"]


def test_a_guest_goes_to_jitsi_by_their_link(pair, booking, visit):
    guest = Guest(
        visit(), link_from(visit(pair.korean_user), f"/company/meetings/{booking.public_id}/links")
    )
    assert guest.browser.client.get(f"{guest.room}/there").status_code == 404
    guest.press()

    assert let_in(guest.browser.client.get(f"{guest.room}/there"))["name"] == "이순신"


def test_who_is_in_the_room_is_told_of_an_address_of_their_own(pair, booking, visit):
    told = Room(visit(pair.korean_user), booking).enter()["elsewhere"]

    assert told["label"] == "Jitsi"
    assert told["url"] == f"/rooms/{booking.public_id}/there"


def test_strangers_and_early_birds_get_no_token(pair, booking, visit, monday):
    there = f"/rooms/{booking.public_id}/there"
    stranger = pair.another(pair.korean.side)
    assert visit(stranger.user).client.get(there).status_code == 404
    assert "/sign-in" in visit().client.get(there).location
    early = visit(pair.korean_user)
    monday(-timedelta(hours=1))
    assert early.client.get(there).status_code == 403


def test_whoever_follows_an_old_page_comes_to_where_the_meeting_is_now(pair, booking, visit):
    there, who = f"/rooms/{booking.public_id}/there", visit(pair.korean_user)
    set_link(booking, pair, Link(LinkKind.ZOOM, "https://zoom.us/j/1"))
    assert who.client.get(there).location == "https://zoom.us/j/1"
    set_link(booking, pair, Link(LinkKind.ROOM))
    assert who.client.get(there).location == f"/rooms/{booking.public_id}"


def test_a_coordinator_sets_jitsi_without_writing_an_address(pair, monday, visit):
    made = soon(pair, monday, 0)
    desk = visit(pair.coordinator)
    page = f"/coordinator/consultations/{pair.consultation.public_id}/bookings/{made.public_id}"
    desk.submit(desk.get(page), {"kind": "JITSI"}, form='form[action$="/link"]')
    assert made.now.way == Link(LinkKind.JITSI)
