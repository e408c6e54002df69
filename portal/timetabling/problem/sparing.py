"""What of a session stays free on purpose, for whoever comes late and for what goes wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace

from portal.timetabling.problem.model import Problem


@dataclass(frozen=True)
class Spare:
    """How many rooms and how many of the interpreters on duty stay free in every slot."""

    rooms: int = 0
    interpreters: int = 0

    def kept_free(self, problem: Problem) -> Problem:
        """The problem without what stays free. What locked meetings need is never taken."""
        if not (self.rooms or self.interpreters):
            return problem
        return _with_free_interpreters(_with_free_rooms(problem, self.rooms), self.interpreters)


NO_SPARE = Spare()
"""Everything may be used."""


def _with_free_rooms(problem: Problem, number: int) -> Problem:
    taken = [0] * len(problem.rooms)
    for lock in problem.locked:
        taken[lock.slot] += 1
    rooms = tuple(
        max(min(rooms, locked), rooms - number)
        for rooms, locked in zip(problem.rooms, taken, strict=True)
    )
    return replace(problem, rooms=rooms)


def _with_free_interpreters(problem: Problem, number: int) -> Problem:
    """Who stays free is taken in turn, from slot to slot, so that nobody is out all day."""
    needed = {(lock.interpreter, lock.slot) for lock in problem.locked}
    free = set()
    turn = 0
    for slot in range(len(problem.days)):
        there = [who for who in problem.interpreters if slot in who.slots]
        can = [who.id for who in there if (who.id, slot) not in needed]
        for n in range(min(number, len(can))):
            free.add((can[(turn + n) % len(can)], slot))
        turn += number
    return replace(
        problem,
        interpreters=tuple(
            replace(who, slots=tuple(slot for slot in who.slots if (who.id, slot) not in free))
            for who in problem.interpreters
        ),
    )
