"""Links by which one named person enters one meeting's room, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.bookings import services as bookings
from portal.bookings.states import BookingState
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import identifiers
from portal.kernel.errors import Conflict, Missing, NotAllowed
from portal.kernel.languages import Language
from portal.rooms import queries, rules, services
from portal.rooms.models import JoinLink
from portal.rooms.states import Role
from tests import mails, make
from tests.bookings.pair import Kept, Pair, soon


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("state", "open_links", "is_over", "may"),
    [
        (BookingState.CONFIRMED, 0, False, True),
        (BookingState.CONFIRMED, rules.MOST_JOIN_LINKS - 1, False, True),
        (BookingState.CONFIRMED, rules.MOST_JOIN_LINKS, False, False),
        (BookingState.CONFIRMED, 0, True, False),
        (BookingState.CANCELLED, 0, False, False),
        (BookingState.MET, 0, False, False),
    ],
)
def test_somebody_is_let_in_while_the_meeting_stands_and_not_without_measure(
    state, open_links, is_over, may
):
    assert (rules.why_not_let_in(state, open_links, is_over=is_over) is None) == may


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def booking(pair, monday) -> Kept:
    return soon(pair, monday, 0)


def guest(role=Role.KOREAN, address="lee@guest.example", name="이순신 LEE Sun-sin"):
    return services.Guest(name=name, address=address, role=role, language=Language.KO)


def let_in(booking: Kept, by, who=None) -> tuple[Kept, str]:
    """A link that was sent, and its secret as it stands in the mail."""
    who = who or guest()
    with db.writing():
        link = Kept(services.send_join_link(booking.now, who, by=by))
    return link, mails.link(who.address).rsplit("/", 1)[1]


def enter(link: Kept) -> Kept:
    with db.writing():
        return Kept(services.enter_by_link(link.now))


def test_the_mail_has_the_link_and_the_database_only_its_digest(pair, booking):
    link, secret = let_in(booking, pair.korean_user)
    (mail,) = mails.waiting("lee@guest.example")
    assert f"{mails.ADDRESS}/join/{link.public_id}/{secret}" in mails.words(mail)
    assert mail.user_id is None
    assert link.now.digest == identifiers.digest(secret)
    row = session.execute(sa.select(JoinLink.__table__)).one()
    assert secret not in repr(row)
    assert secret not in repr([each.details for each in audit.history(booking.now)])


def test_attendance_names_who_came_by_the_link(pair, booking):
    link, secret = let_in(booking, pair.korean_user)
    assert services.open_link(link.public_id, secret).id == link.id
    enter(link)
    enter(link)  # the same person again takes the place of the first page
    (here,) = queries.there(booking.now)
    assert (here.name, here.role, here.user_id) == ("이순신 LEE Sun-sin", Role.KOREAN, None)
    assert len(queries.attendance_of(booking.now)) == 2


def test_only_the_very_secret_opens_it(pair, booking):
    link, secret = let_in(booking, pair.korean_user)
    other, others_secret = let_in(booking, pair.chinese_user, guest(Role.CHINESE, "w@x.example"))
    changed = ("A" if secret[0] != "A" else "B") + secret[1:]
    attempts = (changed, secret[:-1], secret + "A", "", others_secret, link.now.digest, "你好")
    for wrong in attempts:
        with pytest.raises(Missing):
            services.open_link(link.public_id, wrong)
    for name in (other.public_id, "nobody", ""):
        with pytest.raises(Missing):
            services.open_link(name, secret)


def test_whoever_made_it_their_colleagues_and_coordinators_take_it_back_and_nobody_else(
    pair, booking
):
    for who in (pair.korean_user, make.colleague(pair.korean), pair.coordinator):
        link, secret = let_in(booking, pair.korean_user)
        enter(link)
        with pytest.raises(NotAllowed), db.writing():
            services.take_join_link_back(link.now, by=pair.chinese_user)
        with db.writing():
            services.take_join_link_back(link.now, by=who)
        session.rollback()
        assert queries.there(booking.now) == []
        with pytest.raises(Missing):
            services.open_link(link.public_id, secret)
        with pytest.raises(NotAllowed):
            enter(link)


def test_companies_let_in_on_their_own_side_and_coordinators_on_any(pair, booking):
    stranger = pair.another_korean().user
    for by, role in (
        (pair.korean_user, Role.CHINESE),
        (pair.korean_user, Role.INTERPRETER),
        (pair.korean_user, Role.COORDINATOR),
        (stranger, Role.KOREAN),
        (make.coordinator(), Role.KOREAN),
    ):
        with pytest.raises(NotAllowed), db.writing():
            services.send_join_link(booking.now, guest(role), by=by)
    for role in (Role.KOREAN, Role.CHINESE, Role.INTERPRETER):
        let_in(booking, pair.coordinator, guest(role))


def test_a_link_holds_in_the_rooms_hours_and_moves_with_the_meeting(pair, booking, monday):
    link, _secret = let_in(booking, pair.korean_user)
    monday(-timedelta(minutes=15, seconds=1))
    with pytest.raises(NotAllowed):
        enter(link)
    monday(timedelta(minutes=15))
    enter(link)
    monday(timedelta(hours=2))
    with pytest.raises(NotAllowed):
        enter(link)


def test_a_cancelled_meeting_lets_nobody_in(pair, booking):
    link, _secret = let_in(booking, pair.korean_user)
    with db.writing():
        bookings.cancel(booking.now, "Ill", by=pair.coordinator)
    with pytest.raises(NotAllowed):
        enter(link)
    with pytest.raises(Conflict):
        let_in(booking, pair.korean_user)


def test_the_link_of_an_interpreter_ends_when_another_takes_their_place(pair, booking):
    first, second = (
        make.interpreter(of=pair.host, sessions=(pair.consultation,)) for _ in range(2)
    )
    first, second = Kept(first), Kept(second)
    with db.writing():
        bookings.assign_interpreter(booking.now, first.now, by=pair.coordinator)
    who = guest(Role.INTERPRETER, first.now.user.email)
    link, secret = let_in(booking, pair.coordinator, who)
    enter(link)
    with db.writing():  # they come from their own account: one person is there once
        services.enter(booking.now, by=first.now.user)
    assert len(queries.there(booking.now)) == 1
    with db.writing():
        bookings.assign_interpreter(booking.now, second.now, by=pair.coordinator, because="Ill")
    with pytest.raises(Missing):
        services.open_link(link.public_id, secret)
    with pytest.raises(NotAllowed):
        enter(link)


def test_addresses_are_forgotten_when_the_meeting_is_over_and_names_stay(pair, booking, monday):
    link, _secret = let_in(booking, pair.korean_user)
    enter(link)
    with db.writing():
        services.clear_up(booking.now)
    assert link.now.address
    monday(timedelta(hours=2))
    with db.writing():
        services.clear_up(booking.now)
    assert link.now.address == ""
    assert [each.name for each in queries.attendance_of(booking.now)] == ["이순신 LEE Sun-sin"]
