"""Builds a timetable: prices, a first plan, annealing on both cores, then the lesser aims."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from portal.timetabling.problem import Meeting, Problem
from portal.timetabling.solver.annealing import Aims, anneal, fill
from portal.timetabling.solver.board import (
    CHANGES,
    IDLE,
    UNSERVED,
    WEIGHT,
    Plan,
    empty_plan,
    facts_of,
    meetings_of,
    numbers_of,
)
from portal.timetabling.solver.bound import Bound
from portal.timetabling.solver.clock import Clock
from portal.timetabling.solver.exchange import hold_if_free
from portal.timetabling.solver.focus import FEW, FEWEST, FEWEST_IF_FAIR, LOSS, focused, movable
from portal.timetabling.solver.halves import copy_of, cut, joined
from portal.timetabling.solver.market import values
from portal.timetabling.solver.moves import put

HOT, HOT_IF_FAIR, COLD = 4.0, 30.0, 0.4
FEWEST_STEPS = 5
"""Without prices there is nothing to search by, so these are taken however late it is."""
MANY = 40_000
"""From so many candidates on, both cores work on halves of one plan; below, on a plan each.
Measured at 200 a side with equal work: halves 98.55 %, twins 98.66 % of the bound."""


class Teamwork(Enum):
    """How two cores share the search."""

    HALVES = "each works on some days of one plan"
    TWINS = "each works on a plan of its own"


@dataclass(frozen=True)
class Progress:
    """What is known while solving; `done` runs from 0 to 1."""

    seconds: float
    done: float
    weight: int
    bound: int


@dataclass(frozen=True)
class Options:
    """How to solve. Of `time_limit` (seconds) and `effort` one is given; `spent` seconds of the
    limit are gone already. `changes` is how many published meetings may be dropped or moved
    (None: any number)."""

    time_limit: float | None = 10.0
    effort: int | None = None
    seed: int = 1
    fair: bool = False
    changes: int | None = None
    spent: float = 0.0
    teamwork: Teamwork | None = None
    close_gaps: bool = True
    stop: Callable[[], bool] = field(default=lambda: False)
    progress: Callable[[Progress], None] = field(default=lambda _: None)


@dataclass(frozen=True)
class Solution:
    """A timetable and what is proven of it: no timetable weighs more than `bound`."""

    meetings: tuple[Meeting, ...]
    weight: int
    bound: int
    unserved: int
    idle: int
    changes: int
    seconds: float

    @property
    def share(self) -> float:
        """The part of what is possible that is reached at least."""
        return self.weight / self.bound if self.bound else 1.0


def solve(problem: Problem, options: Options | None = None) -> Solution:
    """The best timetable found within the options' time or effort."""
    return _Search(problem, options or Options()).run()


