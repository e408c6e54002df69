"""Which of two plans is better, by the order of the aims, and the best one so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.timetabling.solver.board import CHANGES, IDLE, UNSERVED, WEIGHT, Ints, Plan
from portal.timetabling.solver.halves import copy_of
from portal.timetabling.solver.shares import smallest_share


@dataclass
class Best:
    """The best plan so far: the heaviest, then who is left without a meeting, the smallest
    share, idle slots, changes. With `fair` nobody is left without one first, and with a
    `gap_price` each idle slot takes as much off the weight."""

    could: Ints
    fair: bool = False
    gap_price: float = 0.0
    plan: Plan | None = field(default=None, init=False)
    rank: tuple[float, ...] = field(default=(), init=False)

    def keep(self, plan: Plan) -> None:
        """Remember a copy of a plan if it is better."""
        rank = self.rank_of(plan)
        if self.plan is None or rank > self.rank:
            self.plan, self.rank = copy_of(plan), rank

    def rank_of(self, plan: Plan) -> tuple[float, ...]:
        weight, unserved, idle, changes = plan.tally[[WEIGHT, UNSERVED, IDLE, CHANGES]].tolist()
        value = weight - self.gap_price * idle
        first = (-unserved, value) if self.fair else (value, -unserved)
        return (*first, smallest_share(self.could, plan), -idle, -changes)
