"""What one interpreter can do on a day: the limit of a day, and the rest after each meeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from itertools import groupby, pairwise

from portal.timetabling.problem.model import Interpreter, Problem


def is_too_much(problem: Problem, interpreter: Interpreter, busy: Collection[int]) -> bool:
    """Whether meetings in these slots go beyond a day's limit or leave no time to rest."""
    a_day = Counter(problem.days[slot] for slot in busy)
    most = interpreter.max_per_day
    if most is not None and any(number > most for number in a_day.values()):
        return True
    return any(
        problem.days[slot] == problem.days[following] and following - slot <= interpreter.rest_slots
        for slot, following in pairwise(sorted(busy))
    )


def most_a_day(interpreter: Interpreter, slots: int) -> int:
    """How many meetings of a day an interpreter may help, of a problem with so many slots."""
    return slots if interpreter.max_per_day is None else min(interpreter.max_per_day, slots)


def most_possible(problem: Problem, interpreter: Interpreter) -> int:
    """How many meetings of the event an interpreter can help at most, by all limits and rests."""
    a_day = groupby(sorted(interpreter.slots), key=lambda slot: problem.days[slot])
    number = sum(_most_of_day(interpreter, list(slots)) for _, slots in a_day)
    return min(interpreter.max_meetings, number)


def _most_of_day(interpreter: Interpreter, slots: list[int]) -> int:
    """Whoever takes the earliest slot each time gets the most."""
    number, rested = 0, slots[0]
    for slot in slots:
        if slot >= rested:
            number, rested = number + 1, slot + 1 + interpreter.rest_slots
    return number if interpreter.max_per_day is None else min(number, interpreter.max_per_day)
