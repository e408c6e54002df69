"""What time it is, in UTC and on two walls."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.clock import BEIJING, SEOUL


def test_now_is_the_present_moment_in_utc():
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC


def test_a_stopped_clock_stands_until_it_is_moved_on_and_then_goes_again():
    moment = datetime(2026, 9, 7, 15, 0, tzinfo=SEOUL)
    with clock.stopped(moment) as move_on:
        assert clock.now() == datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
        assert clock.now().tzinfo is UTC
        move_on(timedelta(minutes=5))
        assert clock.now() == datetime(2026, 9, 7, 6, 5, tzinfo=UTC)
    assert clock.now() > datetime(2026, 1, 1, tzinfo=UTC)


def test_a_stopped_clock_goes_again_after_an_error_too():
    moment = datetime(2000, 1, 1, tzinfo=UTC)
    with pytest.raises(KeyError), clock.stopped(moment):
        raise KeyError
    assert clock.now() != moment


def test_the_clock_is_not_stopped_at_a_time_without_a_zone():
    with pytest.raises(ValueError, match="naive"), clock.stopped(datetime(2026, 9, 7)):  # noqa: DTZ001
        pass


def test_today_is_another_day_in_seoul_than_in_beijing_for_one_hour():
    with clock.stopped(datetime(2026, 9, 7, 15, 30, tzinfo=UTC)):
        assert clock.today(SEOUL) == date(2026, 9, 8)
        assert clock.today(BEIJING) == date(2026, 9, 7)


@pytest.mark.parametrize(
    ("day", "zone", "hour_in_utc"),
    [
        (date(2026, 7, 1), SEOUL, 5),
        (date(2026, 7, 1), BEIJING, 6),
        # Both had daylight saving in 1988; China in 1991, too.
        (date(1988, 7, 1), SEOUL, 4),
        (date(1988, 7, 1), BEIJING, 5),
        (date(1991, 7, 1), SEOUL, 5),
        (date(1991, 7, 1), BEIJING, 5),
    ],
)
def test_two_in_the_afternoon_is_a_moment_by_the_rules_of_that_year(day, zone, hour_in_utc):
    assert clock.at(day, 14, zone=zone) == datetime(*day.timetuple()[:3], hour_in_utc, tzinfo=UTC)
