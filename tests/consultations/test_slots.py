"""Days and windows of Beijing become slots; what cannot become slots is told in words."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.consultations import rules
from portal.consultations.rules import Grid, Window
from portal.consultations.rules.slots import MOST_SLOTS
from portal.kernel import clock
from portal.kernel.clock import BEIJING, SEOUL
from portal.kernel.timespan import TimeSpan

WEDNESDAY = date(2026, 9, 16)
TODAY = date(2026, 9, 7)


def grid(*windows, days=(WEDNESDAY,), length=25, pause=5):
    return Grid(tuple(days), tuple(Window(*each) for each in windows), length, pause)


def beijing(slots):
    return [f"{slot.starts_at.astimezone(BEIJING):%d. %H:%M}" for slot in slots]


def lacking(of):
    return {lack.field: str(lack.text) for lack in rules.what_is_wrong_with_grid(of, TODAY)}


def test_the_pause_lies_between_slots_and_not_after_the_last():
    slots = rules.slots_of_windows(grid((time(9), time(10, 25))))
    assert beijing(slots) == ["16. 09:00", "16. 09:30", "16. 10:00"]
    assert slots[-1].ends_at == clock.at(WEDNESDAY, 10, 25, zone=BEIJING)


def test_a_slot_that_would_end_after_the_window_is_left_out():
    assert len(rules.slots_of_windows(grid((time(9), time(10, 24))))) == 2


def test_windows_and_days_come_in_order_of_time():
    days = (WEDNESDAY + timedelta(days=1), WEDNESDAY)
    slots = rules.slots_of_windows(
        grid((time(14), time(14, 25)), (time(9), time(9, 25)), days=days)
    )
    assert beijing(slots) == ["16. 09:00", "16. 14:00", "17. 09:00", "17. 14:00"]


def test_a_day_named_twice_has_its_slots_once():
    slots = rules.slots_of_windows(grid((time(9), time(9, 25)), days=(WEDNESDAY, WEDNESDAY)))
    assert len(slots) == 1


def test_an_hour_in_beijing_is_an_hour_later_in_seoul():
    (slot,) = rules.slots_of_windows(grid((time(9), time(9, 25))))
    assert f"{slot.starts_at.astimezone(SEOUL):%H:%M}" == "10:00"


def test_a_window_may_end_at_midnight_and_cross_seouls():
    slots = rules.slots_of_windows(grid((time(22, 30), time(0)), length=30, pause=0))
    assert beijing(slots) == ["16. 22:30", "16. 23:00", "16. 23:30"]
    assert slots[-1].ends_at == clock.at(WEDNESDAY + timedelta(days=1), 0, zone=BEIJING)
    assert slots[1].starts_at.astimezone(SEOUL).date() == WEDNESDAY + timedelta(days=1)


def test_a_window_does_not_cross_midnight_in_beijing():
    wrong = lacking(grid((time(22), time(1))))
    assert set(wrong) == {"window1_ends"}
    assert "from 00:00 on the next day" in wrong["window1_ends"]


def test_a_window_shorter_than_a_meeting_is_told_at_its_end():
    assert set(lacking(grid((time(9), time(9, 20))))) == {"window1_ends"}
    assert set(lacking(grid((time(9), time(12)), (time(13), time(13))))) == {"window2_ends"}


def test_windows_do_not_overlap_but_may_touch():
    assert set(lacking(grid((time(9), time(12)), (time(11, 30), time(13))))) == {"window2_starts"}
    assert lacking(grid((time(9), time(12)), (time(12), time(13)))) == {}


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ((), "first_day"),
        ((TODAY - timedelta(days=1),), "first_day"),
        ((TODAY + timedelta(days=4000),), "first_day"),
        (tuple(WEDNESDAY + timedelta(days=n) for n in range(32)), "last_day"),
    ],
)
def test_days_are_neither_missing_nor_past_nor_too_many(days, field):
    assert set(lacking(grid((time(9), time(12)), days=days))) == {field}


def test_today_is_a_day_like_any_other():
    assert lacking(grid((time(9), time(12)), days=(TODAY,))) == {}


def test_ten_thousand_slots_are_refused_with_their_number():
    many = grid(
        (time(0), time(0)), days=[WEDNESDAY + timedelta(days=n) for n in range(31)], pause=0
    )
    wrong = lacking(many)
    assert set(wrong) == {"slot_minutes"}
    assert str(31 * 57) in wrong["slot_minutes"]
    assert str(MOST_SLOTS) in wrong["slot_minutes"]


def test_days_are_counted_with_and_without_weekends():
    thursday = date(2026, 9, 17)
    monday = date(2026, 9, 21)
    assert len(rules.days_between(thursday, monday, weekends=True)) == 5
    assert len(rules.days_between(thursday, monday, weekends=False)) == 3
    saturday, sunday = date(2026, 9, 19), date(2026, 9, 20)
    assert rules.days_between(saturday, sunday, weekends=False) == [saturday, sunday]
    assert rules.days_between(monday, thursday, weekends=True) == [monday]


minutes = st.integers(0, 24 * 60 // 5 - 1).map(lambda n: n * 5)


@given(
    st.lists(minutes, min_size=4, max_size=4, unique=True).map(sorted),
    st.sampled_from([10, 20, 25, 30, 50]),
    st.sampled_from([0, 5, 10]),
    st.sets(st.integers(0, 20), min_size=1, max_size=4),
)
def test_slots_never_overlap_and_the_grid_read_from_them_makes_them_again(at, length, pause, days):
    clock_times = [time(minute // 60, minute % 60) for minute in at]
    made_of = grid(
        (clock_times[0], clock_times[1]),
        (clock_times[2], clock_times[3]),
        days=[WEDNESDAY + timedelta(days=day) for day in sorted(days)],
        length=length,
        pause=pause,
    )
    slots = rules.slots_of_windows(made_of)
    for earlier, later in pairwise(slots):
        assert earlier.ends_at <= later.starts_at
    assert all(slot.minutes == length for slot in slots)
    if slots:
        assert rules.slots_of_windows(rules.grid_of_slots(slots, length, pause)) == slots


# ---- a grid that changes while the session runs


def spans(*hours: tuple[int, int, int]) -> list[TimeSpan]:
    """Slots of a Wednesday in Beijing: hour, minute, minutes."""
    starts = [(clock.at(WEDNESDAY, hour, minute, zone=BEIJING), m) for hour, minute, m in hours]
    return [TimeSpan(start, start + timedelta(minutes=length)) for start, length in starts]


def test_time_that_has_begun_stays_as_it_was():
    standing = spans((9, 0, 25), (9, 30, 25), (10, 0, 25))
    wanted = spans((8, 30, 40), (9, 15, 40), (10, 0, 40), (10, 45, 40))
    now = clock.at(WEDNESDAY, 9, 35, zone=BEIJING)
    assert rules.slots_after(standing, wanted, now) == [*standing[:2], *wanted[2:]]
    before = clock.at(WEDNESDAY, 7, zone=BEIJING)
    assert rules.slots_after(standing, wanted, before) == wanted


def test_nothing_new_lies_across_a_slot_that_has_begun():
    standing = spans((9, 30, 25))
    now = clock.at(WEDNESDAY, 9, 35, zone=BEIJING)
    later = spans((9, 50, 25), (9, 55, 25))
    assert rules.slots_after(standing, later, now) == [*standing, later[1]]


def test_a_marked_time_stays_marked_wherever_a_new_slot_touches_it():
    marked = spans((9, 0, 25), (11, 0, 25))
    slots = spans((8, 35, 25), (9, 0, 40), (9, 45, 40), (10, 50, 40))
    assert rules.marks_after(marked, slots) == [slots[1], slots[3]]
    assert rules.marks_after(marked, slots[2:3]) == []
