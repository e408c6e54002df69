"""When the demonstration plays: acts in order, hours around now at every hour of the day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.consultations.rules import Grid, day_off, slots_of_windows, what_is_wrong_with_grid
from portal.demonstration import content
from portal.demonstration.script import Script
from portal.kernel import clock
from portal.kernel.clocks import Side

TODAY = next(session for session in content.sessions() if session.around_now)
MIDNIGHT_IN_BEIJING = datetime(2026, 9, 6, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("minutes", range(0, 24 * 60, 7))
def test_at_every_hour_a_meeting_is_near_and_others_lie_around_it(minutes: int):
    now = MIDNIGHT_IN_BEIJING + timedelta(minutes=minutes)
    script = Script(now)
    days = tuple(
        script.day(number) for number in range(TODAY.first_day, TODAY.first_day + TODAY.days)
    )
    grid = Grid(days, script.hours_around_now(), 25, 5)
    assert what_is_wrong_with_grid(grid, script.day(-30)) == []
    slots = slots_of_windows(grid)
    following = script.next_slot(grid)
    assert timedelta(minutes=8) < slots[following].starts_at - now <= timedelta(minutes=38)
    assert slots[following - 2].starts_at <= now
    assert slots[following - 1].ends_at > now
    counted = [meeting.slot for meeting in TODAY.meetings if meeting.slot is not None]
    assert following + min(counted) >= 0
    assert following + max(counted) < len(slots)


def test_acts_are_played_in_order_of_time_and_none_in_the_future(database):
    now = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
    script, played = Script(now), []
    for days in (1, 3, -1, 2):
        script.at(script.ago(days), lambda: played.append(clock.now()))
    script.play()
    assert played == [now - timedelta(days=days) for days in (3, 2, 1)]


def test_sessions_to_come_are_on_days_on_which_both_countries_work():
    # Chuseok and the Chinese National Day: the last week of September 2026 and the one after it.
    script = Script(datetime(2026, 9, 21, 6, 0, tzinfo=UTC))
    days = script.working_days(2, 2)
    assert days[1] - days[0] == timedelta(days=1)
    for day in days:
        for side in Side:
            assert day_off(day, side, script.today) is None
