from __future__ import annotations

from datetime import timedelta

import pytest

from portal.bookings import services
from portal.consultations.models import ConsultationSession
from portal.consultations.rules import Link
from portal.consultations.states import LinkKind
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.rooms.providers import doorway, set_up
from tests.bookings.pair import Pair


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def booking(pair):
    return pair.meet()


def set_session_link(pair: Pair, **link) -> None:
    with db.writing():
        found = session.get_one(ConsultationSession, pair.consultation.id)
        for name, value in link.items():
            setattr(found, f"link_{name}", value)


def way_of(booking, pair: Pair):
    return doorway(booking, set_up(None))


def test_without_a_link_there_is_the_portals_own_room(pair, booking):
    way = way_of(booking, pair)

    assert way.is_own
    assert way.url == f"/rooms/{booking.public_id}"
    assert (way.number, way.password) == (None, None)


def test_the_links_of_session_and_booking_the_bookings_own_first(pair, booking):
    set_session_link(pair, kind=LinkKind.ZOOM, url="https://zoom.us/j/1", password="1")
    assert way_of(booking, pair).url == "https://zoom.us/j/1"

    with db.writing():
        services.set_link(
            booking,
            Link(LinkKind.VOOV, "https://voovmeeting.com/dm/2", "222 333", "4"),
            by=pair.coordinator,
        )
    way = way_of(booking, pair)

    assert str(way.label) == "VooV Meeting"
    assert (way.url, way.number, way.password) == ("https://voovmeeting.com/dm/2", "222 333", "4")
    assert not way.is_own


def test_a_telephone_number_is_no_link(pair, booking):
    set_session_link(pair, kind=LinkKind.PHONE, number="+82 2 123 4567", password="99#")

    way = way_of(booking, pair)

    assert (str(way.label), way.url, way.number) == ("Telephone", None, "+82 2 123 4567")


def test_only_web_addresses_become_links(pair, booking):
    set_session_link(pair, kind=LinkKind.OTHER, url="javascript:alert(1)", number="5")

    assert way_of(booking, pair).url is None


def test_the_door_closes_two_hours_after_the_end(pair, booking, monday):
    set_session_link(pair, kind=LinkKind.ZOOM, url="https://zoom.us/j/1")
    monday(booking.slot.ends_at - clock.now())
    assert way_of(booking, pair) is not None

    monday(timedelta(hours=2))
    assert way_of(booking, pair) is None


def test_a_cancelled_meeting_cannot_be_entered(pair, booking):
    set_session_link(pair, kind=LinkKind.ZOOM, url="https://zoom.us/j/1")
    with db.writing():
        services.cancel(booking, "Ill", by=pair.korean_user)

    assert way_of(booking, pair) is None
