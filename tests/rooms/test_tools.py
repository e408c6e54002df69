"""What people in a room have beside pictures: they call for help, go on longer, write notes."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
import sqlalchemy as sa
from hypothesis import example, given
from hypothesis import strategies as st

from portal.bookings import services as booking_services
from portal.bookings.models import Seat
from portal.bookings.rules.day import why_not_extend
from portal.bookings.states import BookingState
from portal.infra import audit, db
from portal.infra.db import session
from portal.infra.outbox import OutboxMessage
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.timespan import TimeSpan
from portal.rooms import queries, rules, services
from portal.rooms.models import RoomCall
from portal.rooms.states import Role
from tests import make
from tests.bookings.pair import Kept, Pair

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
SPAN = TimeSpan(NINE, NINE + timedelta(minutes=25))


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(slots=4)


@pytest.fixture
def booking(pair, monday) -> Kept:
    """A meeting that began five minutes ago."""
    made = Kept(pair.meet())
    monday(made.now.slot.starts_at + timedelta(minutes=5) - clock.now())
    return made


def enter(booking, user):
    with db.writing():
        return Kept(services.enter(booking.now, by=user))


# ---- going on longer


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("minutes_after_nine", "extra", "may"),
    [(-1, 5, False), (0, 5, True), (24, 30, True), (24, 35, False), (25, 5, False)],
)
def test_only_a_meeting_that_is_on_goes_on_and_half_an_hour_at_most(minutes_after_nine, extra, may):
    now = NINE + timedelta(minutes=minutes_after_nine)
    why_not = why_not_extend(BookingState.CONFIRMED, SPAN, timedelta(minutes=extra), now)
    assert (why_not is None) is may


def longer(booking, minutes, *, by, seen=None):
    with db.writing():
        services.extend(booking.now, minutes, ends_at=seen or booking.now.span.ends_at, by=by)


def test_a_meeting_goes_on_where_everybody_is_free_and_everybody_is_kept_busy(pair, booking):
    end = booking.now.span.ends_at
    longer(booking, 10, by=pair.korean_user)
    assert booking.now.span.ends_at == end + timedelta(minutes=10)
    seats = session.scalars(sa.select(Seat.ends_at).where(Seat.booking_id == booking.id)).all()
    assert set(seats) == {end + timedelta(minutes=10)}
    last = audit.history(booking.now)[-1]
    assert (last.verb, last.actor_id) == ("meeting extended", pair.korean_user.id)


def test_two_who_ask_at_once_make_it_longer_by_one(pair, booking):
    end = booking.now.span.ends_at
    longer(booking, 10, by=pair.korean_user, seen=end)
    with pytest.raises(Conflict, match="another end"):
        longer(booking, 10, by=pair.chinese_user, seen=end)
    assert booking.now.span.ends_at == end + timedelta(minutes=10)


def test_a_meeting_ends_where_somebody_is_needed_elsewhere(pair, booking):
    third = pair.another_korean()
    with db.writing():
        booking_services.book(
            pair.consultation,
            third.company,
            pair.chinese,
            pair.slots[1],
            "Fans",
            by=pair.coordinator,
            because="Asked by telephone",
        )
    end, pause = booking.now.span.ends_at, pair.slots[1].starts_at - booking.now.span.ends_at
    assert pause < timedelta(minutes=10)
    with pytest.raises(Conflict, match="needed elsewhere"):
        longer(booking, 10, by=pair.korean_user)
    assert booking.now.span.ends_at == end
    with pytest.raises(Invalid):
        longer(booking, 7, by=pair.korean_user)


def test_a_meeting_that_is_moved_has_its_own_length_again(pair, booking):
    longer(booking, 10, by=pair.korean_user)
    with db.writing():
        booking_services.move(
            booking.now, make.slots_of(pair.consultation)[3], by=pair.coordinator, reason="Ill"
        )
    assert booking.now.span == booking.now.slot.span


# ---- calling a coordinator


def mails_of(kind):
    return session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == kind)).all()


def test_a_call_reaches_the_coordinators_once_and_ends_when_one_is_there(pair, booking):
    presence = enter(booking, pair.chinese_user)
    for _ in range(2):
        with db.writing():
            services.call_coordinator(booking.now, presence.now, by=pair.chinese_user)
    assert {each.address for each in mails_of("bookings/coordinator_called")} == {
        pair.coordinator.email
    }
    assert queries.row_now(booking.now).call.name == presence.now.name
    with db.writing():
        services.come(booking.now, by=pair.coordinator)
    assert queries.beside(booking.now).call.coming == pair.coordinator.display_name
    enter(booking, pair.coordinator)
    assert session.scalar(sa.select(sa.func.count()).select_from(RoomCall)) == 0
    with pytest.raises(Conflict, match="any more"), db.writing():
        services.come(booking.now, by=pair.coordinator)


def test_a_call_can_be_taken_back(pair, booking):
    presence = enter(booking, pair.korean_user)
    with db.writing():
        services.call_coordinator(booking.now, presence.now, by=pair.korean_user)
    with db.writing():
        services.take_call_back(booking.now)
    assert queries.row_now(booking.now).call is None


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("minutes_ago", "told"), [(None, True), (0, False), (4.9, False), (5, True), (60, True)]
)
def test_coordinators_are_told_of_calls_from_one_room_every_five_minutes_at_most(minutes_ago, told):
    last = None if minutes_ago is None else NINE - timedelta(minutes=minutes_ago)
    assert rules.are_told_of_call(last, NINE) is told


def test_who_calls_again_and_again_fills_no_mailbox_and_is_seen_each_time(pair, booking, monday):
    presence = enter(booking, pair.chinese_user)

    def call_anew(*, by=pair.chinese_user):
        with db.writing():
            services.take_call_back(booking.now)
        with db.writing():
            services.call_coordinator(booking.now, presence.now, by=by)
        assert queries.beside(booking.now).call.called_at == clock.now()
        assert queries.row_now(booking.now).call.name == presence.now.name
        return len(mails_of("bookings/coordinator_called"))

    assert call_anew() == 1
    monday(rules.CALLS_TOLD_EVERY / 2)
    assert [call_anew(), call_anew(by=None)] == [1, 1]
    # What was not mailed puts off no mail.
    monday(rules.CALLS_TOLD_EVERY / 2)
    assert [call_anew(), call_anew()] == [2, 2]
    assert [entry.verb for entry in audit.history(booking.now)].count("coordinator called") == 5


def test_a_call_from_one_room_puts_off_no_mail_about_another(pair, booking, monday):
    korean, chinese = pair.another_korean(), pair.another_chinese()
    other = Kept(pair.meet_others(korean.company, chinese.company, pair.slots[1]))
    monday(timedelta(minutes=15))  # both rooms are open
    for each, user in ((booking, pair.korean_user), (other, korean.user)):
        presence = enter(each, user)
        with db.writing():
            services.call_coordinator(each.now, presence.now, by=user)
    assert len(mails_of("bookings/coordinator_called")) == 2


# ---- notes

LINES = st.lists(st.text("ab-", max_size=2), max_size=6).map("\n".join)


def count(text):
    """How often each line stands in a text; an empty one has none."""
    return Counter(text.split("\n") if text else [])


@pytest.mark.any_engine
@given(LINES, LINES, LINES)
@example("Q1:", "Q1:\nyes\nQ2:\nyes", "Q1:\nno\nyes please\nyes")
@example("-\na", "-\na\n-\nb", "-\na\nc")
@example("a", "a\n\nb", "a\n\nc\n")
def test_no_line_that_anybody_wrote_is_lost(base, mine, theirs):
    whole = Counter(rules.merged(base, mine, theirs).split("\n"))
    for written in mine, theirs:
        assert count(written) - count(base) <= whole


@pytest.mark.any_engine
@given(LINES, LINES)
def test_who_writes_alone_and_who_saves_twice_has_the_notes_as_they_typed_them(base, text):
    assert rules.merged(base, text, base) == text
    assert rules.merged(base, base, text) == text
    assert rules.merged(base, text, text) == text
    assert rules.merged(text, text, text) == text


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("base", "mine", "theirs", "whole"),
    [
        ("1\n2", "1\nmine\n2", "1\n2\ntheirs", "1\nmine\n2\ntheirs"),
        ("1\n2", "1\nmine\n2", "1\ntheirs\n2", "1\ntheirs\nmine\n2"),
        ("Q1:\nQ2:", "Q1:\nyes\nQ2:", "Q1:\nQ2:\nyes", "Q1:\nyes\nQ2:\nyes"),
        ("Q1:\n-\nQ2:", "Q1:\n-\nQ2:\n-", "Q1:\n-\n-\nQ2:", "Q1:\n-\n-\nQ2:\n-"),
        ("Sam", "Samples", "Sam\nVisit", "Samples\nVisit"),
        ("Price: 3", "Price: 3 million", "Price: 3 M", "Price: 3 M\nPrice: 3 million"),
        ("1\n2\n3", "1\n3", "1\n2\n3\n4", "1\n3\n4"),
        ("1\n2\n3", "1\n3", "1\n2 b\n3", "1\n2 b\n3"),
        ("1\n2", "1\n2\nmine", "2\ntheirs", "2\ntheirs\nmine"),
    ],
    ids=[
        "elsewhere",
        "same place",
        "same line elsewhere",
        "dashes",
        "goes on typing",
        "both change a line",
        "taken out",
        "taken out and changed",
        "where a line went",
    ],
)
def test_what_two_write_stands_where_they_wrote_it(base, mine, theirs, whole):
    assert rules.merged(base, mine, theirs) == whole


@pytest.mark.any_engine
def test_a_text_that_is_saved_again_after_others_wrote_is_not_doubled():
    mine = "Q1:\n-\n\nyes"
    theirs = rules.merged("Q1:", "Q1:\nno", rules.merged("Q1:", mine, "Q1:"))
    assert count(theirs) == count(mine) + count("no")
    assert rules.merged("Q1:", mine, theirs) == theirs
    assert rules.merged("Q1:", f"{mine}\nmore", theirs) == f"{theirs}\nmore"


@pytest.mark.any_engine
@pytest.mark.parametrize("lines", [["-"], ["-", ""], [str(each) for each in range(70)]])
def test_the_longest_notes_of_all_are_put_together_soon(lines):
    texts = [("\n".join(lines * 5_000))[start : rules.LONGEST_NOTES] for start in (0, 700, 1400)]
    began = perf_counter()
    rules.merged(texts[0], f"mine\n{texts[1]}", f"{texts[2]}\ntheirs")
    assert perf_counter() - began < 5


def test_two_who_write_at_the_same_time_read_both(pair, booking):
    def write(text, base):
        with db.writing():
            notes = services.write_notes(booking.now, text, base=base)
            return notes.text, notes.version

    assert write("Price: 3 million", "") == ("Price: 3 million", 1)
    assert write("Price: 3 million\nVisit in May", "Price: 3 million")[1] == 2
    text, version = write("Price: 3 million\nSamples by sea", "Price: 3 million")
    assert (text, version) == ("Price: 3 million\nVisit in May\nSamples by sea", 3)
    assert queries.notes_of(booking.now) == text
    with pytest.raises(Invalid):
        write("x" * (rules.LONGEST_NOTES + 1), text)
    half = "x" * (rules.LONGEST_NOTES // 2)
    assert write(half, text)[0] == half
    with pytest.raises(Invalid):  # each is short enough, and both are not
        write("y" * (rules.LONGEST_NOTES // 2), "")
    assert queries.notes_of(booking.now) == half


# ---- what comes next


def test_everybody_is_told_of_their_own_next_meeting(pair, booking):
    third = pair.another_korean()
    with db.writing():
        later = booking_services.book(
            pair.consultation,
            third.company,
            pair.chinese,
            pair.slots[2],
            "Fans",
            by=pair.coordinator,
            because="Asked by telephone",
        )
        later_id = later.id
    found = queries.next_of(booking.now, Role.CHINESE)
    assert found.id == later_id
    assert queries.next_of(booking.now, Role.KOREAN) is None
    assert queries.next_of(booking.now, Role.COORDINATOR) is None
