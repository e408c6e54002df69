from __future__ import annotations

from dataclasses import replace

import pytest

from portal.timetabling.problem import Company, Interpreter, Meeting, Problem, Request
from portal.timetabling.verify import measures, violations

KO, ZH = frozenset({"ko"}), frozenset({"zh"})
SLOTS = (0, 1, 2, 3)
PROBLEM = Problem(
    days=(0, 0, 0, 1),
    rooms=(2, 2, 1, 1),
    companies=(
        Company("a", KO, SLOTS, 3, rest_after=1, rest_slots=1),
        Company("b", ZH, SLOTS, 3),
        Company("c", KO, (0, 1, 2), 1),
        Company("d", KO, SLOTS, 3),
    ),
    interpreters=(
        Interpreter("i", KO | ZH, (0, 1), 1),
        Interpreter("j", KO, SLOTS, 3),
    ),
    requests=(
        Request(1, "a", "b", 10),
        Request(2, "a", "c", 10),
        Request(3, "a", "d", 10),
        Request(4, "c", "d", 10),
    ),
    forbidden=frozenset([frozenset(("c", "d"))]),
)
BROKEN = [
    ([Meeting(9, 0, 0)], "request 9 does not exist"),
    ([Meeting(3, 7, 0)], "request 3: slot 7 does not exist"),
    ([Meeting(3, 0, 0), Meeting(3, 3, 0)], "request 3 is held 2 times"),
    ([Meeting(4, 0, 0)], "request 4: the pair is forbidden"),
    ([Meeting(2, 3, 0)], "request 2: company 'c' is away in slot 3"),
    ([Meeting(2, 0, 0), Meeting(3, 0, 1)], "company 'a' has 2 meetings in slot 0"),
    ([Meeting(3, 2, 1)], "request 3: slot 2 has no room 1"),
    ([Meeting(2, 0, 0), Meeting(3, 0, 0)], "room 0 holds 2 meetings in slot 0"),
    ([Meeting(1, 0, 0)], "request 1: no common language and no interpreter"),
    ([Meeting(1, 0, 0, "k")], "request 1: interpreter 'k' does not exist"),
    ([Meeting(1, 0, 0, "j")], "request 1: interpreter 'j' lacks a language"),
    ([Meeting(1, 2, 0, "i")], "interpreter 'i' is away in slot 2"),
    ([Meeting(2, 0, 0), Meeting(4, 2, 0)], "company 'c' has 2 meetings, above its limit"),
    ([Meeting(2, 0, 0), Meeting(3, 1, 0)], "company 'a' has no rest before slot 1"),
]


@pytest.mark.parametrize(("meetings", "words"), BROKEN, ids=[words for _, words in BROKEN])
def test_each_broken_rule_is_named(meetings: list[Meeting], words: str) -> None:
    assert words in violations(PROBLEM, meetings)


def test_a_valid_timetable_breaks_no_rule_and_rest_ends_with_the_day() -> None:
    held = [Meeting(1, 0, 0, "i"), Meeting(2, 2, 0), Meeting(3, 3, 0)]
    assert violations(PROBLEM, held) == []


def test_interpreters_meet_once_a_slot_and_keep_their_limit() -> None:
    both = replace(PROBLEM, requests=(Request(1, "a", "b", 1), Request(5, "d", "b", 1)))
    found = violations(both, [Meeting(1, 0, 0, "i"), Meeting(5, 0, 1, "i")])
    assert "interpreter 'i' has 2 meetings in slot 0" in found
    assert "interpreter 'i' has 2 meetings, above the limit" in found


def test_locked_meetings_must_stand_unchanged() -> None:
    problem = replace(PROBLEM, locked=(Meeting(3, 3, 0),))
    assert violations(problem, [Meeting(3, 3, 0)]) == []
    assert violations(problem, [Meeting(3, 2, 0)]) == violations(problem, [])


def test_weight_service_gaps_and_changes_are_counted() -> None:
    problem = replace(PROBLEM, published=(Meeting(1, 1, 0, "i"), Meeting(3, 3, 0)))
    found = measures(problem, [Meeting(1, 0, 0, "i"), Meeting(2, 2, 0), Meeting(3, 3, 0)])
    assert (found.weight, found.meetings, found.changes) == (30, 3, 1)
    assert (found.unserved, found.idle) == (0, 1)
