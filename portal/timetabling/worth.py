"""What one more room, interpreter, free slot or meeting of a limit is worth to a session."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from portal.timetabling.problem import Problem
from portal.timetabling.problem.model import Id
from portal.timetabling.solver.board import facts_of
from portal.timetabling.solver.bound import Bound

STEPS = 40


class Scarce(Enum):
    """What there could be one more of."""

    ROOM = "a room"
    INTERPRETER = "an interpreter"
    LONGER_DUTY = "one more meeting of an interpreter"
    LIMIT = "one more meeting of a company"


@dataclass(frozen=True)
class Worth:
    """One more of something raises the weight of the best timetable by at most `weight` (the
    price of the linear relaxation), which is `meetings` meetings of usual weight. `slot` and
    `who` say where; for an interpreter `languages` are those of the two companies."""

    what: Scarce
    weight: float
    meetings: float
    slot: int | None = None
    who: Id | None = None
    languages: tuple[str, ...] = ()


def worth(problem: Problem, most: int = 10) -> tuple[Worth, ...]:
    """What is worth most to have one more of, the best first."""
    if not problem.requests:
        return ()
    facts = facts_of(problem)
    bound = Bound(facts)
    for _ in range(STEPS):
        if bound.settled:
            break
        bound.step()
    usual = float(np.mean(facts.weight))
    prices = bound.prices
    found = [
        Worth(Scarce.ROOM, price, price / usual, slot=slot)
        for slot, price in enumerate(prices.room.tolist())
    ]
    languages = _languages_of_groups(problem, facts.group)
    for (slot, group), price in np.ndenumerate(prices.help):
        if group in languages:
            gain = float(price)
            spoken = languages[group]
            found.append(Worth(Scarce.INTERPRETER, gain, gain / usual, slot=slot, languages=spoken))
    for interpreter, price in zip(problem.interpreters, prices.duty.tolist(), strict=True):
        found.append(Worth(Scarce.LONGER_DUTY, price, price / usual, who=interpreter.id))
    for company, price in zip(problem.companies, prices.event.tolist(), strict=True):
        found.append(Worth(Scarce.LIMIT, price, price / usual, who=company.id))
    return _ranked(found, most)


def _languages_of_groups(problem: Problem, groups: np.ndarray) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for request, group in zip(problem.requests, groups.tolist(), strict=True):
        if group >= 0 and group not in found:
            one, other = problem.parties(request)
            found[group] = tuple(sorted(one.languages | other.languages))
    return found


def _ranked(found: list[Worth], most: int) -> tuple[Worth, ...]:
    worthy = [one for one in found if one.weight > 0.5]
    return tuple(sorted(worthy, key=lambda one: -one.weight)[:most])
