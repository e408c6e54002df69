from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from portal.timetabling.problem import (
    Company,
    Problem,
    Request,
    Spare,
    read_instance,
    write_instance,
)
from portal.timetabling.solver import Options, solve
from portal.timetabling.solver.bound import Bound
from portal.timetabling.solver.facts import facts_of
from portal.timetabling.solver.options import Teamwork
from portal.timetabling.verify import measures, violations
from tests.timetabling.brute_force import best_by_all_aims, best_fair, best_weight, by_all_aims
from tests.timetabling.conftest import Make

LARGER = {
    "a_side": 25,
    "days": (0,) * 6 + (1,) * 6,
    "requests": 260,
    "interpreters": 12,
    "most_rooms": 18,
}


def reread(problem: Problem) -> Problem:
    """The problem as its file says it."""
    found = read_instance(write_instance(problem))
    return replace(found, starts=problem.starts)


@pytest.mark.parametrize("seed", range(60))
def test_tiny_sessions_are_solved_to_the_optimum_and_the_bound_is_not_below_it(
    session: Make, seed: int
) -> None:
    problem = session(seed, locked=seed % 3 == 0)
    optimum = best_weight(problem)
    solution = solve(problem, Options(effort=3, seed=seed))
    assert violations(problem, solution.meetings) == []
    assert solution.weight == optimum
    assert solution.bound >= optimum


@pytest.mark.parametrize("seed", range(300, 340))
def test_interpreters_rest_and_have_days_of_their_own_and_the_optimum_is_found(
    session: Make, seed: int
) -> None:
    problem = session(seed, locked=seed % 3 == 0, tired=True, interpreters=2, days=(0,) * 4 + (1,))
    optimum = best_weight(problem)
    solution = solve(problem, Options(effort=3, seed=seed))
    assert violations(problem, solution.meetings) == []
    assert solution.weight == optimum
    assert solution.bound >= optimum
    assert reread(problem) == problem


@pytest.mark.parametrize("seed", range(4))
def test_larger_timetables_keep_to_the_days_of_interpreters(session: Make, seed: int) -> None:
    problem = session(seed, locked=True, tired=True, **LARGER)
    solution = solve(problem, Options(effort=8, seed=seed))
    assert violations(problem, solution.meetings) == []
    assert solution.weight <= solution.bound


@pytest.mark.parametrize("seed", range(100, 130))
def test_fair_timetables_serve_all_who_can_be_served_and_weigh_the_most_of_those(
    session: Make, seed: int
) -> None:
    problem = session(seed)
    solution = solve(problem, Options(effort=3, fair=True))
    found = measures(problem, solution.meetings)
    assert (found.unserved, found.weight) == best_fair(problem)


@pytest.mark.parametrize("seed", range(8))
def test_larger_timetables_are_valid_and_measured_as_told(session: Make, seed: int) -> None:
    problem = session(seed, locked=True, **LARGER)
    solution = solve(problem, Options(effort=8, seed=seed))
    assert violations(problem, solution.meetings) == []
    found = measures(problem, solution.meetings)
    assert (solution.weight, solution.idle) == (found.weight, found.idle)
    assert solution.unserved == found.unserved
    assert solution.smallest_share == pytest.approx(found.smallest_share)
    assert solution.weight <= solution.bound


@pytest.mark.parametrize("seed", range(400, 440))
def test_of_tiny_timetables_of_the_same_weight_the_best_by_all_aims_is_found(
    session: Make, seed: int
) -> None:
    problem = session(seed, alike=True, published=True)
    solution = solve(problem, Options(effort=3, seed=seed))
    assert by_all_aims(measures(problem, solution.meetings)) == best_by_all_aims(problem)


def test_what_stands_in_the_way_moves_on_or_is_made_up_for(session: Make) -> None:
    """Moving chains of meetings, and another one for whoever lost one, find 99.3 % of the bound
    here; without either it is 99.05 %."""
    scarce = {"a_side": 40, "days": (0,) * 8 + (1,) * 8, "requests": 900, "interpreters": 10}
    problems = [session(seed, most_rooms=24, **scarce) for seed in (1, 4, 5)]
    found = [solve(problem, Options(effort=30)) for problem in problems]
    assert sum(each.weight / each.bound for each in found) / len(found) > 0.992


def test_few_gaps_may_cost_some_weight_and_bring_fewer_idle_slots(session: Make) -> None:
    loose = {"days": (0,) * 12, "requests": 140, "most_rooms": 9}
    problem = session(8, **LARGER | loose)
    usual = solve(problem, Options(effort=8))
    fewer = solve(problem, Options(effort=8, few_gaps=True))
    assert violations(problem, fewer.meetings) == []
    assert fewer.idle < usual.idle
    assert fewer.weight > 0.9 * usual.weight


@pytest.mark.parametrize("seed", range(4))
def test_what_is_spare_stays_free_in_every_slot(session: Make, seed: int) -> None:
    problem = session(seed, locked=True, **LARGER)
    spare = Spare(rooms=2, interpreters=3)
    solution = solve(problem, Options(effort=2, spare=spare))
    assert violations(problem, solution.meetings) == []
    for slot, rooms in enumerate(problem.rooms):
        held = [each for each in solution.meetings if each.slot == slot]
        locked = [each for each in problem.locked if each.slot == slot]
        there = [who for who in problem.interpreters if slot in who.slots]
        helped = [each for each in held if each.interpreter is not None]
        locked_help = [each for each in locked if each.interpreter is not None]
        assert len(held) <= max(rooms - spare.rooms, len(locked))
        assert len(helped) <= max(len(there) - spare.interpreters, len(locked_help))
    assert solution.weight < solve(problem, Options(effort=2)).weight


