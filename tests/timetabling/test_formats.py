from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from portal.cli import main
from portal.timetabling.problem import (
    BadInstance,
    Problem,
    read_instance,
    read_timetable,
    write_instance,
    write_timetable,
)
from portal.timetabling.solver import Options, solve
from portal.timetabling.verify import violations
from tests.timetabling.conftest import Make

SLOTS = [{"id": 0, "day": 0, "start": ""}, {"id": 1, "day": 0, "start": ""}]


def instance(**changes: Any) -> dict[str, Any]:
    def company(name: str, language: str) -> dict[str, Any]:
        return {
            "id": name,
            "country": "",
            "languages": [language],
            "slots": [0, 1],
            "max_meetings": 2,
            "rest_after": 0,
            "rest_slots": 0,
        }

    return {
        "format": "meeting-instance/1",
        "name": "two pairs",
        "slots": SLOTS,
        "rooms_per_slot": [1, 2],
        "companies": [company("a", "ko"), company("b", "zh"), company("c", "zh")],
        "interpreters": [{"id": 7, "languages": ["ko", "zh"], "slots": [0, 1], "max_meetings": 2}],
        "requests": [
            {"id": 1, "a": "a", "b": "b", "priority": 1, "mutual": True, "score": 5, "weight": 9},
            {"id": 2, "a": "a", "b": "c", "priority": 1, "mutual": False, "score": 5, "weight": 8},
        ],
        "forbidden_pairs": [],
        "locked": [],
        "published": [],
        **changes,
    }


def lock(**changes: Any) -> dict[str, Any]:
    return {"request": 1, "slot": 0, "room": 0, "interpreter": 7, **changes}


def with_company(**changes: Any) -> dict[str, Any]:
    content = instance()
    content["companies"][0].update(changes)
    return content


def with_request(**changes: Any) -> dict[str, Any]:
    content = instance()
    content["requests"][1].update(changes)
    return content


REFUSED = [
    ([], "the file holds no JSON object"),
    ({"format": "meeting-instance/2"}, "format: 'meeting-instance/2' is not"),
    (instance(slots=[{"id": 1, "day": 0}]), "slots[0].id: 1 is not 0"),
    (
        instance(slots=[*SLOTS, {"id": 2, "day": 1}, {"id": 3, "day": 0}]),
        "slots[3].day: day 0 goes on after another day has begun",
    ),
    (instance(rooms_per_slot=[1]), "rooms_per_slot has 1 numbers for 2 slots"),
    (instance(rooms_per_slot=[1, -1]), "rooms_per_slot[1]: -1 is below 0"),
    (instance(companies={}), "companies is not a list"),
    (instance(companies=[3]), "companies[0] is not an object"),
    (with_company(slots=[0, 2]), "companies[0].slots: slot 2 does not exist"),
    (with_company(slots=[0, 0]), "companies[0].slots: slot 0 stands there twice"),
    (with_company(slots=[True]), "companies[0].slots: True is not a whole number"),
    (with_company(max_meetings=1.5), "companies[0].max_meetings: 1.5 is not a whole number"),
    (with_company(max_meetings=float("nan")), "max_meetings: nan is not a whole number"),
    (with_company(languages="ko"), "companies[0].languages is not a list"),
    (with_company(languages=[1]), "companies[0].languages: 1 is not a text"),
    (with_company(id="b"), "companies[1].id: 'b' is taken"),
    (with_company(id=[]), "companies[0].id: [] is not an id"),
    (with_request(b="x"), "requests[1].b: company 'x' does not exist"),
    (with_request(b="a"), "requests[1]: company 'a' cannot meet itself"),
    (with_request(b="b"), "requests[1]: companies 'a' and 'b' ask for each other in request 1"),
    (with_request(weight=0), "requests[1].weight: 0 is below 1"),
    (with_request(weight=10**9), "requests[1].weight: 1000000000 is above 1000000"),
    (with_request(id=1), "requests[1].id: 1 is taken"),
    (instance(forbidden_pairs=[["a"]]), "forbidden_pairs[0] is not a list of two companies"),
    (instance(forbidden_pairs=[["a", "x"]]), "forbidden_pairs[0]: company 'x' does not exist"),
    (instance(locked=[lock(request=9)]), "locked[0].request: request 9 does not exist"),
    (instance(locked=[lock(slot=5)]), "locked[0].slot: slot 5 does not exist"),
    (instance(locked=[lock(room=1)]), "locked[0].room: slot 0 has no room 1"),
    (instance(locked=[lock(interpreter=8)]), "locked[0].interpreter: 8 does not exist"),
    (instance(locked=[lock(interpreter=None)]), "share no language and have no interpreter"),
    (instance(locked=[lock(), lock()]), "locked[1] collides with locked[0]: request 1"),
    (
        instance(locked=[lock(slot=1), lock(request=2, slot=1, room=1)]),
        "locked[1] collides with locked[0]: company 'a' has two meetings in slot 1",
    ),
    (
        instance(forbidden_pairs=[["b", "a"]], locked=[lock()]),
        "locked[0]: companies 'a' and 'b' must not meet",
    ),
    (
        {**with_company(slots=[1]), "locked": [lock()]},
        "locked[0]: company 'a' is away in slot 0",
    ),
    (
        {**with_company(max_meetings=1), "locked": [lock(), lock(request=2, slot=1)]},
        "company 'a' has 2 meetings, its limit is 1",
    ),
    (
        {
            **with_company(rest_after=1, rest_slots=1),
            "locked": [lock(), lock(request=2, slot=1)],
        },
        "company 'a' has no rest before slot 1",
    ),
    (instance(published=[lock(request=5)]), "published[0].request: request 5 does not exist"),
    (instance(published=[lock(), lock()]), "published[1].request: request 1 is published twice"),
]


