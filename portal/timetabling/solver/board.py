"""The problem and a timetable under construction as flat arrays, as the compiled loops want them.

Companies, interpreters and requests are numbered in the order of the instance. A *candidate* is a
request with a slot in which it could be held if nothing else were; the candidates of request r
are `slot_of_candidate[first[r]:first[r + 1]]`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Flags = NDArray[np.bool_]
Reals = NDArray[np.float64]


class Facts(NamedTuple):
    """What does not change while solving."""

    a: Small  # company of request
    b: Small
    weight: Ints
    group: Small  # languages of the two, if they need an interpreter; else -1
    first: Small
    slot_of_candidate: Small
    wishes_first: Small  # requests of company c: wishes[wishes_first[c]:wishes_first[c + 1]]
    wishes: Small
    limit: Small  # meetings of company
    rest_after: Small
    rest_slots: Small
    free: Flags  # company, slot
    hours: Ints  # company, day: the same, one bit a slot
    day: Small  # of slot, from 0
    place: Small  # of slot in its day, from 0
    rooms: Small  # of slot
    serves: Flags  # interpreter, group
    on_duty: Flags  # interpreter, slot
    quota: Small  # meetings of interpreter
    daily: Small  # the same of one day
    pause: Small  # slots in which an interpreter rests after each meeting
    team_first: Small  # who serves a group in a slot: team[team_first[s, g]:team_first[s, g] + …]
    team_size: Small
    team: Small
    allowed: Flags  # request: not forbidden
    fixed: Flags  # request: locked, never moved
    wanted: Small  # slot in which the request is published, else -1
    servable: Flags  # company: some request of it could be held
    short: Ints  # company, number of meetings: what having so few costs


class Plan(NamedTuple):
    """A timetable: which request is where. Kept in step by `moves.put` and `moves.take`."""

    slot: Small  # of request, else -1
    staff: Small  # interpreter of request, else -1
    at: Small  # request of company in slot, else -1
    number: Small  # meetings of company
    busy: Ints  # company, day: one bit a slot
    held: Small  # slot, n: request
    rank: Small  # of request in `held`
    used: Small  # meetings in slot
    who: Small  # slot, interpreter: request, else -1
    load: Small  # meetings of interpreter
    tally: Ints  # weight, unserved companies, idle slots, changes, cost of small shares
    value: NDArray[np.float32]  # request, slot: what prices leave of the weight
    journal: Small  # what the present attempt did, to take it back
    journal_size: Small
    removed: Small  # requests that the present attempt took out
    chance: NDArray[np.uint64]  # state of the generator


WEIGHT, UNSERVED, IDLE, CHANGES, SHORT = range(5)

JOURNAL, JOURNAL_PER_SLOT = 2048, 160
"""Entries that no attempt exceeds; compiled code does not look whether it writes beyond an array.
At most eight meetings have to go. Each may move a chain of 24 (at most 5 entries a meeting), and
looks for another place, as do four requests of each of its two companies: in each slot that is
refused, two interpreters may have changed places."""


def empty_plan(facts: Facts, value: NDArray[np.float32], seed: int) -> Plan:
    """A plan without a meeting."""
    requests, companies, slots = len(facts.a), len(facts.limit), len(facts.day)
    interpreters, days = len(facts.quota), int(facts.day.max(initial=-1)) + 1
    seats = min(companies // 2, int(facts.rooms.max(initial=0))) + 1

    def none(*shape: int) -> Small:
        return np.full(shape, -1, np.int32)

    def zeros(*shape: int) -> Small:
        return np.zeros(shape, np.int32)

    tally = np.array(
        [0, facts.servable.sum(), 0, (facts.wanted >= 0).sum(), facts.short[:, :1].sum()],
        np.int64,
    )
    return Plan(
        slot=none(requests),
        staff=none(requests),
        at=none(companies, slots),
        number=zeros(companies),
        busy=np.zeros((companies, days), np.int64),
        held=none(slots, seats),
        rank=none(requests),
        used=zeros(slots),
        who=none(slots, interpreters),
        load=zeros(interpreters),
        tally=tally,
        value=value,
        journal=zeros(JOURNAL + JOURNAL_PER_SLOT * slots, 4),
        journal_size=zeros(1),
        removed=zeros(64),
        chance=first_chance(seed),
    )


def first_chance(seed: int) -> NDArray[np.uint64]:
    """The state of the generator for a seed: splitmix64 of it (Steele, Lea, Flood 2014)."""
    word = (seed + 1) * 0x9E3779B97F4A7C15 & (2**64 - 1)
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & (2**64 - 1)
    word = (word ^ word >> 27) * 0x94D049BB133111EB & (2**64 - 1)
    return np.array([word ^ word >> 31 or 1], np.uint64)
