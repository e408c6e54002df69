"""People hear of their meetings by the clock: in time, once, and never of what has passed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.bookings import services
from portal.bookings.services import Recorded
from portal.bookings.states import MeetingResult
from portal.consultations.states import BookingMode, LinkKind
from portal.infra import db
from portal.infra.db import session
from portal.infra.outbox import OutboxMessage
from portal.kernel import clock
from portal.kernel.languages import Language
from tests import mails
from tests.bookings.pair import Pair
from tests.statements import counted

SOON, RECORD, LATER = "bookings/meeting_soon", "bookings/record_wanted", "bookings/what_came_of_it"


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.OPEN)


@pytest.fixture
def told(monday):
    """Looks at a moment what is due, as a worker does, and says who is told what."""

    def look(moment):
        monday(moment - clock.now())
        with db.writing():
            session.execute(sa.delete(OutboxMessage))
            services.tell_what_is_due()
        return sorted((each.kind, each.address) for each in mails.waiting())

    return look


def both(pair, kind):
    return sorted((kind, user.email) for user in (pair.korean_user, pair.chinese_user))


def test_both_sides_are_reminded_three_times_and_each_time_once(pair, told):
    start = pair.meet().slot.starts_at
    for before in (timedelta(hours=24), timedelta(hours=1), timedelta(minutes=10)):
        assert told(start - before - timedelta(seconds=1)) == []
        assert told(start - before) == both(pair, SOON)
        assert told(start - before + timedelta(seconds=20)) == []


def test_a_worker_that_comes_late_reminds_of_nothing_that_has_begun(pair, told):
    start = pair.meet().slot.starts_at
    assert told(start - timedelta(minutes=3)) == both(pair, SOON)
    assert told(start) == []


def test_a_meeting_that_moved_is_reminded_of_at_its_new_time_and_a_cancelled_one_never(pair, told):
    booking = pair.meet()
    before = booking.slot.starts_at
    with db.writing():
        services.move(booking, pair.slots[3], "The plant visit", by=pair.coordinator)
    after = booking.slot.starts_at
    assert told(before - timedelta(hours=1)) == both(pair, SOON)  # still a day before the new time
    assert told(before - timedelta(minutes=10)) == []
    assert told(after - timedelta(hours=1)) == both(pair, SOON)
    with db.writing():
        services.cancel(booking, "Our engineer is ill", by=pair.coordinator)
    assert told(after - timedelta(minutes=10)) == []


def test_who_has_just_heard_of_a_time_is_not_reminded_of_it_at_once(pair, told, monday):
    start = pair.slots[0].starts_at
    monday(start - timedelta(hours=3) - clock.now())
    pair.meet()
    assert told(start - timedelta(hours=3)) == []
    assert told(start - timedelta(hours=1)) == both(pair, SOON)


def test_a_session_says_which_reminders_there_are(pair, told):
    start = pair.meet().slot.starts_at
    with db.writing():
        pair.consultation.reminders = [60]
    assert told(start - timedelta(hours=24)) == []
    assert told(start - timedelta(minutes=60)) == both(pair, SOON)
    assert told(start - timedelta(minutes=10)) == []


def test_a_reminder_leads_into_the_room_or_to_the_link_that_was_set(pair, told):
    booking = pair.meet()
    start, room = booking.slot.starts_at, f"{mails.ADDRESS}/rooms/{booking.public_id}"
    told(start - timedelta(hours=1))
    for language in Language:
        words = mails.words(mails.waiting()[0], language)
        assert room in words
        assert "13:00" in words
        assert "14:00" in words
    with db.writing():
        booking.link_kind, booking.link_url = LinkKind.VOOV, "https://meeting.example/1"
        booking.link_password = "a secret"
    told(start - timedelta(minutes=10))
    words = mails.words(mails.waiting()[0])
    assert "https://meeting.example/1" in words
    assert room not in words
    assert "a secret" not in words


def test_a_side_is_asked_for_its_record_once_unless_it_has_one(pair, told):
    booking = pair.meet()
    end = booking.slot.starts_at + timedelta(hours=2)
    assert told(end - timedelta(minutes=1)) == []
    with db.writing():
        services.record_log(booking, Recorded(MeetingResult.SAMPLES), by=pair.korean_user)
    assert told(end) == [(RECORD, pair.chinese_user.email)]
    assert told(end + timedelta(days=1)) == []


def test_what_came_of_it_is_asked_after_three_six_and_twelve_months_while_more_may_come(pair, told):
    booking = pair.meet()
    start = booking.slot.starts_at
    told(start + timedelta(hours=3))
    with db.writing():
        services.record_log(booking, Recorded(MeetingResult.SAMPLES), by=pair.korean_user)
        services.record_log(booking, Recorded(MeetingResult.NO_INTEREST), by=pair.chinese_user)
    assert told(start + timedelta(days=91)) == [(LATER, pair.korean_user.email)]
    assert f"/company/meetings/{booking.public_id}/log" in mails.words(mails.waiting()[0])
    assert told(start + timedelta(days=92)) == []
    assert told(start + timedelta(days=182)) == [(LATER, pair.korean_user.email)]
    with db.writing():
        services.record_log(booking, Recorded(MeetingResult.SIGNED), by=pair.korean_user)
    assert told(start + timedelta(days=365)) == []


def test_looking_costs_the_same_whatever_was_booked(pair, told, engine):
    pair.meet()
    with counted(engine) as seen:
        told(pair.slots[0].starts_at - timedelta(days=3))
    assert len([each for each in seen if "booking_notice" in each]) == 7
