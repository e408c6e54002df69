"""Compiles the solver's loops before anybody waits: solves one tiny problem in every way."""

from __future__ import annotations

from dataclasses import replace

from portal.timetabling.problem import Company, Interpreter, Meeting, Problem, Request
from portal.timetabling.solver import Options, solve
from portal.timetabling.solver.options import Teamwork


def tiny_problem() -> Problem:
    """Two companies a side, two days of two slots, one room, one interpreter."""
    slots = (0, 1, 2, 3)
    return Problem(
        days=(0, 0, 1, 1),
        rooms=(1, 1, 1, 1),
        companies=(
            Company("kr1", frozenset({"ko"}), slots, 4, 2, 1),
            Company("kr2", frozenset({"ko", "en"}), slots, 2),
            Company("cn1", frozenset({"zh"}), slots, 4),
            Company("cn2", frozenset({"zh", "en"}), slots, 4),
        ),
        interpreters=(Interpreter("i", frozenset({"ko", "zh"}), slots, 3),),
        requests=(
            Request(1, "kr1", "cn1", 40),
            Request(2, "kr1", "cn2", 30),
            Request(3, "kr2", "cn1", 30),
            Request(4, "kr2", "cn2", 20),
        ),
        locked=(Meeting(1, 0, 0, "i"),),
    )


def warm_up() -> None:
    """Compile everything that solving needs, or find that it is compiled already."""
    problem = tiny_problem()
    for teamwork in Teamwork:
        solution = solve(problem, Options(effort=1, teamwork=teamwork))
    solve(replace(problem, published=solution.meetings), Options(effort=1, changes=0))


if __name__ == "__main__":
    warm_up()
