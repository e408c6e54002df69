"""Builds timetables: `solve(problem, options)` is all that the rest of the portal calls."""

from portal.timetabling.solver.engine import Options, Progress, Solution, solve

__all__ = ["Options", "Progress", "Solution", "solve"]
