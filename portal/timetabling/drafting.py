"""A draft in a coordinator's hands: where a meeting may go, why not elsewhere, what can swap.

Pure. What the solver may not do, a hand may not do either; who wants to go beyond a rule changes
the rule, or books by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from portal.timetabling.names import id_of, pair_of
from portal.timetabling.posing import Posed
from portal.timetabling.problem import Request
from portal.timetabling.problem.model import can_interpret, share_a_language
from portal.timetabling.reasons import Cause, Obstacle, Timetabled
from portal.timetabling.situation import Pair, Planned


def around(
    pairs: Iterable[Pair], planned: Iterable[Planned]
) -> tuple[list[Planned], list[Planned]]:
    """The meetings that decide where these pairs may be, and all others.

    Their own meetings decide, and those of whom they meet, with whom they could change places.
    """
    everybody = list(planned)
    own = {id for pair in pairs for id in pair}
    near = {id for each in everybody for id in each.pair if not own.isdisjoint(each.pair)} | own
    decides = [not near.isdisjoint(each.pair) for each in everybody]
    return (
        [each for each, does in zip(everybody, decides, strict=True) if does],
        [each for each, does in zip(everybody, decides, strict=True) if not does],
    )


@dataclass(frozen=True)
class Option:
    """One slot for a meeting: where it would be, or what stands in the way.

    `swap` is the pair with which it could change places, where nothing else is in the way.
    """

    slot: int
    planned: Planned | None
    obstacles: Sequence[Obstacle] = ()
    swap: Pair | None = None


class Draft:
    """The meetings of a draft, one of which may be lifted off while others are looked at.

    `further` are meetings of which nothing matters but the room and the interpreter that they
    keep: whoever asks about one pair need not look at everybody.
    """

    def __init__(
        self, posed: Posed, planned: Sequence[Planned], further: Iterable[Planned] = ()
    ) -> None:
        self.posed = posed
        self.planned = {each.pair: each for each in planned}
        self.held = Timetabled(posed.problem, posed.meetings(planned))
        for each in further:
            self._keep_taken(each)

    def _keep_taken(self, planned: Planned) -> None:
        slot = self.posed.number.get(planned.slot)
        if slot is None:
            return
        if planned.room is not None:
            numbers = self.posed.numbers_of_rooms[slot].get(planned.room, ())
            self.held.rooms_taken[slot].update(numbers)
        if planned.interpreter is not None:
            self.held.helping[planned.interpreter].add(slot)

    def can_hold(self, pair: Pair) -> bool:
        """Whether both companies still take part."""
        return all(id in self.posed.spoken for id in pair)

    def options(self, pair: Pair) -> list[Option]:
        """Every slot of the session for a pair, placed or not; but for the one it is in."""
        now = self.planned.get(pair)
        found = []
        for number, slot in enumerate(self.posed.slots):
            if now is None or slot != now.slot:
                found.append(self._option(pair, number))
        return found

    def at(self, pair: Pair, slot: int) -> Option:
        """A pair in one slot, given by its id; where it is itself makes no difference."""
        return self._option(pair, self.posed.number[slot])

    def swapped(self, one: Pair, other: Pair) -> tuple[Planned, Planned] | None:
        """Two meetings in each other's slots, if both can be there."""
        here, there = self.planned[one], self.planned[other]
        if here.slot == there.slot or here.locked or there.locked:
            return None
        with self._lifted(one), self._lifted(other):
            first = self._placed(one, self.posed.number[there.slot], here)
            if first is None:
                return None
            with self._put(first):
                second = self._placed(other, self.posed.number[here.slot], there)
        return (first, second) if second is not None else None

    def _option(self, pair: Pair, number: int) -> Option:
        now = self.planned.get(pair)
        slot = self.posed.slots[number]
        with self._lifted(pair):
            obstacles = self.held.obstacles(self._request(pair), number)
            if not obstacles:
                return Option(slot, self._placed(pair, number, now))
        other = self._only_meeting_in_the_way(obstacles)
        if now is not None and other is not None and self.swapped(pair, other) is not None:
            return Option(slot, None, obstacles, other)
        return Option(slot, None, obstacles)

    def _only_meeting_in_the_way(self, obstacles: Sequence[Obstacle]) -> Pair | None:
        """The one meeting that keeps a pair from a slot, with its room and interpreter perhaps."""
        held = {each.meeting for each in obstacles if each.cause is Cause.MEETS_ANOTHER}
        freed = {Cause.MEETS_ANOTHER, Cause.NO_ROOM, Cause.NO_INTERPRETER, Cause.NEEDS_REST}
        if len(held) != 1 or not {each.cause for each in obstacles} <= freed:
            return None
        (request,) = held
        return pair_of(request) if request is not None else None

    def _placed(self, pair: Pair, number: int, now: Planned | None) -> Planned | None:
        """A pair in a slot with the room and the interpreter that it has, or else free ones."""
        request = self._request(pair)
        if self.held.obstacles(request, number):
            return None
        rooms = self.posed.rooms[number]
        taken = self.held.rooms_taken[number]
        free = [each for each in range(len(rooms)) if each not in taken]
        own = [each for each in free if now is not None and rooms[each] == now.room]
        planned = Planned(*pair, self.posed.slots[number], rooms[(own or free)[0]])
        helper = self._helper(request, pair, number, now)
        return replace(planned, interpreter=helper, locked=now.locked if now else False)

    def _helper(self, request: Request, pair: Pair, number: int, now: Planned | None) -> int | None:
        one, other = self.posed.problem.parties(request)
        needed = not share_a_language(one, other) or self.posed.needs_help(pair)
        if not needed and (now is None or now.interpreter is None):
            return None
        spoken = [replace(each, languages=self.posed.spoken[int(each.id)]) for each in (one, other)]
        free = [
            int(each.id)
            for each in self.posed.problem.interpreters
            if can_interpret(each, *spoken) and self.held.may_help(each, number)
        ]
        if now is not None and now.interpreter in free:
            return now.interpreter
        return min(free, key=lambda who: (len(self.held.helping[who]), who), default=None)

    def _request(self, pair: Pair) -> Request:
        found = self.posed.problem.request.get(id_of(pair))
        return found or Request(id_of(pair), *pair, weight=1)

    @contextmanager
    def _lifted(self, pair: Pair) -> Iterator[None]:
        """The draft without one meeting, for a while."""
        meeting = self.held.held.get(id_of(pair))
        if meeting is None:
            yield
            return
        self.held.take(meeting)
        try:
            yield
        finally:
            self.held.add(meeting)

    @contextmanager
    def _put(self, planned: Planned) -> Iterator[None]:
        (meeting,) = self.posed.meetings([planned])
        self.held.add(meeting)
        try:
            yield
        finally:
            self.held.take(meeting)
