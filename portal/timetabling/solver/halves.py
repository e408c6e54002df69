"""Cuts a plan by days into two that can be improved at the same time, and joins them again.

Days share nothing but the limits of companies and interpreters: each half keeps what it uses of
them, and what is left is dealt out by chance, another way each time.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from portal.timetabling.solver.board import Facts, Flags, Ints, Plan, Small, empty_plan
from portal.timetabling.solver.compiled import compiled_in_place
from portal.timetabling.solver.focus import movable, with_candidates
from portal.timetabling.solver.moves import put


def copy_of(plan: Plan) -> Plan:
    """A plan of its own with the same meetings."""
    parts: tuple[Any, ...] = plan
    return Plan(*(rows if n == _VALUE else rows.copy() for n, rows in enumerate(parts)))


_VALUE = Plan._fields.index("value")


def cut(facts: Facts, plan: Plan, chance: np.random.Generator) -> list[tuple[Facts, Plan, Ints]]:
    """Two halves, each with its facts, its plan and the requests it may move."""
    days = chance.permutation(int(facts.day.max()) + 1)
    first_days = days[: len(days) // 2 + int(chance.integers(2)) * (len(days) % 2)]
    in_first = np.isin(facts.day, first_days)
    limits = _dealt(facts.limit - plan.number, chance)
    quotas = _dealt(facts.quota - plan.load, chance)
    goes_first = chance.random(len(facts.a)) < len(first_days) / len(days)
    halves = []
    for n, here in enumerate((in_first, ~in_first)):
        halves.append(
            _half(facts, plan, here, limits[n], quotas[n], goes_first if n == 0 else ~goes_first)
        )
    return halves


def _dealt(left: Small, chance: np.random.Generator) -> tuple[Small, Small]:
    first = np.floor(left * chance.random(len(left)) + chance.random(len(left))).astype(np.int32)
    first = np.minimum(first, left)
    return first, (left - first).astype(np.int32)


def _half(
    facts: Facts, plan: Plan, here: Flags, limit: Small, quota: Small, mine: Flags
) -> tuple[Facts, Plan, Ints]:
    placed = plan.slot >= 0
    inside = placed & here[plan.slot]
    own = inside | (~placed & mine)
    request = np.repeat(np.arange(len(facts.a)), np.diff(facts.first))
    part = with_candidates(facts, here[facts.slot_of_candidate] & own[request])
    count, load = _used(facts, plan, inside)
    elsewhere = plan.number - count
    part = part._replace(
        limit=(count + limit).astype(np.int32),
        quota=(load + quota).astype(np.int32),
        servable=facts.servable & (elsewhere == 0),
    )
    half = empty_plan(part, plan.value, int(plan.chance[0] >> np.uint64(1)) + int(here[0]))
    _copy_meetings(part, plan, half, np.flatnonzero(inside))
    return part, half, movable(part)


def _used(facts: Facts, plan: Plan, inside: Flags) -> tuple[Small, Small]:
    companies = np.concatenate([facts.a[inside], facts.b[inside]])
    staff = plan.staff[inside]
    return (
        np.bincount(companies, minlength=len(facts.limit)).astype(np.int32),
        np.bincount(staff[staff >= 0], minlength=len(facts.quota)).astype(np.int32),
    )


@compiled_in_place
def _copy_meetings(facts: Facts, source: Plan, target: Plan, requests: np.ndarray) -> None:
    for r in requests:
        put(facts, target, r, source.slot[r], source.staff[r])


def joined(facts: Facts, halves: list[Plan]) -> Plan:
    """The plan that holds the meetings of both halves."""
    whole = empty_plan(facts, halves[0].value, 0)
    whole.chance[0] = halves[0].chance[0] ^ (halves[1].chance[0] >> np.uint64(3)) | np.uint64(1)
    for half in halves:
        _copy_meetings(facts, half, whole, np.flatnonzero(half.slot >= 0))
    return whole
