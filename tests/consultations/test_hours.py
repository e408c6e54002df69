"""When interpreters are there: windows on days of Beijing's calendar."""

from datetime import date, time, timedelta

from portal.consultations.rules import Hours, hours_between, why_not_at
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.timespan import TimeSpan

WEDNESDAY = date(2026, 9, 16)
THURSDAY = date(2026, 9, 17)


def meeting(day, hour, minute=0):
    start = clock.at(day, hour, minute, zone=BEIJING)
    return TimeSpan(start, start + timedelta(minutes=25))


def test_a_meeting_lies_wholly_within_the_hours_of_its_day():
    windows = (time(9), time(12)), (time(14), time(0))
    hours = [hours_between(WEDNESDAY, *window) for window in windows]
    for hour, minute in ((9, 0), (11, 35), (14, 0), (23, 35)):
        assert why_not_at(hours, meeting(WEDNESDAY, hour, minute)) is None
    for hour, minute in ((8, 45), (11, 36), (13, 59), (8, 0)):
        assert str(why_not_at(hours, meeting(WEDNESDAY, hour, minute))) == "outside their hours"


def test_a_day_of_which_nothing_is_said_is_free_and_one_without_a_window_is_not():
    hours = [Hours(WEDNESDAY, None)]
    assert str(why_not_at(hours, meeting(WEDNESDAY, 9))) == "not there on this day"
    assert why_not_at(hours, meeting(THURSDAY, 9)) is None
    assert why_not_at([], meeting(WEDNESDAY, 9)) is None


def test_days_are_those_of_beijing():
    # 00:10 on Thursday in Seoul is still Wednesday in Beijing.
    assert why_not_at([Hours(THURSDAY, None)], meeting(WEDNESDAY, 23, 10)) is None
    assert why_not_at([Hours(WEDNESDAY, None)], meeting(WEDNESDAY, 23, 10))
    assert hours_between(WEDNESDAY, time(12), time(12)) is None
    assert hours_between(WEDNESDAY, time(12), time(9)) is None
