"""The exact optimum of a tiny instance: every timetable is tried, one request after the other."""

from __future__ import annotations

from collections.abc import Collection

from portal.timetabling.problem import Meeting, Problem
from portal.timetabling.verify import Measures, measures, violations


def best_weight(problem: Problem) -> int:
    """The weight of the heaviest valid timetable."""
    return max(found.weight for found in _all_measures(problem))


def best_fair(problem: Problem) -> tuple[int, int]:
    """The fewest companies without a meeting, and the most weight with so few."""
    best = min(_all_measures(problem), key=lambda found: (found.unserved, -found.weight))
    return best.unserved, best.weight


def best_by_all_aims(problem: Problem) -> tuple[float, ...]:
    """The best timetable's figures, by all aims in their order."""
    return min(by_all_aims(found) for found in _all_measures(problem))


def by_all_aims(found: Measures) -> tuple[float, ...]:
    """Less is better: the aims in their order."""
    return -found.weight, found.unserved, -found.smallest_share, found.idle, found.changes


def _all_measures(problem: Problem) -> Collection[Measures]:
    free_rules = [m.request for m in problem.locked]
    rest = [request for request in problem.requests if request.id not in free_rules]
    found: dict[tuple[float, ...], Measures] = {}

    def go_on(number: int, held: list[Meeting]) -> None:
        if number == len(rest):
            measured = measures(problem, held)
            found[by_all_aims(measured)] = measured
            return
        go_on(number + 1, held)
        for meeting in _choices(problem, rest[number].id, held):
            if not violations(problem, [*held, meeting]):
                go_on(number + 1, [*held, meeting])

    go_on(0, list(problem.locked))
    return found.values()


def _choices(problem: Problem, request: int | str, held: list[Meeting]) -> list[Meeting]:
    asked = problem.request[request]
    one, other = problem.parties(asked)
    choices = []
    for slot in sorted(set(one.slots) & set(other.slots)):
        taken = {meeting.room for meeting in held if meeting.slot == slot}
        room = next((n for n in range(problem.rooms[slot]) if n not in taken), None)
        if room is None:
            continue
        if one.languages & other.languages:
            choices.append(Meeting(request, slot, room))
        else:
            choices += [Meeting(request, slot, room, i.id) for i in problem.interpreters]
    return choices
