"""Who has no account is reminded of a meeting with a link of their own into its room."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.bookings import services as bookings
from portal.consultations.models import Delegate
from portal.infra import db
from portal.infra.db import session
from portal.infra.outbox import OutboxMessage
from portal.kernel import clock, identifiers
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing, NotAllowed
from portal.kernel.languages import Language
from portal.rooms import queries, rules, services
from portal.rooms.models import JoinLink
from portal.rooms.states import Role
from tests import mails, make
from tests.bookings.pair import Kept, Pair

GUEST, ENGINEER = "lee@guest.example", "zhang@company.example"


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def booking(pair) -> Kept:
    return Kept(pair.meet())


@pytest.fixture
def told(monday):
    """Looks so long before a meeting what is due, as a worker does; says whom a link is mailed."""

    def look(booking, before):
        monday(booking.now.slot.starts_at - before - clock.now())
        with db.writing():
            session.execute(sa.delete(OutboxMessage))
            bookings.tell_what_is_due(services.remind_guests)
        found = [each for each in mails.waiting() if each.kind == "rooms/guest_reminded"]
        return sorted(each.address for each in found)

    return look


DAY, HOUR, MINUTES = timedelta(hours=24), timedelta(hours=1), timedelta(minutes=10)


def engineer(pair) -> Kept:
    """Somebody whom the Chinese company named, who has an address and no account."""
    person = make.person("张伟", "ZHANG Wei", Side.CN, email=ENGINEER)
    return Kept(make.delegate(make.participation_of(pair.chinese, pair.consultation), person))


def let_in(booking, by, role=Role.KOREAN, address=GUEST):
    guest = services.Guest("이순신 LEE Sun-sin", address, role, Language.KO)
    with db.writing():
        link = Kept(services.send_join_link(booking.now, guest, by=by))
    return link, mails.link(address).rsplit("/", 1)[1]


def newest_link(address: str):
    _, _, name, secret = mails.link(address).split("/")
    return name, secret


def test_a_guest_is_reminded_and_the_link_of_every_mail_opens_the_room(pair, booking, told):
    link, secret = let_in(booking, pair.korean_user)
    secrets = [secret]
    for before in (DAY, HOUR, MINUTES):
        assert told(booking, before) == [GUEST]
        name, secret = newest_link(GUEST)
        assert name == link.public_id
        secrets.append(secret)
    assert len(set(secrets)) == 4
    for secret in secrets:
        assert services.open_link(link.public_id, secret).id == link.id
    row = session.execute(sa.select(JoinLink.__table__)).one()
    assert not [secret for secret in secrets if secret in repr(row)]
    with pytest.raises(Missing):
        services.open_link(link.public_id, identifiers.secret())


def test_who_attends_without_an_account_gets_a_link_in_their_own_language(pair, booking, told):
    engineer(pair)
    assert told(booking, HOUR) == [ENGINEER]
    (mail,) = mails.waiting(ENGINEER)
    words = mails.words(mail)
    assert mail.language is Language.ZH
    assert f"{mails.ADDRESS}/join/" in words
    assert "13:00" in words
    assert "14:00" in words
    name, secret = newest_link(ENGINEER)
    assert told(booking, MINUTES) == [ENGINEER]
    assert newest_link(ENGINEER)[0] == name
    link = Kept(services.open_link(name, secret))
    with db.writing():
        services.enter_by_link(link.now)
    (here,) = queries.there(booking.now)
    assert (here.role, here.name) == (Role.CHINESE, "张伟 ZHANG Wei")


def test_who_has_an_account_is_reminded_as_before_and_gets_no_link(pair, booking, told):
    place = make.participation_of(pair.chinese, pair.consultation)
    make.delegate(place, pair.chinese_user.person)
    make.delegate(place, make.person("李明", "LI Ming", Side.CN))  # has no address
    assert told(booking, HOUR) == []
    assert mails.kinds(pair.chinese_user.email) == ["bookings/meeting_soon"]


def test_a_link_ends_when_its_person_attends_no_more(pair, booking, told):
    delegate = engineer(pair)
    told(booking, HOUR)
    name, secret = newest_link(ENGINEER)
    with db.writing():
        session.delete(session.get_one(Delegate, delegate.id))
    with pytest.raises(Missing):
        services.open_link(name, secret)
    assert told(booking, MINUTES) == []


def test_whose_link_was_taken_back_gets_none_again(pair, booking, told):
    engineer(pair)
    told(booking, DAY)
    name, secret = newest_link(ENGINEER)
    link = Kept(queries.link_of(name))
    with pytest.raises(NotAllowed), db.writing():
        services.take_join_link_back(link.now, by=pair.korean_user)
    with db.writing():
        services.take_join_link_back(link.now, by=pair.chinese_user)
    with pytest.raises(Missing):
        services.open_link(name, secret)
    assert told(booking, HOUR) == []


def test_who_was_just_let_in_needs_no_reminder_and_a_cancelled_meeting_has_none(
    pair, booking, told, monday
):
    monday(booking.now.slot.starts_at - timedelta(minutes=30) - clock.now())
    let_in(booking, pair.korean_user)
    assert told(booking, timedelta(minutes=20)) == []
    assert told(booking, MINUTES) == [GUEST]
    other = Kept(pair.meet_others(pair.another_korean().company, pair.chinese, pair.slots[3]))
    engineer(pair)
    with db.writing():
        bookings.cancel(other.now, "Our engineer is ill", by=pair.coordinator)
    assert told(other, MINUTES) == []


def test_a_room_takes_no_more_links_than_it_may_have(pair, booking, told):
    place = make.participation_of(pair.chinese, pair.consultation)
    for number in range(rules.MOST_JOIN_LINKS + 2):
        make.delegate(place, make.person("张", "Z", Side.CN, email=f"z{number}@company.example"))
    assert len(told(booking, HOUR)) == rules.MOST_JOIN_LINKS
