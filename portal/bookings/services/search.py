"""Looking for a room and an interpreter in one slot, and for another one when the first is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.bookings import queries, rules
from portal.bookings.models import Booking, SlotOffer
from portal.consultations.models import Interpreter, Room, Slot
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text

# More losses in a row than any session has rooms: then something else is wrong.
MOST_TRIES = 250

# Lets offers lapse whose time is over, by their ids; says whether there was one among them.
Clear = Callable[[Iterable[int]], bool]


class Taken(Exception):
    """Some of the seats wanted are taken; `parties` says whose, and which offer keeps them."""

    def __init__(self, parties: dict[int, int | None]) -> None:
        super().__init__()
        self.parties = parties


@dataclass(frozen=True)
class Settled:
    """Somebody for whom nobody can stand in: what to say when a meeting or an offer has them."""

    busy: Text
    kept: Text


class Search:
    """The rooms and interpreters still worth trying in one slot."""

    def __init__(self, slot: Slot, clear: Clear, has_rooms: bool | None = None) -> None:
        self.clear = clear
        self.has_rooms = has_rooms
        self.consultation = slot.consultation
        self.span = slot.span
        self.gone: set[int] = set()
        self.tries = 0

    def room(self) -> Room | None:
        """The next room to try; None where rooms have no limit. Raises Conflict when none is.

        Rivals for the places of one slot each try another room, as long as there are several.
        """
        if self.has_rooms is None:
            self.has_rooms = queries.has_rooms(self.consultation)
        if not self.has_rooms:
            return None
        room = queries.free_room(
            self.consultation, self.span, but=self.gone, nobody_takes=True
        ) or queries.free_room(self.consultation, self.span, but=self.gone)
        if room is None:
            raise Conflict(rules.NO_ROOM_IS_FREE, field="slot")
        return room

    def interpreter(self, booking: Booking | SlotOffer, speak: dict[int, set[str]]) -> Interpreter:
        """The next interpreter to try. Raises Conflict when none is free."""
        one, other = speak[booking.korean_company.id], speak[booking.chinese_company.id]
        for who in queries.free_interpreters(self.consultation, self.span, one, other):
            if who.party_id not in self.gone:
                return who
        raise Conflict(rules.NO_INTERPRETER_IS_FREE, field="slot")

    def lost(self, parties: dict[int, int | None], settled: dict[int, Settled]) -> None:
        """Note who was busy. Raises Conflict when it is somebody who cannot be replaced.

        What an offer kept whose time is over is tried again.
        """
        if self.clear(offer for offer in parties.values() if offer is not None):
            return
        for party, who in settled.items():
            if party in parties:
                raise Conflict(who.busy if parties[party] is None else who.kept, field="slot")
        self.tries += 1
        if self.tries > MOST_TRIES:
            raise Conflict(rules.TRY_ANOTHER_TIME, field="slot")
        self.gone |= parties.keys()
