"""What `portal timetable solve` does: reads an instance, solves it, writes the timetable."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

from portal.timetabling.problem import BadInstance, read_instance, write_timetable
from portal.timetabling.solver import Options, Solution, solve
from portal.timetabling.verify import violations

LONGEST_START = 10.0
"""A process older than this many seconds was not started for this file."""
FOR_WRITING = 0.5
"""Seconds of the time limit that stay for the check of the timetable and for writing it."""


def seconds_since_the_process_began() -> float:
    """Wall time, so that loading the program counts too; where /proc is missing, its own work."""
    try:
        began = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        now = time.clock_gettime(time.CLOCK_BOOTTIME)
        return now - began / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, AttributeError):
        return time.process_time()


def solve_file(instance: Path, output: Path, options: Options) -> Solution:
    """Solve the instance in a file; BadInstance says why it is refused, OSError what the disk
    said. The time since the process began counts,
    unless somebody calls from a process that has lived for long."""
    began = seconds_since_the_process_began()
    problem = read_instance(instance.read_bytes())
    if options.time_limit is not None:
        allowance = FOR_WRITING + len(problem.requests) / 30_000
        limit = max(0.05, options.time_limit - allowance)
        options = replace(options, time_limit=limit, spent=began if began < LONGEST_START else 0.0)
    solution = solve(problem, options)
    broken = violations(problem, solution.meetings)
    if broken:
        raise AssertionError("the timetable breaks rules: " + "; ".join(broken[:5]))
    output.write_text(write_timetable(solution.meetings), encoding="utf-8")
    return solution


__all__ = ["BadInstance", "solve_file"]
