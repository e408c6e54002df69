"""Builds timetables: `solve(problem, options)` is all that the rest of the portal calls."""

from portal.timetabling.solver.engine import solve
from portal.timetabling.solver.options import Options, Progress, Solution

__all__ = ["Options", "Progress", "Solution", "solve"]
