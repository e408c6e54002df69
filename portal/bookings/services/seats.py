"""Taking and giving up seats. The database decides who gets them; nothing is checked before.

Everybody in a meeting and its room take their seats in one statement, in the order of party ids,
so that rivals wait for each other in one direction only. Whoever loses is told who was busy; a
lost room or interpreter is replaced by the next free one first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Person
from portal.bookings import queries, rules
from portal.bookings.models import Booking, Seat, SlotOffer
from portal.bookings.queries import SlotNow
from portal.bookings.services.search import Clear, Search, Settled, Taken
from portal.companies.models import Company
from portal.consultations.models import Interpreter, Room, Slot
from portal.infra import db, rows
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict
from portal.kernel.languages import Wording
from portal.kernel.timespan import TimeSpan

OVERLAP = "seat_no_overlap"
GONE = "slot_is_gone"
# Whatever owns seats, with the companies, the room and the interpreter that they are for.
Owner = TypeVar("Owner", Booking, SlotOffer)


class _CodeTaken(Exception):
    """Another booking of the session has the same code; a new one will do."""


def must_be_usable(
    slot: Slot,
    companies: tuple[Company, ...],
    notice: timedelta = timedelta(0),
    *,
    now: SlotNow | None = None,
) -> None:
    """Raises Conflict when a slot has begun or is gone, or one of the companies cannot use it.

    `notice` is how long before its start it must be booked; `now` what is known of the slot.
    """
    found = now or queries.slot_now(slot, companies)
    why_not = rules.why_not_in_slot(slot.starts_at, clock.now(), notice)
    if why_not or found.gone:
        raise Conflict(why_not or rules.SLOT_IS_GONE, field="slot")
    for company in companies:
        if company.id in found.unavailable_to:
            raise Conflict(rules.is_unavailable(company.name), field="slot")


def place(
    make: Callable[[], Owner],
    slot: Slot,
    *,
    speak: dict[int, set[str]],
    clear: Clear = lambda _: False,
    has_rooms: bool | None = None,
) -> Owner:
    """Save a new booking or offer with its seats, room, and interpreter where one is required.

    `make` makes it anew for each try; `speak` are the languages of its companies; `has_rooms` says
    whether the session has rooms, where that is known. Raises Conflict when a company is busy, the
    pair meets already, or nothing is left.
    """
    search = Search(slot, clear, has_rooms)
    while True:
        made = make()
        made.slot = slot
        made.room = search.room()
        if made.interpreter_wanted and slot.consultation.needs_interpreter:
            made.interpreter = search.interpreter(made, speak)
        parties = _parties(made, made.room, made.interpreter)
        try:
            _save_with_seats(made, parties)
        except _CodeTaken:
            continue
        except Taken as taken:
            search.lost(taken.parties, _companies(made))
        else:
            return made


def _save_with_seats(made: Booking | SlotOffer, parties: Sequence[int]) -> None:
    """Save something new with its seats; where the database refuses it, nothing of it is left."""
    _save(made)
    seats = _seats(made, parties, made.slot.span)
    if rows.insert_unless_taken(Seat, seats, "party_id", trigger=OVERLAP) != set(parties):
        give_up(made)
        rows.unsave(made)
        raise Taken(queries.seats_taken(parties, made.slot.span))


def _save(made: Booking | SlotOffer) -> None:
    """Save something new without its seats. Raises Conflict and _CodeTaken."""
    try:
        if rows.save_unless_taken(made):
            return
    except IntegrityError as error:
        if GONE in db.violated(error):
            raise Conflict(rules.SLOT_IS_GONE, field="slot") from error
        raise
    if isinstance(made, SlotOffer):
        raise Conflict(rules.OFFERED_ALREADY)
    taken = queries.already_taken(made)
    if taken.pair:
        raise Conflict(rules.PAIR_MEETS_ALREADY)
    if taken.form:
        raise Conflict(rules.FORM_WAS_USED)
    if taken.code:
        raise _CodeTaken
    raise RuntimeError("a booking is refused, and nothing is in its way")


def take_over(offer: SlotOffer, make: Callable[[], Booking]) -> Booking:
    """Save a booking that takes over an offer's slot and seats; they are never free in between.

    Raises Conflict when the pair meets already.
    """
    while True:
        booking = make()
        booking.slot, booking.room, booking.interpreter = offer.slot, offer.room, offer.interpreter
        try:
            _save(booking)
        except _CodeTaken:
            continue
        session.execute(
            sa.update(Seat)
            .where(Seat.offer_id == offer.id)
            .values(booking_id=booking.id, offer_id=None)
        )
        return booking


def replace(booking: Booking, slot: Slot, *, clear: Clear = lambda _: False) -> None:
    """Move a booking's seats to another slot, and to another room when its own is taken there.

    All or nothing: whoever loses keeps the old seats. Raises Conflict.
    """
    search = Search(slot, clear)
    interpreter = booking.interpreter
    settled = _companies(booking)
    if interpreter is not None:
        busy = rules.interpreter_is_busy(name_of(interpreter.person))
        settled[interpreter.party_id] = Settled(busy, busy)
        if queries.why_not_there(interpreter, slot, but=booking):
            raise Conflict(rules.interpreter_is_away(name_of(interpreter.person)), field="slot")
    room = booking.room or search.room()
    while True:
        parties = _parties(booking, room, interpreter)
        try:
            with _attempt(parties, slot.span, but=booking):
                give_up(booking)
                booking.move_to(slot)
                booking.room = room
                session.flush()
                _add_seats(booking, parties, slot.span)
        except Taken as taken:
            search.lost(taken.parties, settled)
            room = search.room()
        else:
            return


@dataclass(frozen=True)
class Destination:
    """Where a booking goes: its slot, room and interpreter, as far as it has them."""

    booking: Booking
    slot: Slot
    room: Room | None
    interpreter: Interpreter | None


def settle(bookings: Sequence[Destination]) -> None:
    """Give bookings new slots, rooms and interpreters, all in one step, so that they may swap.

    Raises Conflict when somebody else has taken a seat in the meantime.
    """
    session.execute(
        sa.delete(Seat).where(Seat.booking_id.in_([each.booking.id for each in bookings]))
    )
    seats: list[dict[str, Any]] = []
    for each in bookings:
        each.booking.move_to(each.slot)
        each.booking.room = each.room
        each.booking.interpreter = each.interpreter
        parties = _parties(each.booking, each.room, each.interpreter)
        seats += _seats(each.booking, parties, each.slot.span)
    session.flush()
    seats.sort(key=lambda seat: (seat["party_id"], seat["starts_at"]))
    with db.refusing({OVERLAP: rules.TRY_ANOTHER_TIME, GONE: rules.SLOT_IS_GONE}):
        rows.insert(Seat, seats)


def seat_interpreter(booking: Booking, interpreter: Interpreter) -> None:
    """Seat an interpreter at a booking, in place of whoever was. Raises Conflict when busy."""
    span = booking.slot.span
    try:
        with _attempt([interpreter.party_id], span, but=booking):
            _delete_interpreters_seat(booking)
            booking.interpreter = interpreter
            session.flush()
            _add_seats(booking, [interpreter.party_id], span)
    except Taken:
        busy = rules.interpreter_is_busy(name_of(interpreter.person))
        raise Conflict(busy, field="interpreter") from None


def unseat_interpreter(booking: Booking) -> None:
    """Give up the interpreter's seat at a booking."""
    _delete_interpreters_seat(booking)
    booking.interpreter = None
    session.flush()


