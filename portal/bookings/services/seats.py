"""Taking and giving up seats. The database decides who gets them; nothing is checked before.

Everybody in a meeting and its room take their seats in one statement, in the order of party ids,
so that rivals wait for each other in one direction only. Whoever loses is told who was busy; a
lost room or interpreter is replaced by the next free one first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Person
from portal.bookings import queries, rules
from portal.bookings.models import Booking, Seat
from portal.companies.models import Company
from portal.consultations.models import Interpreter, Room, Slot
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text, Wording
from portal.kernel.timespan import TimeSpan

OVERLAP = "seat_no_overlap"
PAIR = "uq_booking_pair"
FORM = "uq_booking_form_key"
CODE = "uq_booking_consultation_id_code"
# More losses in a row than any session has rooms: then something else is wrong.
MOST_TRIES = 250


class _Taken(Exception):
    """Some of the seats wanted are taken; `parties` says whose."""

    def __init__(self, parties: set[int]) -> None:
        super().__init__()
        self.parties = parties


class _CodeTaken(Exception):
    """Another booking of the session has the same code; a new one will do."""


def must_be_usable(
    slot: Slot, companies: tuple[Company, ...], notice: timedelta = timedelta(0)
) -> None:
    """Raises Conflict when a slot has begun or is gone, or one of the companies cannot use it.

    `notice` is how long before its start whoever acts must book it.
    """
    if why_not := rules.why_not_in_slot(slot.starts_at, clock.now(), notice):
        raise Conflict(why_not, field="slot")
    found = queries.slot_now(slot, companies)
    if found.gone:
        raise Conflict(rules.SLOT_IS_GONE, field="slot")
    for company in companies:
        if company.id in found.unavailable_to:
            raise Conflict(rules.is_unavailable(company.name), field="slot")


def place(make: Callable[[], Booking], slot: Slot, *, speak: dict[int, set[str]]) -> Booking:
    """Save a new booking with its seats, its room, and its interpreter where one is required.

    `make` makes the booking anew for each try; `speak` are the languages of its companies.
    Raises Conflict when a company is busy, the pair meets already, or nothing is left.
    """
    search = _Search(slot)
    while True:
        booking = make()
        booking.slot = slot
        booking.room = search.room()
        if booking.interpreter_wanted and slot.consultation.needs_interpreter:
            booking.interpreter = search.interpreter(booking, speak)
        parties = _parties(booking, booking.room, booking.interpreter)
        try:
            with _attempt(parties, slot.span):
                session.add(booking)
                session.flush()
                _add_seats(booking, parties, slot.span)
        except _CodeTaken:
            continue
        except _Taken as taken:
            search.lost(taken.parties, _companies(booking))
        else:
            return booking


def replace(booking: Booking, slot: Slot) -> None:
    """Move a booking's seats to another slot, and to another room when its own is taken there.

    All or nothing: whoever loses keeps the old seats. Raises Conflict.
    """
    search = _Search(slot)
    interpreter = booking.interpreter
    settled = _companies(booking)
    if interpreter is not None:
        settled[interpreter.party_id] = rules.interpreter_is_busy(name_of(interpreter.person))
    room = booking.room or search.room()
    while True:
        parties = _parties(booking, room, interpreter)
        try:
            with _attempt(parties, slot.span, but=booking):
                give_up(booking)
                booking.slot = slot
                booking.room = room
                session.flush()
                _add_seats(booking, parties, slot.span)
        except _Taken as taken:
            search.lost(taken.parties, settled)
            room = search.room()
        else:
            return


def seat_interpreter(booking: Booking, interpreter: Interpreter) -> None:
    """Seat an interpreter at a booking, in place of whoever was. Raises Conflict when busy."""
    span = booking.slot.span
    try:
        with _attempt([interpreter.party_id], span, but=booking):
            _delete_interpreters_seat(booking)
            booking.interpreter = interpreter
            session.flush()
            _add_seats(booking, [interpreter.party_id], span)
    except _Taken:
        busy = rules.interpreter_is_busy(name_of(interpreter.person))
        raise Conflict(busy, field="interpreter") from None


def unseat_interpreter(booking: Booking) -> None:
    """Give up the interpreter's seat at a booking."""
    _delete_interpreters_seat(booking)
    booking.interpreter = None
    session.flush()