class _Search:
    """One call of `solve`."""

    def __init__(self, problem: Problem, options: Options) -> None:
        self.problem, self.options = problem, options
        self.clock = Clock(options.time_limit, options.effort, options.spent, options.stop)
        self.all_facts = facts_of(problem)
        self.bound = Bound(self.all_facts)
        mean = float(self.all_facts.weight.mean()) if len(problem.requests) else 1.0
        self.unit = mean / 35.0
        self.chance = np.random.Generator(np.random.PCG64(options.seed))
        self.best: Plan | None = None

    def run(self) -> Solution:
        self._find_prices()
        value = values(self.all_facts, self.bound.prices)
        self.facts = focused(
            self.all_facts,
            value,
            LOSS * self.unit,
            FEWEST_IF_FAIR if self.options.fair else FEWEST,
        )
        self.movable = movable(self.facts)
        plan = self._first_plan(value)
        self._keep(plan)
        if len(self.movable):
            plan = self._search_for_weight(plan)
            if self.options.close_gaps:
                plan = self._close_gaps(plan)
        best = self.best
        assert best is not None
        return Solution(
            meetings=meetings_of(self.problem, best),
            weight=int(best.tally[WEIGHT]),
            bound=self.bound.value,
            unserved=int(best.tally[UNSERVED]),
            idle=int(best.tally[IDLE]),
            changes=int(best.tally[CHANGES]),
            seconds=self.clock.seconds,
        )

    def aims(self, part: float = 1.0) -> Aims:
        """Weight first, or service first if that is wished, at this part of the search: a
        company left without a meeting weighs little more than a meeting until half of it is
        over, so that the search can pass through plans that leave one out for a while."""
        budget = self.options.changes
        return Aims(
            weight=1.0,
            unserved=self.unit * (0.3 if not self.options.fair else 1000.0 if part > 0.5 else 60.0),
            idle=0.0,
            changes=0.0,
            budget=1 << 60 if budget is None else budget,
        )

    def _find_prices(self) -> None:
        for step in range(40):
            late = not self.clock.is_counted and self.clock.done > 0.25
            if self.bound.settled or (late and step >= FEWEST_STEPS):
                break
            self.bound.step()
            self._tell()

    def _first_plan(self, value: np.ndarray) -> Plan:
        """Locked meetings, what is published as far as it still can be, then the most valuable."""
        facts = self.facts
        plan = empty_plan(facts, value, self.options.seed)
        numbers = numbers_of(self.problem)
        for lock in self.problem.locked:
            staff = -1 if lock.interpreter is None else numbers.interpreter[lock.interpreter]
            put(facts, plan, numbers.request[lock.request], lock.slot, staff)
        if self.options.changes is not None:
            for meeting in self.problem.published:
                r = numbers.request[meeting.request]
                if not self.problem.is_forbidden(self.problem.requests[r]):
                    who = numbers.interpreter.get(meeting.interpreter, -1)
                    hold_if_free(facts, plan, r, meeting.slot, who)
        best = np.full(len(facts.a), -1e9, np.float32)
        request = np.repeat(np.arange(len(facts.a)), np.diff(facts.first))
        np.maximum.at(best, request, value[request, facts.slot_of_candidate])
        fill(facts, plan, np.argsort(-best, kind="stable"))
        return plan

    def _search_for_weight(self, plan: Plan) -> Plan:
        end = 0.88 if self.options.close_gaps else 1.0
        few = len(self.all_facts.slot_of_candidate) <= FEW
        hot = HOT_IF_FAIR if self.options.fair and few else HOT
        begin = self.clock.done
        together = self._teamwork() is Teamwork.HALVES
        plans = [plan] if together else [plan, self._twin(plan)]
        with ThreadPoolExecutor(2) as pool:
            while (done := self.clock.done) < end:
                part = (done - begin) / (end - begin)
                heat = self.unit * hot * (COLD / hot) ** part
                aims = self.aims(part)
                moves = self.clock.portion(end, 2_000, 60)
                since = time.perf_counter()
                if together:
                    plans = [self._anneal_halves(pool, plans[0], aims, moves // 2, heat)]
                else:
                    jobs = [
                        pool.submit(
                            anneal, self.facts, one, self.movable, aims, moves // 2, heat, heat
                        )
                        for one in plans
                    ]
                    for job in jobs:
                        job.result()
                self.clock.count(moves, time.perf_counter() - since)
                for one in plans:
                    self._keep(one)
                self._tell()
        assert self.best is not None
        return copy_of(self.best)

    def _teamwork(self) -> Teamwork:
        if self.options.teamwork is not None:
            return self.options.teamwork
        can_be_cut = self.facts.day.max() > 0 and self.options.changes is None
        many = len(self.facts.slot_of_candidate) > MANY
        return Teamwork.HALVES if many and can_be_cut else Teamwork.TWINS

    def _twin(self, plan: Plan) -> Plan:
        twin = copy_of(plan)
        twin.chance[0] ^= np.uint64(0x5DEECE66D)
        return twin

    def _anneal_halves(
        self, pool: ThreadPoolExecutor, plan: Plan, aims: Aims, moves: int, heat: float
    ) -> Plan:
        halves = cut(self.facts, plan, self.chance)
        jobs = [
            pool.submit(anneal, facts, half, free, aims, moves, heat, heat)
            for facts, half, free in halves
            if len(free)
        ]
        for job in jobs:
            job.result()
        return joined(self.facts, [half for _, half, _ in halves])

    def _close_gaps(self, plan: Plan) -> Plan:
        """At equal weight and service, fewer idle slots."""
        service = 1e6 if self.options.fair else 1000.0
        aims = self.aims()._replace(weight=1000.0, unserved=service, idle=1.0, changes=0.1)
        begin = self.clock.done
        while (done := self.clock.done) < 1.0:
            part = (done - begin) / max(1e-9, 1.0 - begin)
            heat = 1.5 * (0.1 / 1.5) ** part
            moves = self.clock.portion(1.0, 2_000, 200)
            since = time.perf_counter()
            anneal(self.facts, plan, self.movable, aims, moves, heat, heat)
            self.clock.count(moves, time.perf_counter() - since)
            self._keep(plan)
        return plan

    def _rank(self, plan: Plan) -> tuple[float, ...]:
        tally = plan.tally
        weight, unserved = int(tally[WEIGHT]), int(tally[UNSERVED])
        first = (-unserved, weight) if self.options.fair else (weight, -unserved)
        return (*first, -int(tally[IDLE]), -int(tally[CHANGES]))

    def _keep(self, plan: Plan) -> None:
        if self.best is None or self._rank(plan) > self._rank(self.best):
            self.best = copy_of(plan)

    def _tell(self) -> None:
        weight = 0 if self.best is None else int(self.best.tally[WEIGHT])
        self.options.progress(
            Progress(self.clock.seconds, self.clock.done, weight, self.bound.value)
        )