def give_up(owner: Booking | SlotOffer) -> None:
    """Give up every seat of a booking or an offer; others may take them at once."""
    column = Seat.booking_id if isinstance(owner, Booking) else Seat.offer_id
    session.execute(sa.delete(Seat).where(column == owner.id))


def name_of(person: Person) -> Wording:
    """A person's name for whoever reads it: in their own script, else in Latin letters."""
    return Wording.of({"en": person.name_latin, person.side.language.value: person.name})


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
        if OVERLAP in db.violated(error):
            raise Taken(queries.seats_taken(parties, span, but=but)) from error
        if GONE in db.violated(error):
            raise Conflict(rules.SLOT_IS_GONE, field="slot") from error
        raise


def _companies(booking: Booking | SlotOffer) -> dict[int, Settled]:
    return {
        company.party_id: Settled(rules.is_busy(company.name), rules.is_kept(company.name))
        for company in (booking.korean_company, booking.chinese_company)
    }


def _parties(
    booking: Booking | SlotOffer, room: Room | None, interpreter: Interpreter | None
) -> list[int]:
    """Everybody and everything that is kept busy, in the fixed order."""
    parties = [booking.korean_company.party_id, booking.chinese_company.party_id]
    parties += [extra.party_id for extra in (room, interpreter) if extra is not None]
    return sorted(parties)


def _add_seats(owner: Booking | SlotOffer, parties: Sequence[int], span: TimeSpan) -> None:
    rows.insert(Seat, _seats(owner, parties, span))


def _seats(
    owner: Booking | SlotOffer, parties: Sequence[int], span: TimeSpan
) -> list[dict[str, Any]]:
    column = "booking_id" if isinstance(owner, Booking) else "offer_id"
    return [
        {
            "party_id": party,
            column: owner.id,
            "starts_at": span.starts_at,
            "ends_at": span.ends_at,
        }
        for party in parties
    ]


def _delete_interpreters_seat(booking: Booking) -> None:
    if booking.interpreter is not None:
        session.execute(
            sa.delete(Seat).where(
                Seat.booking_id == booking.id, Seat.party_id == booking.interpreter.party_id
            )
        )
