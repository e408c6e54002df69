"""Who gets into a meeting's room, when, and what the pages in it may tell each other."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.bookings import services as booking_services
from portal.bookings.states import BookingState
from portal.infra import db
from portal.infra.db import session
from portal.infra.mailer import Mailer
from portal.infra.transports import Console
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from portal.rooms import queries, relay, rules, services
from portal.rooms.models import Presence, Signal
from portal.rooms.states import Role, SignalKind
from portal.worker import Worker
from tests import make
from tests.bookings.pair import Kept, Pair, soon
from tests.bookings.test_rivals import at_once, call

START = datetime(2026, 9, 14, 5, 0, tzinfo=UTC)
END = START + timedelta(minutes=25)


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("after", "is_open"),
    [
        (-timedelta(minutes=15, seconds=1), False),
        (-timedelta(minutes=15), True),
        (timedelta(minutes=25), True),
        (timedelta(minutes=54, seconds=59), True),
        (timedelta(minutes=55), False),
    ],
)
def test_a_room_is_open_from_a_quarter_of_an_hour_before_until_half_an_hour_after(after, is_open):
    why_not = rules.why_not_enter(
        state=BookingState.CONFIRMED, starts_at=START, ends_at=END, now=START + after
    )
    assert (why_not is None) == is_open


@pytest.mark.any_engine
def test_the_relays_credentials_are_those_that_coturn_checks():
    (server,) = relay.servers("turn:a.example:3478, turns:a.example:443", "s3cret", "k1", START)
    assert server["urls"] == ["turn:a.example:3478", "turns:a.example:443"]
    until, key = server["username"].split(":")
    assert int(until) == int((START + rules.RELAY_LASTS).timestamp())
    assert key == "k1"
    expected = hmac.new(b"s3cret", server["username"].encode(), hashlib.sha1).digest()
    assert base64.b64decode(server["credential"]) == expected
    assert relay.servers("", "", "k1", START) == []


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def booking(pair, monday) -> Kept:
    return soon(pair, monday, 0)


def enter(booking: Kept, user) -> Kept:
    with db.writing():
        return Kept(services.enter(booking.now, by=user))


def there(booking: Kept) -> list[Role]:
    session.rollback()
    return [each.role for each in queries.there(booking.now)]


def test_its_people_enter_as_what_they_are(pair, booking):
    interpreter = make.interpreter(of=pair.host, sessions=(pair.consultation,))
    with db.writing():
        booking_services.assign_interpreter(booking.now, interpreter, by=pair.coordinator)
    for user in (pair.korean_user, pair.chinese_user, interpreter.user, pair.coordinator):
        enter(booking, user)
    assert there(booking) == list(Role)


def test_nobody_else_enters(pair, booking):
    strangers = [
        pair.another_korean().user,
        make.coordinator(),
        make.interpreter(of=pair.host, sessions=(pair.consultation,)).user,
        make.user(),
    ]
    for stranger in strangers:
        with pytest.raises(Missing):
            enter(booking, stranger)
    assert there(booking) == []


def test_not_before_its_time_and_not_when_cancelled(pair, booking, monday):
    with db.writing():
        booking_services.cancel(booking.now, "Ill", by=pair.coordinator)
    with pytest.raises(NotAllowed):
        enter(booking, pair.korean_user)


def test_a_page_that_is_loaded_again_takes_the_place_of_the_first(pair, booking):
    first = enter(booking, pair.korean_user)
    second = enter(booking, pair.korean_user)
    assert there(booking) == [Role.KOREAN]
    with pytest.raises(Conflict, match="another window"):
        queries.presence_of(pair.korean_user, booking.now, first.now.key)
    assert queries.presence_of(pair.korean_user, booking.now, second.now.key).id == second.id


def test_one_person_who_enters_twice_at_once_is_there_once(pair, booking):
    got = at_once([call(services.enter, booking.now, by=pair.korean_user) for _ in range(4)])
    assert any(isinstance(each, Presence) for each in got)
    assert there(booking) == [Role.KOREAN]


def test_who_is_not_heard_of_is_gone_since_they_were_last_heard_of(pair, booking, monday):
    silent = enter(booking, pair.korean_user)
    seen_at = silent.now.seen_at
    monday(rules.PRESENCE_LASTS)
    assert there(booking) == []
    enter(booking, pair.chinese_user)
    assert there(booking) == [Role.CHINESE]
    assert silent.now.left_at == seen_at


def test_after_its_time_a_room_is_cleared_up_by_the_worker(pair, booking, monday):
    silent = enter(booking, pair.korean_user)
    seen_at = silent.now.seen_at
    assert silent.now.until is None
    monday(rules.CLOSES_AFTER + timedelta(minutes=30))
    assert silent.now.until == seen_at
    Worker(Mailer(Console(), sender="p@x.example", site="Clearday", address="https://x")).turn()
    assert silent.now.left_at == seen_at


def test_a_coordinator_without_the_duty_to_run_sessions_stays_outside(pair, booking):
    with pytest.raises(Missing):
        enter(booking, make.coordinator(of=pair.host, duties=["APPROVE", "EXPORT"]))


def test_a_full_room_takes_nobody_more(pair, booking):
    for number in range(rules.MOST_IN_A_ROOM):
        someone = make.coordinator(of=pair.host)
        make.add(
            Presence(
                booking_id=booking.id,
                user_id=someone.id,
                key=f"k{number}",
                role=Role.COORDINATOR,
                name="x",
            )
        )
    with pytest.raises(Conflict, match="full"):
        enter(booking, pair.korean_user)


def test_a_signal_waits_until_its_receiver_says_that_it_has_it(pair, booking):
    mine, theirs = enter(booking, pair.korean_user), enter(booking, pair.chinese_user)
    with db.writing():
        services.tell(mine.now, theirs.now.key, SignalKind.DESCRIPTION, "{}")
    (waiting,) = queries.signals_for(theirs.now)
    number = waiting.id
    assert queries.signals_for(mine.now) == []
    with db.writing():
        services.stay(mine.now, [number])  # only who received it drops it
    assert len(queries.signals_for(theirs.now)) == 1
    with db.writing():
        services.stay(theirs.now, [number])
    assert queries.signals_for(theirs.now) == []


def test_nothing_is_told_to_who_is_gone_or_without_measure(pair, booking):
    mine = enter(booking, pair.korean_user)
    other = pair.another_chinese()
    gone = make.add(
        Presence(
            booking_id=booking.id,
            user_id=other.user.id,
            key="gone",
            role=Role.CHINESE,
            name="x",
            left_at=clock.now(),
        )
    )
    for to, body in (("nobody", "{}"), (gone.key, "{}"), (mine.now.key, "x" * 20_001)):
        with pytest.raises(Invalid), db.writing():
            services.tell(mine.now, to, SignalKind.CANDIDATE, body)
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(Signal)) == 0


def test_whoever_leaves_takes_their_signals_along(pair, booking):
    mine, theirs = enter(booking, pair.korean_user), enter(booking, pair.chinese_user)
    with db.writing():
        services.tell(mine.now, theirs.now.key, SignalKind.DESCRIPTION, "{}")
    with db.writing():
        services.leave(mine.now)
    assert there(booking) == [Role.CHINESE]
    assert queries.signals_for(theirs.now) == []
    first, _second = queries.attendance_of(booking.now)
    assert first.left_at == clock.now()
