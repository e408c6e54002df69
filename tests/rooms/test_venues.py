"""A venue joins the meetings of its companies in turn, by a link of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from portal.bookings import services as bookings
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock, identifiers
from portal.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from portal.rooms import queries, rules, services
from portal.rooms.states import Role
from tests import make
from tests.bookings.pair import Kept, Pair

NINE = datetime(2026, 9, 14, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Meeting:
    id: int
    ends_at: datetime


DAY = [Meeting(number, NINE + timedelta(minutes=30 * number)) for number in (1, 2, 3)]


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("at", "minutes", "turn"),
    [
        (None, 0, 1),  # early in the morning the first one waits
        (None, 29, 1),
        (None, 30, 2),  # the first is over, and nobody moved on by hand
        (2, 0, 2),  # moved on before its time
        (1, 45, 1),  # running over, in its room as long as that is open
        (1, 60, 3),  # but not for ever
        (None, 90, None),
        (7, 0, 1),  # its meeting was moved to another day
    ],
)
def test_whose_turn_it_is(at, minutes, turn):
    found = rules.turn_of(DAY, at, NINE + timedelta(minutes=minutes))
    assert (found.id if found else None) == turn


@pytest.mark.any_engine
def test_what_follows():
    assert rules.after(DAY, 1) == DAY[1]
    assert rules.after(DAY, 3) is None
    assert rules.after(DAY, 9) == DAY[0]
    assert rules.after([], 1) is None


class Day:
    """Two Chinese companies that sit in one venue and meet one after another."""

    def __init__(self, monday) -> None:
        self.pair = Pair()
        self.other = self.pair.another_chinese()
        self.first = Kept(self.pair.meet())
        self.second = Kept(self.meet_other())
        monday(self.first.now.slot.starts_at - clock.now())
        both = [self.pair.chinese.public_id, self.other.company.public_id]
        made, self.secret = self.make(both)
        self.venue = Kept(made)

    def meet_other(self):
        with db.writing():
            return bookings.book(
                self.pair.consultation,
                self.pair.korean,
                self.other.company,
                self.pair.slots[1],
                "Filters",
                by=self.pair.coordinator,
                because="Both asked for it",
            )

    def make(self, companies, by=None):
        day = clock.today(clock.BEIJING)
        with db.writing():
            return services.make_venue(
                self.pair.consultation, "会场 1", day, companies, by=by or self.pair.coordinator
            )

    def enter(self, booking: Kept) -> Kept:
        turn = queries.turn_in(self.venue.now, booking.public_id)
        with db.writing():
            return Kept(services.enter_from_venue(self.venue.now, turn))

    def move_on(self, done: Kept, by=None) -> None:
        with db.writing():
            services.move_on(self.venue.now, done.public_id, by=by)


@pytest.fixture
def day(database, monday) -> Day:
    return Day(monday)


def test_it_joins_as_the_company_whose_turn_it_is(day):
    assert [turn.booking.id for turn in queries.turns_at(day.venue.now)] == [
        day.first.id,
        day.second.id,
    ]
    day.enter(day.first)
    (here,) = queries.there(day.first.now)
    assert (here.role, here.venue_id, here.user_id) == (Role.CHINESE, day.venue.id, None)
    assert here.name.endswith("· 会场 1")
    with pytest.raises(NotAllowed):
        day.enter(day.second)


def test_moving_on_leaves_the_first_room_and_opens_the_second(day):
    day.enter(day.first)
    day.move_on(day.first)
    assert queries.there(day.first.now) == []
    with pytest.raises(NotAllowed):
        day.enter(day.first)
    assert queries.turn_now(day.venue.now).id == day.second.id


def test_pressed_twice_it_moves_on_once_and_ends_with_the_last(day):
    day.move_on(day.first)
    day.move_on(day.first, by=day.pair.coordinator)
    assert queries.turn_now(day.venue.now).id == day.second.id
    with pytest.raises(Conflict):
        day.move_on(day.second)


def test_only_a_coordinator_passes_over_a_meeting_whose_room_has_not_opened(day, monday):
    monday(-timedelta(hours=1))
    with pytest.raises(NotAllowed):
        day.move_on(day.first)
    assert queries.turn_now(day.venue.now).id == day.first.id
    day.move_on(day.first, by=day.pair.coordinator)
    assert queries.turn_now(day.venue.now).id == day.second.id


def test_only_who_runs_the_session_makes_moves_and_takes_back(day):
    companies = [day.pair.chinese.public_id]
    for who in (day.pair.chinese_user, make.coordinator()):
        with pytest.raises(NotAllowed):
            day.make(companies, by=who)
        with pytest.raises(NotAllowed):
            day.move_on(day.first, by=who)
        with pytest.raises(NotAllowed), db.writing():
            services.take_venue_back(day.venue.now, by=who)


def test_taken_back_the_venue_is_out_at_once(day):
    day.enter(day.first)
    with db.writing():
        services.take_venue_back(day.venue.now, by=day.pair.coordinator)
    session.rollback()
    assert queries.there(day.first.now) == []
    with pytest.raises(NotAllowed):
        day.enter(day.first)
    with pytest.raises(Missing):
        services.open_venue(day.venue.public_id, day.secret)


def test_only_the_very_secret_opens_it_and_only_its_digest_is_kept(day):
    assert services.open_venue(day.venue.public_id, day.secret).id == day.venue.id
    assert day.venue.now.digest == identifiers.digest(day.secret)
    for wrong in ("", day.secret[:-1], day.venue.now.digest, "x" + day.secret):
        with pytest.raises(Missing):
            services.open_venue(day.venue.public_id, wrong)


def test_it_has_no_turn_in_meetings_of_others(day):
    stranger = Pair()
    booking = Kept(stranger.meet())
    with pytest.raises(Missing):
        queries.turn_in(day.venue.now, booking.public_id)
    with pytest.raises(Invalid):
        day.make([stranger.chinese.public_id])
    with pytest.raises(Invalid):
        day.make([])
