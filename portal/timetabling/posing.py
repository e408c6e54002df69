"""Turns a session into the solver's problem, and the solver's meetings into the session's.

Pure. What stands against the rules already (a coordinator may go beyond them) is allowed in the
problem exactly as far as it stands, so that a locked meeting never makes a session unsolvable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from portal.consultations.states import Availability
from portal.kernel.clock import BEIJING
from portal.kernel.interpreting import can_interpret_between
from portal.timetabling.allowing import allowing
from portal.timetabling.giving_way import with_seats_exchanged
from portal.timetabling.names import id_of, pair_of
from portal.timetabling.parties import broken_in, company_of, interpreter_of, is_too_near
from portal.timetabling.problem import Meeting, Problem, Request
from portal.timetabling.problem.duties import is_too_much
from portal.timetabling.score import Said
from portal.timetabling.situation import Keep, Pair, Planned, Situation
from portal.timetabling.states import Rank


@dataclass(frozen=True)
class Posed:
    """A problem, and what its numbers mean: slots and the rooms of each slot by their ids.

    A room without an id is any: the session has no limit, or the meeting stands without one.
    """

    problem: Problem
    situation: Situation
    slots: tuple[int, ...]
    rooms: tuple[tuple[int | None, ...], ...]

    @cached_property
    def number(self) -> dict[int, int]:
        """The problem's number of a slot, by its id."""
        return {id: number for number, id in enumerate(self.slots)}

    @cached_property
    def numbers_of_rooms(self) -> tuple[dict[int | None, Sequence[int]], ...]:
        """Under which numbers a room stands in each slot, by its id; any room under several."""
        # Most slots have the same rooms, and there may be hundreds.
        found = {rooms: _numbers(rooms) for rooms in dict.fromkeys(self.rooms)}
        return tuple(found[rooms] for rooms in self.rooms)

    @cached_property
    def spoken(self) -> dict[int, frozenset[str]]:
        """What the companies speak, by their ids."""
        return {firm.id: firm.languages for firm in self.situation.firms}

    def needs_help(self, pair: Pair) -> bool:
        """Whether the two share no language."""
        return not self.spoken[pair[0]] & self.spoken[pair[1]]

    def planned(self, meetings: Iterable[Meeting]) -> tuple[Planned, ...]:
        """The solver's meetings as the session's; locked ones stay locked.

        Where interpreters are not required, whoever is free helps a pair without a common language.
        """
        locked = {pair_of(lock.request) for lock in self.problem.locked}
        found = [
            Planned(
                *pair_of(meeting.request),
                slot=self.slots[meeting.slot],
                room=self.rooms[meeting.slot][meeting.room],
                interpreter=None if meeting.interpreter is None else int(meeting.interpreter),
                locked=pair_of(meeting.request) in locked,
            )
            for meeting in meetings
        ]
        return tuple(found if self.situation.needs_interpreter else self._with_help(found))

    def meetings(self, planned: Iterable[Planned]) -> tuple[Meeting, ...]:
        """Meetings of the session as the solver's; those in a slot that is gone, and of companies
        that are, are left out.

        A meeting in a room that there is not stands in one beyond the last.
        """
        taken: set[tuple[int, int]] = set()
        found = []
        for each in planned:
            slot = self.number.get(each.slot)
            if slot is not None and id_of(each.pair) in self.problem.request:
                room = self._room(slot, each.room, taken)
                taken.add((slot, room))
                found.append(Meeting(id_of(each.pair), slot, room, each.interpreter))
        return tuple(found)

    def _room(self, slot: int, room: int | None, taken: Collection[tuple[int, int]]) -> int:
        """The number of a room in a slot; of any that is not taken where it has no id."""
        same = self.numbers_of_rooms[slot].get(room, ())
        return next((each for each in same if (slot, each) not in taken), len(self.rooms[slot]))

    def _with_help(self, planned: Sequence[Planned]) -> list[Planned]:
        """Each pair that needs it gets a free interpreter, where one can be found."""
        taken: dict[int, set[int]] = defaultdict(set)
        for each in planned:
            if each.interpreter is not None:
                taken[each.interpreter].add(self.number[each.slot])
        found = []
        for each in planned:
            who = each.interpreter
            if who is None and not each.locked and self.needs_help(each.pair):
                who = self._free_helper(each, taken)
                if who is not None:
                    taken[who].add(self.number[each.slot])
            found.append(replace(each, interpreter=who))
        return found

    def _free_helper(self, planned: Planned, taken: Mapping[int, set[int]]) -> int | None:
        """Whoever speaks both languages, is there and free; the one with the fewest meetings."""
        one, other = self.spoken[planned.korean], self.spoken[planned.chinese]
        number = self.number[planned.slot]
        able = [
            int(each.id)
            for each in self.problem.interpreters
            if can_interpret_between(each.languages, each.pairs, one, other)
            and number in each.slots
            and number not in taken[int(each.id)]
            and len(taken[int(each.id)]) < each.max_meetings
            and not is_too_much(self.problem, each, taken[int(each.id)] | {number})
        ]
        return min(able, key=lambda who: (len(taken[who]), who), default=None)


