"""Which of the meetings at one time gives way when a room or an interpreter is lost: pure.

Not always the one that had it: where another one's companies have to be told something anyway,
fewer people are disturbed when the two exchange their seats and the other one gives way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from portal.timetabling.parties import Keeping, broken_in
from portal.timetabling.situation import Pair, Planned, Situation


def with_seats_exchanged(situation: Situation) -> Situation:
    """The same meetings at the same times, with rooms and interpreters exchanged among those of one
    time so that what then cannot be held any more concerns as few companies as possible."""
    standing = {each.pair: each for each in situation.standing}
    hall = _Hall(situation, Keeping(situation), standing)
    lost = {pair for pair in broken_in(situation) if not hall.has_a_free_seat_for(standing[pair])}
    while better := hall.best_exchange(lost):
        saved, giving_way = better
        standing[saved.pair], standing[giving_way.pair] = better
        lost = lost - {saved.pair} | {giving_way.pair}
    return replace(situation, standing=tuple(standing[each.pair] for each in situation.standing))


@dataclass(frozen=True)
class _Hall:
    """The meetings as they stand, and who has which seat at one time."""

    situation: Situation
    known: Keeping
    standing: dict[Pair, Planned]

    def at_the_time_of(self, one: Planned) -> list[Planned]:
        return [each for each in self.standing.values() if each.slot == one.slot]

    def has_a_free_seat_for(self, one: Planned) -> bool:
        """Whether a meeting can stay at its time with what nobody else has then."""
        if not self.known.both_come(one):
            return False
        others = self.at_the_time_of(one)
        rooms = {room.id for room in self.situation.rooms or ()} - {each.room for each in others}
        helpers = {each.id for each in self.situation.helpers} - {
            each.interpreter for each in others
        }
        return any(
            self.known.has_its_room(replace(one, room=room)) for room in (one.room, *rooms)
        ) and any(
            self.known.is_understood(replace(one, interpreter=helper))
            for helper in (one.interpreter, None, *helpers)
        )

    def best_exchange(self, lost: set[Pair]) -> tuple[Planned, Planned] | None:
        """A meeting that is lost and one that had better give way for it, with each other's seats;
        None if nobody would be spared by that."""
        best, most = None, 0
        for pair in sorted(lost):
            others = {company for each in lost - {pair} for company in each}
            for other in self.at_the_time_of(self.standing[pair]):
                spared = len(set(pair) - others) - len(set(other.pair) - others)
                if spared <= most or other.pair in lost or other.locked:
                    continue
                for saved, giving_way in _exchanges(self.standing[pair], other):
                    if self.known.can_be_held(saved):
                        best, most = (saved, giving_way), spared
        return best


def _exchanges(one: Planned, other: Planned) -> Iterator[tuple[Planned, Planned]]:
    """Two meetings of one time with each other's rooms, interpreters, or both."""
    for what in (("room",), ("interpreter",), ("room", "interpreter")):
        mine, theirs = ({name: getattr(each, name) for name in what} for each in (one, other))
        yield replace(one, **theirs), replace(other, **mine)
