"""Where meetings go that lose their time or their room: as near to where they were as possible.

Pure: everything is given, nothing is asked. A meeting keeps its time when it can; otherwise it
moves to the nearest time that suits both companies, with a room and an interpreter. Before one is
given up, others that are on the move make way for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from portal.bookings.rules.agenda import Agenda
from portal.bookings.rules.board import Board, Outcome, Place, Uprooted
from portal.kernel.timespan import TimeSpan

# How many meetings may make way, one after the other, for one that found no place.
LONGEST_CHAIN = 4
# No meeting is put nearer to now than this, unless its own time is.
SHORTEST_WARNING = timedelta(hours=2)


def find_places(
    meetings: Sequence[Uprooted],
    board: Board,
    *,
    chosen: Mapping[int, datetime | None] | None = None,
    offer: int = 0,
) -> Outcome:
    """Find a place for each meeting; those that come first in the list have precedence.

    `chosen` are starts that somebody has chosen instead, None to give a meeting up; `offer` is how
    many other times to name for each.
    """
    chosen = chosen or {}
    placing = _Placing(board)
    unmet = frozenset(
        meeting.id
        for meeting in meetings
        if (start := chosen.get(meeting.id)) is not None and not placing.put_at(meeting, start)
    )
    open_ones = [each for each in meetings if each.id not in chosen or each.id in unmet]
    left = [each for each in open_ones if not placing.keep_time(each)]
    left.sort(key=placing.number_of_options)
    for meeting in left:
        _ = placing.put_nearest(meeting) or placing.make_way(meeting)
    return Outcome(
        places={meeting.id: placing.places.get(meeting.id) for meeting in meetings},
        unmet=unmet,
        elsewhere={meeting.id: placing.elsewhere(meeting, offer) for meeting in meetings},
    )


class _Placing:
    """The board while meetings are put on it."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.places: dict[int, Place] = {}
        self.meetings: dict[int, Uprooted] = {}
        self._by_start = {slot.starts_at: slot for slot in board.slots}
        self._agendas = {party: Agenda(spans) for party, spans in board.busy.items()}

    def _agenda(self, party: int) -> Agenda:
        return self._agendas.setdefault(party, Agenda())

    # ---- what is possible

    def place_at(
        self, meeting: Uprooted, slot: TimeSpan, but: Collection[int] = ()
    ) -> Place | None:
        """The place that a meeting would have in a slot; `but` are meetings that make way."""
        if not self._may_go_to(meeting, slot):
            return None
        if not all(self._agenda(company).is_free(slot, but) for company in meeting.companies):
            return None
        room = self._room(meeting, slot, but)
        if self.board.rooms is not None and room is None:
            return None
        interpreter = self._interpreter(meeting, slot, but)
        if interpreter is None and meeting.must_have_interpreter:
            return None
        return Place(slot, room, interpreter)

    def _may_go_to(self, meeting: Uprooted, slot: TimeSpan) -> bool:
        """Its own time a meeting may always keep; another must suit both and not be too near."""
        if slot.starts_at == meeting.span.starts_at:
            return True
        if slot.starts_at < self.board.now + max(SHORTEST_WARNING, self.board.notice):
            return False
        return not any(self._is_away(company, slot) for company in meeting.companies)

    def _is_away(self, party: int, slot: TimeSpan) -> bool:
        return any(span.overlaps(slot) for span in self.board.away.get(party, ()))

    def _rooms(self, meeting: Uprooted) -> Sequence[int]:
        """The rooms to try, its own first."""
        rooms = self.board.rooms or ()
        return sorted(rooms, key=lambda room: room != meeting.room)

    def _room(self, meeting: Uprooted, slot: TimeSpan, but: Collection[int]) -> int | None:
        free = (room for room in self._rooms(meeting) if self._agenda(room).is_free(slot, but))
        return next(free, None)

    def _interpreters(self, meeting: Uprooted, slot: TimeSpan) -> list[int]:
        """Who could interpret it then if nobody needed them elsewhere; its own first."""
        if meeting.interpreter is None:
            return []
        own_time = slot.starts_at == meeting.span.starts_at
        return [
            who
            for who in (meeting.interpreter, *meeting.stand_ins)
            if (own_time and who == meeting.interpreter) or not self._is_away(who, slot)
        ]

    def _interpreter(self, meeting: Uprooted, slot: TimeSpan, but: Collection[int]) -> int | None:
        able = self._interpreters(meeting, slot)
        return next((who for who in able if self._agenda(who).is_free(slot, but)), None)

    def _options(self, meeting: Uprooted, but: Collection[int] = ()) -> list[Place]:
        """Every place that is free for a meeting, the best first."""
        found = [self.place_at(meeting, slot, but) for slot in self.board.slots]
        return sorted(
            (place for place in found if place is not None),
            key=lambda place: self._cost(meeting, place),
        )

    def _cost(self, meeting: Uprooted, place: Place) -> tuple[bool, bool, timedelta, datetime]:
        """What makes a place worse: no interpreter, too much in a row, a time further away."""
        strained = any(
            self.board.strains(self._agenda(company).spans({meeting.id}), place.span)
            for company in meeting.companies
        )
        return _lacks(meeting, place), strained, *_distance(meeting, place.span)

    # ---- what is done

    def put_at(self, meeting: Uprooted, start: datetime) -> bool:
        """Put a meeting where somebody wants it; says whether it went there."""
        slot = self._by_start.get(start)
        place = self.place_at(meeting, slot) if slot else None
        if place is not None:
            self._put(meeting, place)
        return place is not None

    def keep_time(self, meeting: Uprooted) -> bool:
        """Leave a meeting at its own start if it can go on there as before."""
        slot = self._by_start.get(meeting.span.starts_at)
        place = self.place_at(meeting, slot) if slot else None
        if place is None or _lacks(meeting, place):
            return False
        self._put(meeting, place)
        return True

    def put_nearest(self, meeting: Uprooted) -> bool:
        options = self._options(meeting)
        if options:
            self._put(meeting, options[0])
        return bool(options)

    def make_way(
        self, meeting: Uprooted, depth: int = LONGEST_CHAIN, fixed: frozenset[int] = frozenset()
    ) -> bool:
        """Put a meeting where others of the list are who can go elsewhere instead."""
        fixed |= {meeting.id}
        for slot in sorted(self.board.slots, key=lambda slot: _distance(meeting, slot)):
            blocking = self._blocking(meeting, slot)
            if not blocking or blocking & fixed or len(blocking) > depth:
                continue
            place = self.place_at(meeting, slot, but=blocking)
            if place is not None and self._swap(meeting, place, blocking, depth, fixed):
                return True
        return False

    def _swap(
        self,
        meeting: Uprooted,
        place: Place,
        blocking: frozenset[int],
        depth: int,
        fixed: frozenset[int],
    ) -> bool:
        """Put a meeting there and find new places for those who make way; all or nothing."""
        before = dict(self.places)
        for id in blocking:
            self._take(self.meetings[id])
        self._put(meeting, place)
        for id in sorted(blocking):
            other = self.meetings[id]
            left = depth - len(blocking)
            if not (self.put_nearest(other) or self.make_way(other, left, fixed | blocking)):
                self._restore(before)
                return False
        return True

    def _restore(self, places: Mapping[int, Place]) -> None:
        for id in list(self.places):
            self._take(self.meetings[id])
        for id, place in places.items():
            self._put(self.meetings[id], place)

    def _blocking(self, meeting: Uprooted, slot: TimeSpan) -> frozenset[int]:
        """Which meetings of the list keep this one from a slot; none where something fixed does."""
        if not self._may_go_to(meeting, slot):
            return frozenset()
        found: set[int | None] = set()
        for company in meeting.companies:
            found |= self._agenda(company).holders(slot)
        if self.board.rooms is not None:
            found |= self._holders_of_one(self._rooms(meeting), slot, found)
        if meeting.must_have_interpreter:
            found |= self._holders_of_one(self._interpreters(meeting, slot), slot, found)
        return frozenset() if None in found else frozenset(id for id in found if id is not None)

    def _holders_of_one(
        self, parties: Iterable[int], slot: TimeSpan, leave: Collection[int | None]
    ) -> set[int | None]:
        """Who must make way so that one of these parties is free, when `leave` do anyway."""
        every = [self._agenda(party).holders(slot) for party in parties]
        movable = [holders - set(leave) for holders in every if None not in holders]
        return min(movable, key=len, default={None})

    def _put(self, meeting: Uprooted, place: Place) -> None:
        self.meetings[meeting.id] = meeting
        self.places[meeting.id] = place
        for party in _parties(meeting, place):
            self._agenda(party).take(place.span, meeting.id)

    def _take(self, meeting: Uprooted) -> None:
        place = self.places.pop(meeting.id)
        for party in _parties(meeting, place):
            self._agenda(party).give_up(place.span, meeting.id)

    # ---- what is told

    def number_of_options(self, meeting: Uprooted) -> int:
        return len(self._options(meeting))

    def elsewhere(self, meeting: Uprooted, most: int) -> tuple[TimeSpan, ...]:
        """The nearest other times that a meeting could have now."""
        if not most:
            return ()
        place = self.places.get(meeting.id)
        options = self._options(meeting, but={meeting.id})
        return tuple(each.span for each in options if not place or each.span != place.span)[:most]


def _lacks(meeting: Uprooted, place: Place) -> bool:
    return meeting.interpreter is not None and place.interpreter is None


def _distance(meeting: Uprooted, slot: TimeSpan) -> tuple[timedelta, datetime]:
    return abs(slot.starts_at - meeting.span.starts_at), slot.starts_at


def _parties(meeting: Uprooted, place: Place) -> Iterable[int]:
    yield from meeting.companies
    if place.room is not None:
        yield place.room
    if place.interpreter is not None:
        yield place.interpreter