def _numbers(rooms: Sequence[int | None]) -> dict[int | None, Sequence[int]]:
    numbers: defaultdict[int | None, list[int]] = defaultdict(list)
    for number, id in enumerate(rooms):
        numbers[id].append(number)
    return dict(numbers)


def pose(situation: Situation, keep: Keep = Keep.ALL, *, with_unconfirmed: bool = True) -> Posed:
    """The problem of a session.

    Interpreters who were asked and have not confirmed get new meetings only `with_unconfirmed`.

    With `Keep.ALL` the meetings that stand are locked; with `Keep.REPAIR` those that can be held as
    they are, and nothing but the others is placed. Otherwise those are locked that were so by hand,
    and those that nobody wishes, which no wish could bring back.
    """
    broken: frozenset[Pair] = frozenset()
    if keep is Keep.REPAIR:
        situation = with_seats_exchanged(_without_other_wishes(situation))
        broken = broken_in(situation)
    standing = [
        replace(each, locked=each.locked or _stays(situation, each.pair, keep, broken))
        for each in situation.standing
    ]
    rooms = _rooms(situation, [each for each in standing if each.locked])
    days = [each.span.starts_at.astimezone(BEIJING).date() for each in situation.times]
    posed = Posed(
        Problem(
            days=tuple(day.toordinal() for day in days),
            rooms=tuple(len(each) for each in rooms),
            companies=tuple(company_of(situation, firm) for firm in situation.firms),
            interpreters=tuple(
                interpreter_of(situation, each)
                if with_unconfirmed or each.answer is not Availability.ASKED
                else replace(interpreter_of(situation, each), slots=())
                for each in situation.helpers
            ),
            requests=_requests(situation, standing),
            forbidden=frozenset(
                frozenset(pair)
                for pair, said in situation.wishes.items()
                if any(wish.rank is Rank.NO for wish in said)
            )
            - {frozenset(each.pair) for each in standing},
        ),
        situation,
        tuple(each.id for each in situation.times),
        rooms,
    )
    locked = posed.meetings(each for each in standing if each.locked)
    published = posed.meetings(standing)
    return replace(posed, problem=allowing(posed.problem, locked, published))


def _stays(situation: Situation, pair: Pair, keep: Keep, broken: Collection[Pair]) -> bool:
    if keep is Keep.REPAIR:
        return pair not in broken
    return keep is Keep.ALL or not situation.wants(pair)


def _without_other_wishes(situation: Situation) -> Situation:
    pairs = {each.pair for each in situation.standing}
    wishes = {pair: said for pair, said in situation.wishes.items() if pair in pairs}
    return replace(situation, wishes=wishes)


def _requests(situation: Situation, standing: Collection[Planned]) -> tuple[Request, ...]:
    """Every pair that somebody wishes or that stands; refused ones too, so that it can be said."""
    firms = {firm.id for firm in situation.firms}
    standing_pairs = {each.pair for each in standing}
    pairs = dict.fromkeys([*situation.wishes, *(each.pair for each in standing)])
    requests = []
    for pair in pairs:
        said = [wish for wish in situation.wishes.get(pair, ()) if wish.rank is not Rank.NO]
        is_asked = pair in standing_pairs or (bool(said) and pair not in situation.called_off)
        if is_asked and pair not in situation.settled and firms.issuperset(pair):
            requests.append(_request(pair, said, situation.weight_of(pair)))
    return tuple(requests)


def _request(pair: Pair, said: Collection[Said], weight: int) -> Request:
    most = max((1 + (wish.rank is Rank.MUST) for wish in said), default=0)
    return Request(
        id=id_of(pair),
        a=pair[0],
        b=pair[1],
        weight=weight,
        priority=most,
        mutual=len(said) > 1,
    )


def _rooms(
    situation: Situation, standing: Collection[Planned]
) -> tuple[tuple[int | None, ...], ...]:
    """The rooms of each slot; those in which a meeting is locked are among them in any case."""
    if situation.rooms is None:
        anybody = (None,) * max(1, len(situation.firms) // 2 + 1)
        return (anybody,) * len(situation.times)
    stands: dict[int, list[int | None]] = defaultdict(list)
    for each in standing:
        stands[each.slot].append(each.room)
    found = []
    for time in situation.times:
        free: list[int | None] = [
            room.id
            for room in situation.rooms
            if not room.busy or not is_too_near(time.span, room.busy, timedelta(0))
        ]
        own = dict.fromkeys(room for room in stands[time.id] if room is not None)
        free += [room for room in own if room not in free]
        free += [None] * stands[time.id].count(None)
        found.append(tuple(free))
    return tuple(found)
