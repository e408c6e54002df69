from __future__ import annotations

from dataclasses import replace

import pytest

from portal.timetabling.problem import Company, Interpreter, Meeting, Problem, Request
from portal.timetabling.reasons import Cause, Obstacle, Timetabled, reasons
from portal.timetabling.remedies import applied, remedy
from portal.timetabling.solver import Options, solve
from portal.timetabling.solver.bound import Bound
from portal.timetabling.solver.facts import facts_of
from portal.timetabling.verify import violations
from portal.timetabling.worth import Scarce, worth
from tests.timetabling.conftest import Make

KO, ZH = frozenset({"ko"}), frozenset({"zh"})


def two_pairs(**changes: object) -> Problem:
    """Two pairs that both want the only slot."""
    problem = Problem(
        days=(0,),
        rooms=(1,),
        companies=(
            Company("a", KO, (0,), 1),
            Company("b", KO, (0,), 1),
            Company("c", KO, (0,), 1),
            Company("d", KO, (0,), 1),
        ),
        interpreters=(),
        requests=(Request(1, "a", "b", 30), Request(2, "c", "d", 20)),
    )
    return replace(problem, **changes)


HELD = (Meeting(1, 0, 0),)


def test_a_full_slot_is_told_and_one_more_room_is_the_remedy() -> None:
    timetable = Timetabled(two_pairs(), HELD)
    (reason,) = reasons(timetable.problem, HELD)
    assert (reason.request, reason.causes) == (2, (Cause.NO_ROOM,))
    cure = remedy(timetable, timetable.problem.request[2])
    assert cure is not None
    assert cure.changes == (Obstacle(Cause.NO_ROOM, 0),)
    assert applied(timetable, cure).rooms == (2,)


def test_a_company_that_meets_another_is_told_with_the_meeting_in_the_way() -> None:
    problem = two_pairs(rooms=(2,), requests=(Request(1, "a", "b", 30), Request(2, "a", "d", 20)))
    (reason,) = reasons(problem, HELD)
    assert reason.causes == (Cause.MEETS_ANOTHER,)
    assert reason.outweighed_by == (1,)


def test_without_a_common_language_the_missing_interpreter_is_told() -> None:
    problem = two_pairs(rooms=(2,))
    chinese = replace(problem.company["d"], languages=ZH)
    problem = replace(problem, companies=(*problem.companies[:3], chinese))
    assert reasons(problem, HELD)[0].causes == (Cause.NOBODY_SPEAKS,)
    problem = replace(problem, interpreters=(Interpreter("i", KO | ZH, (), 3),))
    assert reasons(problem, HELD)[0].causes == (Cause.NO_INTERPRETER,)


def test_limits_rests_absence_and_forbidden_pairs_are_told() -> None:
    problem = two_pairs(rooms=(2,), forbidden=frozenset([frozenset(("c", "d"))]))
    assert reasons(problem, HELD)[0].causes == (Cause.FORBIDDEN,)
    away = replace(problem.company["c"], slots=(), max_meetings=0)
    problem = two_pairs(rooms=(2,), companies=(*problem.companies[:2], away, problem.company["d"]))
    assert set(reasons(problem, HELD)[0].causes) == {Cause.AWAY, Cause.AT_LIMIT}
    tired = Company("a", KO, (0, 1), 2, rest_after=1, rest_slots=1)
    rested = Problem(
        days=(0, 0),
        rooms=(1, 1),
        companies=(tired, Company("b", KO, (0,), 2), Company("c", KO, (1,), 2)),
        interpreters=(),
        requests=(Request(1, "a", "b", 30), Request(2, "a", "c", 20)),
    )
    assert Cause.NEEDS_REST in reasons(rested, HELD)[0].causes


@pytest.mark.parametrize("seed", range(12))
def test_a_remedy_applied_and_solved_again_places_the_request(session: Make, seed: int) -> None:
    problem = session(seed, a_side=8, days=(0,) * 4 + (1,) * 4, requests=40, locked=True)
    timetable = Timetabled(problem, solve(problem, Options(effort=2)).meetings)
    cured = 0
    for request in timetable.unplaced():
        cure = remedy(timetable, request)
        if cure is None:
            continue
        again = applied(timetable, cure)
        solution = solve(again, Options(effort=1, changes=0))
        assert violations(again, solution.meetings) == []
        held = {meeting.request for meeting in solution.meetings}
        assert {request.id, *(meeting.request for meeting in again.published)} <= held
        assert solution.changes == 0
        cured += 1
    assert cured or not timetable.unplaced()


@pytest.mark.parametrize("seed", range(5))
def test_one_more_room_raises_what_is_possible_by_at_most_its_worth(
    session: Make, seed: int
) -> None:
    problem = session(seed, a_side=12, days=(0,) * 6, requests=100, most_rooms=4, interpreters=9)
    best = next(one for one in worth(problem) if one.what is Scarce.ROOM)
    assert best.slot is not None
    more = list(problem.rooms)
    more[best.slot] += 1
    assert settled(replace(problem, rooms=tuple(more))) <= settled(problem) + best.weight + 2
    assert best.meetings > 0


@pytest.mark.parametrize("seed", range(5))
def test_one_more_slot_of_a_day_raises_what_is_possible_by_at_most_its_worth(
    session: Make, seed: int
) -> None:
    problem = session(seed, a_side=12, days=(0,) * 5, requests=100, most_rooms=4, interpreters=9)
    problem = replace(problem, rooms=tuple(max(1, rooms) for rooms in problem.rooms))
    found = next(one for one in worth(problem) if one.what is Scarce.LONGER_DAY)
    assert found.slot == 4

    def longer(person: Company | Interpreter) -> Company | Interpreter:
        slots = person.slots
        return replace(person, slots=(*slots, 5) if 4 in slots else slots)

    more = replace(
        problem,
        days=(0,) * 6,
        rooms=(*problem.rooms, problem.rooms[4]),
        companies=tuple(longer(each) for each in problem.companies),
        interpreters=tuple(longer(each) for each in problem.interpreters),
    )
    assert settled(problem) < settled(more) <= settled(problem) + found.weight + 2


@pytest.mark.parametrize("seed", range(5))
def test_a_slot_freed_by_a_company_raises_what_is_possible_by_at_most_its_worth(
    session: Make, seed: int
) -> None:
    problem = session(seed, a_side=8, days=(0,) * 6, requests=50, most_rooms=9, interpreters=9)
    found = next(one for one in worth(problem) if one.what is Scarce.FREE_SLOT)
    assert found.slot is not None
    assert found.who is not None
    company = problem.company[found.who]
    assert found.slot not in company.slots
    freed = replace(company, slots=tuple(sorted({*company.slots, found.slot})))
    companies = tuple(freed if each is company else each for each in problem.companies)
    more = settled(replace(problem, companies=companies))
    assert more <= settled(problem) + found.weight + 2
    assert found.meetings > 0


def settled(problem: Problem) -> int:
    bound = Bound(facts_of(problem))
    for _ in range(40):
        bound.step()
    return bound.value
