"""Two who press at the same moment in what belongs to rooms: both are answered, none with a fault.

On PostgreSQL they write side by side; SQLite lets them write one after the other by itself.
"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.languages import Language
from portal.rooms import queries, services
from portal.rooms.models import DeviceCheck, RoomCall
from portal.rooms.rules import Found
from portal.rooms.states import Role
from tests import make
from tests.bookings.pair import Kept, Pair, soon
from tests.meanwhile import meanwhile

FOUND = Found(camera=True, microphone=True, speakers=True, direct=True, relayed=None, kbps=900)
GUEST = "lee@guest.example"


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def booking(pair, monday) -> Kept:
    return soon(pair, monday, 0)


def link_into(booking: Kept, pair: Pair) -> Kept:
    guest = services.Guest("Lee", GUEST, Role.CHINESE, Language.EN)
    with db.writing():
        return Kept(services.send_join_link(booking.now, guest, by=pair.chinese_user))


def verbs_of(*bookings: Kept) -> list[str]:
    return [entry.verb for each in bookings for entry in audit.history(each.now)]


def test_two_first_checks_of_one_account_leave_the_later_one(engine, pair):
    user = Kept(pair.korean_user)

    def check(device: str) -> None:
        services.save_check(FOUND, device, by=user.now)

    assert meanwhile(engine, lambda: check("Chrome"), lambda: check("WeChat")) is None
    session.rollback()
    assert session.scalars(sa.select(DeviceCheck.device)).all() == ["WeChat"]


@pytest.fixture
def two(pair, booking) -> list[tuple[Kept, Kept]]:
    """Two meetings to which the same address was mailed a link, each with that link."""
    other = Kept(pair.meet_others(pair.another_korean().company, pair.chinese, pair.slots[2]))
    return [(each, link_into(each, pair)) for each in (booking, other)]


def test_the_links_of_two_meetings_pressed_at_once_end_the_mails_to_their_address(engine, two):
    (one, first), (another, second) = two

    told = meanwhile(
        engine,
        lambda: services.want_no_mails(first.now),
        lambda: services.want_no_mails(second.now),
    )

    assert told is None
    assert queries.is_quiet(second.now.reader)
    assert verbs_of(one, another).count("mails declined") == 1


def test_the_links_of_two_meetings_pressed_at_once_begin_the_mails_anew(engine, two):
    (one, first), (another, second) = two
    with db.writing():
        services.want_no_mails(first.now)

    told = meanwhile(
        engine, lambda: services.want_mails(first.now), lambda: services.want_mails(second.now)
    )

    assert told is None
    assert not queries.is_quiet(second.now.reader)
    assert verbs_of(one, another).count("mails wanted again") == 1


def test_who_takes_a_call_back_while_a_coordinator_comes_has_it_taken_back(engine, pair, booking):
    make.add(RoomCall(booking_id=booking.id, name="Lee"))
    coordinator = Kept(pair.coordinator)

    told = meanwhile(
        engine,
        lambda: services.come(booking.now, by=coordinator.now),
        lambda: services.take_call_back(booking.now),
    )

    assert told is None
    assert queries.beside(booking.now).call is None
