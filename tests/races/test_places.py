"""Many who want the same slot, or the few places of one slot, at the same moment.

The large crowds are part of `make proof`, where nothing else takes the machine's time.
"""

from __future__ import annotations

import pytest

from portal.bookings.models import Booking
from portal.kernel.clocks import Side
from tests import make
from tests.races.crowd import crowd
from tests.races.judge import count, wrong_seats
from tests.races.protection import PAIRS, SEATS, without
from tests.races.rivals import Race, race
from tests.races.rush import booking, for_one_slot, for_places

LONGEST_FLASH_CROWD = 6.0


def one_won(ran: Race) -> None:
    assert ran.statuses == {302: 1, 409: len(ran.answers) - 1}
    assert (count(Booking), wrong_seats()) == (1, [])
    lost = next(answer for answer in ran.answers if answer.status == 409)
    assert any("is in another meeting at this time" in said for said in lost.sentences)


def as_many_won(ran: Race, places: int) -> None:
    assert ran.statuses == {302: places, 409: len(ran.answers) - places}
    assert (count(Booking), wrong_seats()) == (places, [])
    lost = next(answer for answer in ran.answers if answer.status == 409)
    assert any("All rooms of the session are taken" in said for said in lost.sentences)


def test_of_many_who_fight_for_one_slot_exactly_one_wins(server, browsers):
    ran = for_one_slot(server, browsers, 60)

    print(f"60 for one slot: {ran}")
    one_won(ran)


def test_of_many_who_want_the_few_places_of_a_slot_exactly_as_many_win(server, browsers):
    ran = for_places(server, browsers, 40, 8)

    print(f"40 for 8 places: {ran}")
    as_many_won(ran, 8)


def test_nobody_who_looks_beforehand_is_needed_for_that(unprotected, browsers):
    ran = for_one_slot(unprotected, browsers, 40)

    print(f"40 for one slot, blind: {ran}")
    one_won(ran)


def test_control_without_the_constraint_a_slot_is_booked_twice(unprotected, browsers, database):
    with without(database, SEATS):
        ran = for_one_slot(unprotected, browsers, 40)

        wrong = wrong_seats()
        print(f"control, no constraint, 40 for one slot: {ran}; {len(wrong)} overlaps")
        assert ran.statuses[302] > 1
        assert wrong
        with pytest.raises(AssertionError):
            one_won(ran)


def test_control_without_the_constraint_places_are_given_twice(unprotected, browsers, database):
    with without(database, SEATS):
        ran = for_places(unprotected, browsers, 40, 8)

        wrong = wrong_seats()
        print(f"control, no constraint, 40 for 8 places: {ran}; {len(wrong)} overlaps")
        assert ran.statuses[302] > 8
        assert wrong
        with pytest.raises(AssertionError):
            as_many_won(ran, 8)


def test_one_pair_meets_once_however_many_of_its_people_press(server, browsers):
    ran = _one_pair_many_people(server, browsers)

    print(f"one pair, 4 slots, 12 people: {ran}")
    assert ran.statuses == {302: 1, 409: 11}
    assert (count(Booking), wrong_seats()) == (1, [])


def test_control_without_the_index_a_pair_meets_twice(unprotected, browsers, database):
    with without(database, PAIRS):
        ran = _one_pair_many_people(unprotected, browsers)

        print(f"control, no index, one pair: {ran}")
        assert count(Booking) > 1


def _one_pair_many_people(server, browsers) -> Race:
    """People of both companies book one another in different slots."""
    at = make.consultation()
    korean, chinese = crowd(at, Side.KR, 1)[0], crowd(at, Side.CN, 1)[0]
    slots = make.slots_of(at)
    rivals = browsers(server, [korean.user, chinese.user] * 6)
    tries = [
        booking(
            rival, at, (korean if number % 2 else chinese).company, slots[number // 2 % len(slots)]
        )
        for number, rival in enumerate(rivals)
    ]
    return race(tries)


@pytest.mark.proof
def test_of_500_who_fight_for_one_slot_exactly_one_wins_in_time(server, browsers):
    for_one_slot(server, browsers, 4)  # every process has served once
    before = count(Booking)

    ran = for_one_slot(server, browsers, 500)

    print(f"500 for one slot: {ran}")
    assert ran.statuses == {302: 1, 409: 499}
    assert (count(Booking) - before, wrong_seats()) == (1, [])
    assert ran.seconds < LONGEST_FLASH_CROWD or not ran.share.is_reliable


@pytest.mark.proof
def test_of_200_for_50_places_exactly_50_win_in_time(server, browsers):
    for_one_slot(server, browsers, 4)
    before = count(Booking)

    ran = for_places(server, browsers, 200, 50)

    print(f"200 for 50 places: {ran}")
    assert ran.statuses == {302: 50, 409: 150}
    assert (count(Booking) - before, wrong_seats()) == (50, [])
    assert ran.seconds < LONGEST_FLASH_CROWD or not ran.share.is_reliable
