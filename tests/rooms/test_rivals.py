"""Two who press at the same moment in what belongs to rooms: both are answered, none with a fault.

On PostgreSQL they write side by side; SQLite lets them write one after the other by itself.
"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.errors import Missing
from portal.kernel.languages import Language
from portal.rooms import queries, services
from portal.rooms.models import DeviceCheck, HandedFile, RoomCall
from portal.rooms.rules import Found
from portal.rooms.states import Role
from portal.technologies import services as technologies
from portal.technologies.rules.disclosure import Reach, Rung
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


@pytest.fixture
def file(pair) -> Kept:
    return Kept(make.file(make.profile(pair.korean), rung=Rung.MEETING))


def test_a_file_that_is_removed_meanwhile_is_not_there_to_be_handed_over(
    engine, pair, booking, file
):
    told = meanwhile(
        engine,
        lambda: technologies.remove_file(file.now, by=pair.korean_user),
        lambda: services.hand_over(booking.now, pair.korean, file.public_id, by=pair.korean_user),
    )

    assert isinstance(told, Missing)
    assert queries.handed_in(booking.now) == []


def test_a_file_that_is_removed_meanwhile_is_not_there_to_be_opened(engine, pair, booking, file):
    with db.writing():
        services.hand_over(booking.now, pair.korean, file.public_id, by=pair.korean_user)
    ladder = Reach(files=Rung.MEETING)

    told = meanwhile(
        engine,
        lambda: technologies.remove_file(file.now, by=pair.korean_user),
        lambda: services.open_handed(
            booking.now, file.public_id, ladder, reader=pair.chinese, by=pair.chinese_user
        ),
    )

    assert isinstance(told, Missing)


def test_a_file_that_is_handed_over_meanwhile_is_removed_and_its_name_stays(
    engine, pair, booking, file
):
    told = meanwhile(
        engine,
        lambda: services.hand_over(booking.now, pair.korean, file.public_id, by=pair.korean_user),
        lambda: technologies.remove_file(file.now, by=pair.korean_user),
    )

    assert told is None
    session.rollback()
    (handed,) = session.scalars(sa.select(HandedFile))
    assert (handed.file_id, bool(handed.name)) == (None, True)


def test_what_is_handed_over_is_the_file_that_replaced_it_meanwhile(engine, pair, booking, file):
    def replace() -> None:
        stored = technologies.Stored("new.pdf", file.now.kind, 8, "f" * 64, file.now.key, None)
        technologies.replace_file(file.now, stored, by=pair.korean_user)

    told = meanwhile(
        engine,
        replace,
        lambda: services.hand_over(booking.now, pair.korean, file.public_id, by=pair.korean_user),
    )

    assert told is None
    (handed,) = queries.handed_in(booking.now)
    assert (handed.name, handed.is_unchanged) == ("new.pdf", True)
