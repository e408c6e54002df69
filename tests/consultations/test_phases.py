"""The phase of a session follows from its deadlines and the clock; deadlines keep their order."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.consultations import rules
from portal.consultations.rules import Timetable
from portal.consultations.rules.phases import proposed_deadline, proposed_first_day
from portal.consultations.states import BookingMode, Phase
from portal.kernel import clock
from portal.kernel.clock import BEIJING

DAY = date(2026, 9, 16)
MINUTE = timedelta(minutes=1)


def at(days_before: int = 0, hour: int = 18):
    return clock.at(DAY - timedelta(days=days_before), hour, zone=BEIJING)


REQUEST = Timetable(
    mode=BookingMode.REQUEST,
    joining_ends_at=at(14),
    asking_ends_at=at(7),
    booking_ends_at=at(3),
    starts_at=at(0, 10),
    ends_at=at(0, 17),
    opened_at=at(30),
)
OPEN = replace(REQUEST, mode=BookingMode.OPEN, asking_ends_at=at(3))


@pytest.mark.parametrize(
    ("moment", "phase"),
    [
        (at(14) - MINUTE, Phase.JOINING),
        (at(14), Phase.ASKING),
        (at(7) - MINUTE, Phase.ASKING),
        (at(7), Phase.BOOKING),
        (at(3), Phase.FROZEN),
        (at(0, 10) - MINUTE, Phase.FROZEN),
        (at(0, 10), Phase.RUNNING),
        (at(0, 17) - MINUTE, Phase.RUNNING),
        (at(0, 17), Phase.CLOSED),
    ],
)
def test_a_deadline_itself_belongs_to_the_phase_that_comes_after_it(moment, phase):
    assert rules.phase_of(REQUEST, moment) is phase


def test_in_open_mode_there_is_no_phase_of_asking():
    assert rules.phase_of(OPEN, at(14) - MINUTE) is Phase.JOINING
    assert rules.phase_of(OPEN, at(14)) is Phase.BOOKING
    assert rules.phase_of(OPEN, at(3)) is Phase.FROZEN


def test_a_draft_stays_one_whatever_the_date():
    assert rules.phase_of(replace(REQUEST, opened_at=None), at(-100)) is Phase.DRAFT


def test_a_session_that_was_closed_early_is_closed_at_once():
    assert rules.phase_of(replace(REQUEST, closed_at=at(20)), at(19)) is Phase.CLOSED


@pytest.mark.parametrize(
    ("moment", "change"),
    [
        (at(20), at(14)),
        (at(10), at(7)),
        (at(5), at(3)),
        (at(1), at(0, 10)),
        (at(0, 12), at(0, 17)),
        (at(-1), None),
    ],
)
def test_the_next_change_is_the_end_of_the_present_phase(moment, change):
    assert rules.next_change_of(REQUEST, moment) == change


def lacking(timetable, now=None, **more):
    lacks = rules.what_is_wrong_with(timetable, now or at(30), **more)
    return {lack.field: str(lack.text) for lack in lacks}


def test_deadlines_in_order_are_fine():
    assert lacking(REQUEST) == {}
    assert lacking(replace(REQUEST, asking_ends_at=at(14), booking_ends_at=at(14))) == {}


def test_each_deadline_that_comes_too_early_is_told_at_its_own_field():
    wrong = lacking(replace(REQUEST, joining_ends_at=at(2)))
    assert wrong == {"asking_ends_at": "Asking cannot end before joining ends."}
    wrong = lacking(replace(REQUEST, booking_ends_at=at(8)))
    assert wrong == {"booking_ends_at": "Booking cannot end before asking ends."}


def test_in_open_mode_booking_is_compared_with_joining():
    wrong = lacking(replace(OPEN, booking_ends_at=at(20)))
    assert wrong == {"booking_ends_at": "Booking cannot end before joining ends."}
    assert lacking(replace(OPEN, asking_ends_at=at(25))) == {}


def test_booking_ends_before_the_first_meeting():
    wrong = lacking(replace(REQUEST, booking_ends_at=at(0, 12)))
    assert wrong["booking_ends_at"].startswith("Booking must end before the first meeting")


def test_a_deadline_is_not_set_into_the_past_but_may_stay_there():
    wrong = lacking(REQUEST, at(10))
    assert wrong == {"joining_ends_at": "This moment has passed already."}
    assert lacking(REQUEST, at(10), before=REQUEST) == {}
    moved = replace(REQUEST, joining_ends_at=at(12))
    assert set(lacking(moved, at(10), before=REQUEST)) == {"joining_ends_at"}


def test_a_session_is_opened_while_companies_can_still_join():
    draft = replace(REQUEST, opened_at=None)
    assert rules.why_not_open(draft, at(15)) is None
    assert rules.why_not_open(draft, at(14)) is not None
    assert rules.why_not_open(REQUEST, at(15)) is not None


def test_a_session_is_closed_once_and_only_where_companies_see_it():
    assert rules.why_not_close(REQUEST, at(1)) is None
    assert rules.why_not_close(replace(REQUEST, opened_at=None), at(1)) is not None
    assert rules.why_not_close(REQUEST, at(-1)) is not None


def test_what_is_proposed_makes_sense():
    for offset in range(7):
        today = date(2026, 9, 7) + timedelta(days=offset)
        first = proposed_first_day(today)
        assert first.weekday() == 1
        assert 28 <= (first - today).days < 35
    assert proposed_deadline(DAY, 3) == at(3)
