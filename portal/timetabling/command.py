"""What `portal timetable solve` does: reads an instance, solves it, writes the timetable."""

from __future__ import annotations

import time
from pathlib import Path

from portal.timetabling.problem import BadInstance, read_instance, write_timetable
from portal.timetabling.solver import Options, Solution, solve
from portal.timetabling.verify import violations

FOR_WRITING = 0.3
"""Seconds of the time limit that stay for the check of the timetable and for writing it."""


def solve_file(
    instance: Path,
    output: Path,
    *,
    time_limit: float | None,
    effort: int | None,
    seed: int,
    fair: bool,
    changes: int | None,
) -> Solution:
    """Solve the instance in a file; BadInstance says why it is refused, OSError what the disk
    said. The time since the process began counts."""
    spent = time.process_time()
    problem = read_instance(instance.read_bytes())
    allowance = FOR_WRITING + len(problem.requests) / 30_000
    limit = None if time_limit is None else max(0.05, time_limit - allowance)
    solution = solve(
        problem,
        Options(
            time_limit=limit,
            effort=effort,
            seed=seed,
            fair=fair,
            changes=changes,
            spent=spent,
        ),
    )
    broken = violations(problem, solution.meetings)
    if broken:
        raise AssertionError("the timetable breaks rules: " + "; ".join(broken[:5]))
    output.write_text(write_timetable(solution.meetings), encoding="utf-8")
    return solution


__all__ = ["BadInstance", "solve_file"]