@pytest.mark.parametrize(("content", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_a_malformed_or_contradictory_instance_is_refused_with_the_reason(
    content: Any, words: str
) -> None:
    with pytest.raises(BadInstance) as refused:
        read_instance(json.dumps(content))
    assert words in str(refused.value)


@pytest.mark.parametrize(
    "text", ["", "{", '{"a": 1, "a": 2}', "[" * 100_000, "\ud800".encode("utf-8", "surrogatepass")]
)
def test_what_is_no_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(BadInstance):
        read_instance(text)


@pytest.mark.parametrize("name", list(instance()))
def test_no_part_of_the_format_may_be_missing_but_the_name(name: str) -> None:
    content = instance()
    del content[name]
    if name == "name":
        assert read_instance(json.dumps(content)).name == ""
    else:
        with pytest.raises(BadInstance, match=name):
            read_instance(json.dumps(content))


@pytest.mark.parametrize("seed", range(10))
def test_instances_and_timetables_come_back_as_they_were_written(session: Make, seed: int) -> None:
    problem: Problem = session(seed, locked=True)
    again = read_instance(write_instance(problem))
    assert (again.companies, again.requests) == (problem.companies, problem.requests)
    assert (again.locked, again.forbidden) == (problem.locked, problem.forbidden)
    meetings = solve(problem, Options(effort=1)).meetings
    assert set(read_timetable(write_timetable(meetings))) == set(meetings)


def test_the_command_solves_a_file_and_ends_with_2_for_a_bad_one(tmp_path: Path) -> None:
    good, bad, made = tmp_path / "good.json", tmp_path / "bad.json", tmp_path / "made.json"
    good.write_text(json.dumps(instance(locked=[lock()])))
    run = CliRunner().invoke(
        main, ["timetable", "solve", str(good), "--output", str(made), "--effort", "1", "--fair"]
    )
    assert run.exit_code == 0, run.output
    assert "2 meetings, weight 17: 100.00%" in run.output
    problem = read_instance(good.read_bytes())
    assert violations(problem, read_timetable(made.read_bytes())) == []
    bad.write_text(json.dumps(instance(locked=[lock(), lock()])))
    run = CliRunner().invoke(main, ["timetable", "solve", str(bad), "--output", str(made)])
    assert run.exit_code == 2
    assert "locked[1] collides with locked[0]: request 1 is locked twice" in run.output
    run = CliRunner().invoke(main, ["timetable", "solve", "none.json", "--output", str(made)])
    assert run.exit_code == 2
