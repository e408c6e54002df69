"""Many meetings made, moved and called off in one step, as a published timetable has them.

The seats decide, as for every single booking: whoever has taken one in the meantime keeps it, and
nothing at all is changed. Everybody concerned gets one message about all that is new for them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import User
from portal.bookings import notifications, queries, rules
from portal.bookings.models import Booking, Seat
from portal.bookings.notifications import Arranged, News
from portal.bookings.services import offers, seats
from portal.bookings.services.acting import must_run
from portal.bookings.services.seats import Destination
from portal.bookings.states import BookingState
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Interpreter, Room, Slot
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock, identifiers
from portal.kernel.errors import Conflict

PAIR = "uq_booking_pair"


@dataclass(frozen=True)
class NewMeeting:
    """A meeting to be made, with what it is about."""

    korean: Company
    chinese: Company
    slot: Slot
    room: Room | None
    interpreter: Interpreter | None
    subject: str
    profile_id: int | None = None


@dataclass(frozen=True)
class Arrangement:
    """What is to become of the meetings of a session; what is not named stays as it is."""

    made: Sequence[NewMeeting] = ()
    moved: Sequence[Destination] = ()
    dropped: Sequence[Booking] = ()


@dataclass
class _Before:
    """How a meeting was."""

    starts_at: datetime
    room: int | None
    interpreter: Interpreter | None


@dataclass
class _Done:
    """What was done: for those who are told, for the trail, and whose time was freed."""

    news: list[News] = field(default_factory=list)
    entries: list[tuple[str, audit.Recorded, dict[str, Any]]] = field(default_factory=list)
    freed: set[Company] = field(default_factory=set)


def arrange(
    consultation: ConsultationSession, arrangement: Arrangement, *, by: User, reason: str
) -> list[Booking]:
    """Make, move and call off meetings, all or none; says which are new.

    Raises NotAllowed, and Conflict when somebody has taken a seat or a pair meets already.
    """
    must_run(consultation, by)
    if consultation.phase not in rules.COORDINATORS_MAY_PLACE:
        raise Conflict(rules.BOOKING_IS_OVER)
    was = {
        each.booking.id: _Before(
            each.booking.slot.starts_at, _number(each.booking.room), each.booking.interpreter
        )
        for each in arrangement.moved
    }
    done = _Done()
    _drop(arrangement.dropped, done)
    made = _made(consultation, arrangement.made)
    seats.settle([*arrangement.moved, *(_as_destination(each) for each in made)])
    for booking in made:
        done.entries.append(("meeting booked", booking, {"side": None}))
        done.news.append(News(Arranged.BOOKED, booking))
    for each in arrangement.moved:
        _note_moved(each.booking, was[each.booking.id], done)
    session.flush()
    audit.record_all(done.entries, by=by, reason=reason or None)
    notifications.meetings_arranged(consultation, done.news, reason)
    if done.freed:
        offers.offer_freed(consultation, companies=done.freed)
    return made


def _drop(bookings: Sequence[Booking], done: _Done) -> None:
    """Call meetings off, and give up their seats in one statement."""
    for booking in bookings:
        booking.state = BookingState.CANCELLED
        booking.calendar_sequence += 1
        done.entries.append(("meeting cancelled", booking, {"side": None}))
        done.news.append(News(Arranged.CANCELLED, booking))
        done.freed |= {booking.korean_company, booking.chinese_company}
    session.execute(sa.delete(Seat).where(Seat.booking_id.in_([each.id for each in bookings])))


def _made(consultation: ConsultationSession, meetings: Sequence[NewMeeting]) -> list[Booking]:
    """The new bookings, saved without seats. Raises Conflict when a pair meets already."""
    if not meetings:
        return []
    companies = {
        company.id: company for each in meetings for company in (each.korean, each.chinese)
    }
    speak = queries.languages_of(consultation, list(companies.values()))
    codes = _new_codes(consultation, len(meetings))
    made = [
        Booking(
            consultation=consultation,
            code=code,
            korean_company=each.korean,
            chinese_company=each.chinese,
            slot=each.slot,
            room=each.room,
            interpreter=each.interpreter,
            subject=each.subject,
            profile_id=each.profile_id,
            interpreter_wanted=rules.common_language(speak[each.korean.id], speak[each.chinese.id])
            is None,
            booked_at=clock.now(),
        )
        for each, code in zip(meetings, codes, strict=True)
    ]
    with db.refusing({PAIR: rules.PAIR_MEETS_ALREADY, seats.GONE: rules.SLOT_IS_GONE}):
        session.add_all(made)
        session.flush()
    return made


def _new_codes(consultation: ConsultationSession, number: int) -> list[str]:
    """So many codes that no meeting of the session has."""
    taken = set(
        session.scalars(sa.select(Booking.code).where(Booking.consultation_id == consultation.id))
    )
    found: dict[str, None] = {}
    while len(found) < number:
        code = identifiers.code()
        if code not in taken:
            found[code] = None
    return list(found)


def _as_destination(booking: Booking) -> Destination:
    return Destination(booking, booking.slot, booking.room, booking.interpreter)


def _note_moved(booking: Booking, was: _Before, done: _Done) -> None:
    """Write into a meeting's history what became of it, and who is to be told."""
    booking.calendar_sequence += 1
    has_moved = booking.slot.starts_at != was.starts_at
    details: dict[str, Any] = {}
    if has_moved:
        details["before"] = was.starts_at.isoformat()
        details["after"] = booking.slot.starts_at.isoformat()
    if _number(booking.room) != was.room:
        details["room"] = [was.room, _number(booking.room)]
    verb = "meeting moved" if has_moved else "meeting changed"
    done.entries.append((verb, booking, {"side": None} | details))
    kind = Arranged.MOVED if has_moved else Arranged.CHANGED
    done.news.append(News(kind, booking, was.starts_at, was.interpreter))
    if has_moved:
        done.freed |= {booking.korean_company, booking.chinese_company}


def _number(room: Room | None) -> int | None:
    return room.number if room else None


def hold_meetings(consultation: ConsultationSession) -> Collection[int]:
    """Keep others from changing the meetings of a session until the transaction ends."""
    return set(
        session.scalars(
            sa.select(Booking.id)
            .where(
                Booking.consultation_id == consultation.id,
                Booking.state == BookingState.CONFIRMED,
            )
            .order_by(Booking.id)
            .with_for_update()
        )
    )