@pytest.mark.parametrize("seed", range(10))
def test_the_bound_never_rises_and_is_valid_at_every_step(session: Make, seed: int) -> None:
    problem = session(seed)
    optimum = best_weight(problem)
    bound = Bound(facts_of(problem))
    for _ in range(10):
        before = bound.value
        bound.step()
        assert optimum <= bound.value <= before


@pytest.mark.parametrize("teamwork", Teamwork)
@pytest.mark.parametrize("interpreters", [0, 5])
def test_the_same_effort_gives_the_same_timetable_in_every_process(
    session: Make, interpreters: int, teamwork: Teamwork
) -> None:
    problem = session(3, **{**LARGER, "interpreters": interpreters})
    program = (
        "import sys;"
        "from portal.timetabling.problem import read_instance, write_timetable;"
        "from portal.timetabling.solver import Options, solve;"
        "from portal.timetabling.solver.options import Teamwork;"
        f"options = Options(effort=8, seed=5, teamwork=Teamwork.{teamwork.name});"
        "problem = read_instance(sys.stdin.read());"
        "print(write_timetable(solve(problem, options).meetings))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=write_instance(problem),
            env={"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("0", "1", "4711")
    }
    assert len(answers) == 1


def test_another_seed_may_find_another_timetable(session: Make) -> None:
    problem = session(4, **LARGER)
    found = {solve(problem, Options(effort=1, seed=seed)).meetings for seed in range(3)}
    assert len(found) > 1


def test_a_time_limit_is_kept(session: Make) -> None:
    problem = session(5, **LARGER)
    assert solve(problem, Options(time_limit=1.0)).seconds < 1.5


def test_nobody_waits_for_a_heavier_timetable_where_none_can_be(session: Make) -> None:
    problem = session(6, a_side=8, days=(0,) * 8 + (1,) * 8, requests=24, most_rooms=8)
    solution = solve(problem, Options(time_limit=60.0))
    assert solution.weight == solution.bound
    assert solution.seconds < 30


def test_solving_can_be_stopped_and_tells_how_far_it_is(session: Make) -> None:
    problem = session(6, **LARGER)
    heard = []
    solution = solve(
        problem,
        Options(
            time_limit=60.0,
            progress=heard.append,
            stop=lambda: bool(heard) and heard[-1].weight > 0,
        ),
    )
    assert solution.seconds < 30
    assert violations(problem, solution.meetings) == []
    assert [tell.bound for tell in heard] == sorted((t.bound for t in heard), reverse=True)
    assert heard[-1].weight > 0


def test_an_empty_session_has_an_empty_timetable() -> None:
    empty = Problem(days=(), rooms=(), companies=(), interpreters=(), requests=())
    assert solve(empty, Options(effort=1)).meetings == ()


def test_requests_that_nothing_allows_are_left_out_and_the_bound_knows_it() -> None:
    problem = Problem(
        days=(0,),
        rooms=(1,),
        companies=(
            Company("a", frozenset({"ko"}), (0,), 1),
            Company("b", frozenset({"zh"}), (0,), 1),
        ),
        interpreters=(),
        requests=(Request(1, "a", "b", 10),),
    )
    solution = solve(problem, Options(effort=1))
    assert (solution.meetings, solution.bound, solution.share) == ((), 0, 1.0)


@pytest.mark.parametrize("budget", [0, 3, 10])
def test_a_published_timetable_is_changed_no_more_than_allowed(session: Make, budget: int) -> None:
    before = session(7, **LARGER)
    published = solve(before, Options(effort=8)).meetings
    more = tuple(
        replace(company, slots=company.slots[1:]) if n % 12 == 0 else company
        for n, company in enumerate(before.companies)
    )
    problem = replace(before, companies=more, published=published)
    scratch = solve(problem, Options(effort=8))
    impossible = sum(
        any(meeting.slot not in c.slots for c in problem.parties(problem.request[meeting.request]))
        for meeting in published
    )
    few = solve(problem, Options(effort=8, changes=impossible + budget))
    assert violations(problem, few.meetings) == []
    assert measures(problem, few.meetings).changes == few.changes <= impossible + budget
    assert few.changes < scratch.changes


@pytest.mark.parametrize("seed", range(4))
def test_what_is_locked_elsewhere_than_it_is_published_is_held_once(
    session: Make, seed: int
) -> None:
    problem = session(seed, locked=True, **LARGER)
    later = [replace(each, slot=(each.slot + 1) % len(problem.days)) for each in problem.locked]
    problem = replace(problem, published=tuple(later))
    solution = solve(problem, Options(effort=2, changes=len(later)))
    assert problem.locked
    assert violations(problem, solution.meetings) == []


def test_gaps_are_closed_at_the_end(session: Make) -> None:
    problem = session(8, **LARGER)
    assert (
        solve(problem, Options(effort=20)).idle * 2
        <= solve(problem, Options(effort=20, close_gaps=False)).idle
    )
