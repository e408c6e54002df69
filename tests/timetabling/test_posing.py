"""A session becomes the solver's problem: wishes, hours, limits, rooms, helpers and meetings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.consultations.rules import Hours, Terms
from portal.consultations.states import Availability
from portal.kernel.interpreting import pairs_named
from portal.kernel.timespan import TimeSpan
from portal.timetabling.parties import broken_in, rest_rule
from portal.timetabling.posing import Posed, pose
from portal.timetabling.score import Said, weight_of
from portal.timetabling.situation import Firm, Helper, Keep, Place, Planned, Situation, Time
from portal.timetabling.solver import Options, solve
from portal.timetabling.states import Rank
from portal.timetabling.verify import violations

MUST, WOULD, NO = Rank.MUST, Rank.WOULD, Rank.NO
BEGIN = datetime(2026, 9, 14, 5, 0, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def times(number: int, per_day: int = 4) -> tuple[Time, ...]:
    """Slots of 25 minutes, five apart, numbered from 100."""
    return tuple(
        Time(100 + n, TimeSpan(start, start + timedelta(minutes=25)))
        for n in range(number)
        for start in [BEGIN + timedelta(days=n // per_day) + HALF_HOUR * (n % per_day)]
    )


def situation(**more: Any) -> Situation:
    """Two Korean firms (1, 2), two Chinese (11, 12), one interpreter, two rooms, four slots."""
    facts: dict[str, Any] = {
        "times": times(4),
        "rooms": (Place(7, 1), Place(8, 2)),
        "firms": (
            *(Firm(id, frozenset({"ko"})) for id in (1, 2)),
            *(Firm(id, frozenset({"zh"})) for id in (11, 12)),
        ),
        "helpers": (Helper(5, frozenset({"ko", "zh"})),),
        "terms": Terms(),
        "now": BEGIN - timedelta(days=3),
        "pause": timedelta(minutes=5),
        "needs_interpreter": True,
        "wishes": {(1, 11): (Said(MUST, 1),)},
    }
    return Situation(**facts | more)


def solved(posed: Posed) -> tuple[Planned, ...]:
    meetings = solve(posed.problem, Options(time_limit=None, effort=1)).meetings
    assert violations(posed.problem, meetings) == []
    return posed.planned(meetings)


def company(posed: Posed, id: int):
    return posed.problem.company[id]


def test_a_must_outweighs_a_would_and_what_both_want_outweighs_what_one_wants_most():
    last_must, first_would = weight_of([Said(MUST, 50)]), weight_of([Said(WOULD, 1)])
    assert last_must > first_would
    assert weight_of([Said(MUST, 1)]) > weight_of([Said(MUST, 2)])
    assert weight_of([Said(WOULD, 9), Said(WOULD, 9)]) > weight_of([Said(MUST, 1)])


def test_how_well_two_match_decides_among_equal_wishes_and_never_against_a_stronger_one():
    assert weight_of([Said(WOULD, 1)], 80) > weight_of([Said(WOULD, 1)], 20)
    assert weight_of([Said(MUST, 50)]) > weight_of([Said(WOULD, 1)], 100)
    assert weight_of([Said(WOULD, 9), Said(WOULD, 9)]) > weight_of([Said(MUST, 1)], 100)
    wishes = {(1, 11): (Said(MUST, 1),), (2, 11): (Said(MUST, 1),)}
    posed = pose(situation(wishes=wishes, fits={(2, 11): 75}))
    weights = {each.id: each.weight for each in posed.problem.requests}
    assert weights["2-11"] > weights["1-11"]


def test_a_solved_session_has_rooms_slots_and_helpers_by_their_own_ids():
    (meeting,) = solved(pose(situation()))
    assert (meeting.pair, meeting.interpreter) == ((1, 11), 5)
    assert meeting.slot in {100, 101, 102, 103}
    assert meeting.room in {7, 8}


def test_whoever_would_rather_not_is_not_placed_however_much_the_other_wants():
    posed = pose(situation(wishes={(1, 11): (Said(MUST, 1), Said(NO))}))
    assert posed.problem.is_forbidden(posed.problem.requests[0])
    assert solved(posed) == ()


def test_marks_meetings_elsewhere_and_the_rest_around_them_take_slots_away():
    elsewhere = TimeSpan(BEGIN + HALF_HOUR * 3, BEGIN + HALF_HOUR * 4)
    firms = (
        Firm(1, frozenset({"ko"}), most=2, away=frozenset({100}), busy=(elsewhere,), outside=1),
        Firm(11, frozenset({"zh"})),
    )
    posed = pose(situation(firms=firms, terms=Terms(rest_minutes=30)))
    assert company(posed, 1).slots == (1,)
    assert company(posed, 1).max_meetings == 1
    assert company(posed, 11).slots == (0, 1, 2, 3)


@pytest.mark.parametrize(
    ("terms", "rule"),
    [
        (Terms(), (0, 0)),
        (Terms(most_in_a_row=3), (3, 1)),
        (Terms(rest_minutes=5), (0, 0)),
        (Terms(rest_minutes=6), (1, 1)),
        (Terms(rest_minutes=40), (1, 2)),
    ],
)
def test_rests_become_free_slots(terms, rule):
    assert rest_rule(situation(terms=terms)) == rule


def test_an_interpreter_is_asked_only_within_their_hours():
    day = BEGIN.date()
    helpers = (Helper(5, frozenset({"ko", "zh"}), (Hours(day, times(2)[1].span),)),)
    (meeting,) = solved(pose(situation(helpers=helpers)))
    assert meeting.slot == 101


def test_without_a_limit_of_rooms_there_is_one_for_everybody():
    both = {(1, 11): (Said(MUST, 1),), (2, 12): (Said(MUST, 1),)}
    posed = pose(situation(rooms=None, times=times(1), wishes=both, needs_interpreter=False))
    assert {each.room for each in solved(posed)} == {None}
    assert len(solved(posed)) == 2


def test_where_none_is_required_the_free_interpreter_helps_those_who_share_no_language():
    both = {(1, 11): (Said(MUST, 1),), (2, 12): (Said(MUST, 1),)}
    posed = pose(situation(times=times(1), wishes=both, needs_interpreter=False))
    assert sorted(each.interpreter or 0 for each in solved(posed)) == [0, 5]


def test_what_stands_stays_or_moves_as_was_chosen():
    standing = (Planned(1, 11, 100, 7, 5),)
    wishes = {(1, 11): (Said(WOULD, 1),), (1, 12): (Said(MUST, 1),)}
    here = situation(times=times(1), wishes=wishes, standing=standing)
    assert [each.pair for each in solved(pose(here))] == [(1, 11)]
    assert solved(pose(here))[0].locked
    assert [each.pair for each in solved(pose(here, Keep.NOTHING))] == [(1, 12)]


def test_what_nobody_wishes_but_a_coordinator_placed_is_never_dropped():
    here = situation(standing=(Planned(2, 12, 101, 8, 5),), wishes={(2, 11): (Said(MUST, 1),)})
    pairs = {each.pair: each.slot for each in solved(pose(here, Keep.NOTHING))}
    assert pairs[2, 12] == 101
    assert (2, 11) in pairs


def test_pairs_that_meet_outside_the_plan_are_not_placed_again():
    assert pose(situation(settled=frozenset({(1, 11)}))).problem.requests == ()


@pytest.mark.parametrize("loss", ["interpreter", "room", "company", "elsewhere"])
def test_a_repair_moves_what_cannot_be_held_and_nothing_else(loss):
    """(1, 11) stands in slot 100 in room 7 with interpreter 5, (2, 12) in 100 in room 8 with 6."""
    standing = (Planned(1, 11, 100, 7, 5), Planned(2, 12, 100, 8, 6))
    helpers = (Helper(5, frozenset({"ko", "zh"})), Helper(6, frozenset({"ko", "zh"})))
    firms = {id: Firm(id, frozenset({"ko" if id < 10 else "zh"})) for id in (1, 2, 11, 12)}
    facts: dict[str, Any] = {"helpers": helpers, "standing": standing}
    now = times(1)[0].span
    if loss == "interpreter":
        ill = Helper(5, frozenset({"ko", "zh"}), (Hours(BEGIN.date(), None),))
        facts["helpers"] = (ill, helpers[1])
    if loss == "room":
        facts["rooms"] = (Place(8, 2),)
    if loss == "company":
        firms[11] = Firm(11, frozenset({"zh"}), away=frozenset({100}))
    if loss == "elsewhere":
        firms[1] = Firm(1, frozenset({"ko"}), busy=(now,))
    here = situation(
        firms=tuple(firms.values()),
        wishes={(1, 11): (Said(MUST, 1),), (1, 12): (Said(MUST, 1),), (2, 11): (Said(MUST, 2),)},
        **facts,
    )
    found = {each.pair: each for each in solved(pose(here, Keep.REPAIR))}
    assert found.keys() == {(1, 11), (2, 12)}
    assert (found[2, 12].slot, found[2, 12].room, found[2, 12].interpreter) == (100, 8, 6)
    assert found[1, 11].slot != 100


def test_a_lost_room_is_used_by_nobody():
    here = situation(
        standing=(Planned(1, 11, 100, 9, 5),),
        wishes={(1, 11): (Said(MUST, 1),), (1, 12): (Said(MUST, 1),), (2, 11): (Said(MUST, 2),)},
    )
    for keep in (Keep.FEW_CHANGES, Keep.NOTHING, Keep.REPAIR):
        assert 9 not in {each.room for each in solved(pose(here, keep))}


@settings(max_examples=10, deadline=None)
@given(
    st.sets(st.tuples(st.sampled_from([1, 2]), st.sampled_from([11, 12])), min_size=1, max_size=4),
    st.integers(0, 3),
    st.booleans(),
)
def test_whatever_a_coordinator_has_placed_beyond_the_rules_the_session_can_be_solved(
    pairs, first, required
):
    """Meetings against marks, limits, rests, languages and hours stand as they stand."""
    taken: set[tuple[int, int]] = set()
    standing = []
    for korean, chinese in sorted(pairs):
        free = (n for n in (first, *range(4)) if not {(n, korean), (n, chinese)} & taken)
        slot = next(free)
        taken |= {(slot, korean), (slot, chinese)}
        room = 7 if (slot, 7) not in taken else None
        taken.add((slot, 7))
        standing.append(Planned(korean, chinese, 100 + slot, room))
    here = situation(
        standing=tuple(standing),
        needs_interpreter=required,
        terms=Terms(most_meetings=1, rest_minutes=60),
        firms=tuple(
            Firm(id, frozenset({"ko" if id < 10 else "zh"}), away=frozenset({100 + first}))
            for id in (1, 2, 11, 12)
        ),
        wishes={(1, 11): (Said(MUST, 1),), (2, 12): (Said(MUST, 1), Said(WOULD, 1))},
    )
    found = {each.pair: each for each in solved(pose(here))}
    for each in standing:
        assert (found[each.pair].slot, found[each.pair].room) == (each.slot, each.room)


def test_the_rest_and_the_day_of_an_interpreter_are_the_solvers_too():
    """Slots of 25 minutes with five between them: half an hour of rest leaves the next one free."""
    busy_elsewhere = times(1)[0].span
    helper = Helper(
        5,
        frozenset({"ko", "zh", "en"}),
        busy=(busy_elsewhere,),
        most_per_day=2,
        rest=timedelta(minutes=30),
        pairs=pairs_named(["ko-zh"]),
    )
    posed = pose(situation(helpers=(helper,)))
    (found,) = posed.problem.interpreters
    assert (found.max_per_day, found.rest_slots, found.pairs) == (1, 1, helper.pairs)
    assert found.slots == (2, 3)

    everybody = {(k, c): (Said(MUST, 1),) for k in (1, 2) for c in (11, 12)}
    rested = replace(helper, busy=(), most_per_day=None)
    meetings = solved(pose(situation(helpers=(rested,), wishes=everybody)))
    assert len(meetings) == 2
    one, other = sorted(each.slot for each in meetings)
    assert other - one > 1


def test_who_has_not_confirmed_is_seated_only_if_the_coordinator_says_so():
    asked = Helper(5, frozenset({"ko", "zh"}), answer=Availability.ASKED)
    here = situation(helpers=(asked,))
    assert solved(pose(here, with_unconfirmed=False)) == ()
    assert [each.interpreter for each in solved(pose(here, with_unconfirmed=True))] == [5]

    standing = Planned(1, 11, 100, 7, 5)
    kept = solved(pose(situation(helpers=(asked,), standing=(standing,)), with_unconfirmed=False))
    assert [(each.slot, each.interpreter) for each in kept] == [(100, 5)]


def test_the_meetings_of_who_declines_are_to_be_mended():
    declined = Helper(5, frozenset({"ko", "zh"}), answer=Availability.DECLINED)
    standing = Planned(1, 11, 100, 7, 5)
    assert broken_in(situation(helpers=(declined,), standing=(standing,))) == {(1, 11)}