def give_up(booking: Booking) -> None:
    """Give up every seat of a booking; others may take them at once."""
    session.execute(sa.delete(Seat).where(Seat.booking_id == booking.id))


def name_of(person: Person) -> Wording:
    """A person's name for whoever reads it: in their own script, else in Latin letters."""
    return Wording.of({"en": person.name_latin, person.side.language.value: person.name})


class _Search:
    """The rooms and interpreters still worth trying in one slot."""

    def __init__(self, slot: Slot) -> None:
        self.consultation = slot.consultation
        self.span = slot.span
        self.gone: set[int] = set()
        self.tries = 0

    def room(self) -> Room | None:
        """The next room to try; None where rooms have no limit. Raises Conflict when none is.

        Rivals for the places of one slot each try another room, as long as there are several.
        """
        if not queries.has_rooms(self.consultation):
            return None
        room = queries.free_room(
            self.consultation, self.span, but=self.gone, nobody_takes=True
        ) or queries.free_room(self.consultation, self.span, but=self.gone)
        if room is None:
            raise Conflict(rules.NO_ROOM_IS_FREE, field="slot")
        return room

    def interpreter(self, booking: Booking, speak: dict[int, set[str]]) -> Interpreter:
        """The next interpreter to try. Raises Conflict when none is free."""
        one, other = speak[booking.korean_company.id], speak[booking.chinese_company.id]
        for who in queries.free_interpreters(self.consultation, self.span, one, other):
            if who.party_id not in self.gone:
                return who
        raise Conflict(rules.NO_INTERPRETER_IS_FREE, field="slot")

    def lost(self, parties: set[int], settled: dict[int, Text]) -> None:
        """Note who was busy. Raises Conflict when it is somebody who cannot be replaced."""
        for party, sentence in settled.items():
            if party in parties:
                raise Conflict(sentence, field="slot")
        self.tries += 1
        if self.tries > MOST_TRIES:
            raise Conflict(rules.TRY_ANOTHER_TIME, field="slot")
        self.gone |= parties


@contextmanager
def _attempt(
    parties: Sequence[int], span: TimeSpan, *, but: Booking | None = None
) -> Iterator[None]:
    """A savepoint in which these parties take seats; what the database refuses is undone and told.

    `but` is the booking that moves: its own old seats are no reason.
    """
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError as error:
        names = db.violated(error)
        if OVERLAP in names:
            raise _Taken(queries.busy_parties(parties, span, but=but)) from error
        if PAIR in names:
            raise Conflict(rules.PAIR_MEETS_ALREADY) from error
        if FORM in names:
            raise Conflict(rules.FORM_WAS_USED) from error
        if CODE in names:
            raise _CodeTaken from error
        raise


def _companies(booking: Booking) -> dict[int, Text]:
    """The parties that nobody can stand in for, each with what to say when it is busy."""
    return {
        company.party_id: rules.is_busy(company.name)
        for company in (booking.korean_company, booking.chinese_company)
    }


def _parties(booking: Booking, room: Room | None, interpreter: Interpreter | None) -> list[int]:
    """Everybody and everything that a booking keeps busy, in the fixed order."""
    parties = [booking.korean_company.party_id, booking.chinese_company.party_id]
    parties += [extra.party_id for extra in (room, interpreter) if extra is not None]
    return sorted(parties)


def _add_seats(booking: Booking, parties: Sequence[int], span: TimeSpan) -> None:
    session.execute(
        sa.insert(Seat),
        [
            {
                "party_id": party,
                "booking_id": booking.id,
                "starts_at": span.starts_at,
                "ends_at": span.ends_at,
            }
            for party in parties
        ],
    )


def _delete_interpreters_seat(booking: Booking) -> None:
    if booking.interpreter is not None:
        session.execute(
            sa.delete(Seat).where(
                Seat.booking_id == booking.id, Seat.party_id == booking.interpreter.party_id
            )
        )
