"""What keeps a pair from a slot though both are free: it has begun, no room, no interpreter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.bookings import rules
from portal.bookings.models import Booking, Seat, SlotOffer
from portal.bookings.queries.people import languages_of
from portal.companies.models import Company
from portal.consultations import queries as consultations
from portal.consultations.models import ConsultationSession, Interpreter, Room, Slot
from portal.consultations.rules import Duty, Hours, why_not_at
from portal.infra.db import columns_of, session
from portal.infra.remembered import remembered_calmly
from portal.kernel import clock
from portal.kernel.languages import Text
from portal.kernel.timespan import TimeSpan


def overlaps(span: TimeSpan) -> sa.ColumnElement[bool]:
    """Seats that keep their party busy at some moment of a span."""
    return sa.and_(Seat.starts_at < span.ends_at, Seat.ends_at > span.starts_at)


def keeps_busy(span: TimeSpan) -> sa.ColumnElement[bool]:
    """Such seats, but for those of an offer that has expired before the worker came to it."""
    lives = sa.select(SlotOffer.id).where(SlotOffer.expires_at > clock.now())
    return sa.and_(overlaps(span), sa.or_(Seat.offer_id.is_(None), Seat.offer_id.in_(lives)))


def but_for(booking: Booking) -> sa.ColumnElement[bool]:
    """All seats but this booking's own; those of offers belong to no booking."""
    return Seat.booking_id.is_distinct_from(booking.id)


# The same for statements that are made once and then given `then(…)`, since making one takes longer
# than asking the database.
_seat, _offer = map(columns_of, (Seat, SlotOffer))
BUSY_THEN = (
    _seat.starts_at < sa.bindparam("until"),
    _seat.ends_at > sa.bindparam("since"),
    sa.or_(
        _seat.offer_id.is_(None),
        _seat.offer_id.in_(sa.select(_offer.id).where(_offer.expires_at > sa.bindparam("now"))),
    ),
    _seat.booking_id.is_distinct_from(sa.bindparam("but")),
)
_NO_BOOKING = 0


def then(span: TimeSpan, *, but: Booking | None = None) -> dict[str, Any]:
    """What `BUSY_THEN` is asked with: the span, and a booking whose own seats do not count."""
    return {
        "since": span.starts_at,
        "until": span.ends_at,
        "now": clock.now(),
        "but": _NO_BOOKING if but is None else but.id,
    }


_OWN_ROOMS = (Room.consultation_id == sa.bindparam("consultation"), Room.gone_at.is_(None))
_NUMBER_OF_ROOMS = sa.select(sa.func.count()).where(*_OWN_ROOMS)


@remembered_calmly
def number_of_rooms(consultation_id: int) -> int:
    """How many numbered rooms a session has; 0 where they have no limit."""
    return session.scalar(_NUMBER_OF_ROOMS, {"consultation": consultation_id}) or 0


_TAKEN = (
    sa.select(_seat.starts_at, _seat.ends_at, sa.func.count())
    .where(*BUSY_THEN)
    .group_by(_seat.starts_at, _seat.ends_at)
)
_ROOMS_TAKEN = _TAKEN.where(Seat.party_id.in_(sa.select(Room.party_id).where(*_OWN_ROOMS)))
_PARTIES_TAKEN = sa.select(Seat.party_id, Seat.starts_at, Seat.ends_at).where(
    Seat.party_id.in_(sa.bindparam("parties", expanding=True)), *BUSY_THEN
)


class Hindrances:
    """What lies with neither company: a time that has begun, rooms, interpreters."""

    def __init__(
        self,
        consultation: ConsultationSession,
        one: Company,
        other: Company,
        whole: TimeSpan,
        moving: Booking | None,
    ) -> None:
        here = {"consultation": consultation.id}
        self.rooms = number_of_rooms(consultation.id)
        self.rooms_taken = _taken(_ROOMS_TAKEN, whole, moving, here) if self.rooms else []
        # Who could interpret, by party, by which rules, and when they are busy; None where nobody
        # needs to.
        self.interpreters: dict[int, Duty] | None = None
        self.interpreters_taken: dict[int, list[TimeSpan]] = {}
        # The hours of whoever comes along with a meeting that moves.
        self.hours: Collection[Hours] = ()
        if moving is not None and moving.interpreter is not None:
            self.hours = consultations.hours_of(moving.interpreter, [consultation])[consultation.id]
        if consultation.needs_interpreter:
            self._read_interpreters(consultation, one, other, whole, moving)

    def _read_interpreters(
        self,
        consultation: ConsultationSession,
        one: Company,
        other: Company,
        whole: TimeSpan,
        moving: Booking | None,
    ) -> None:
        languages = languages_of(consultation, (one, other))
        if rules.common_language(languages[one.id], languages[other.id]):
            return
        able = [
            who
            for who in consultations.interpreters_of(consultation)
            if who.interprets_between(languages[one.id], languages[other.id])
        ]
        duties = consultations.duties_in(consultation, able)
        self.interpreters = {who.party_id: duties[who.id] for who in able}
        self.interpreters_taken = meetings_near(able, whole, but=moving)

    def why_not(self, slot: Slot, now: datetime) -> Text | None:
        if rules.why_not_in_slot(slot.starts_at, now):
            return Text("Has begun already")
        if self.rooms and _at(slot, self.rooms_taken) >= self.rooms:
            return Text("No room is free")
        if self.hours and why_not_at(self.hours, slot.span):
            return Text("The interpreter is not there")
        if self.interpreters is not None and not self._somebody_interprets(slot.span):
            return Text("No interpreter is free")
        return None

    def _somebody_interprets(self, span: TimeSpan) -> bool:
        taken = self.interpreters_taken
        return any(
            not any(each.overlaps(span) for each in taken.get(party, ()))
            and not duty.why_not(span, taken.get(party, ()))
            for party, duty in (self.interpreters or {}).items()
        )


A_DAY = timedelta(days=1)


def meetings_near(
    interpreters: Iterable[Interpreter], span: TimeSpan, *, but: Booking | None = None
) -> dict[int, list[TimeSpan]]:
    """What keeps these interpreters busy within a day of a span, in any session, by their party."""
    near = TimeSpan(span.starts_at - A_DAY, span.ends_at + A_DAY)
    parties = [who.party_id for who in interpreters]
    found: dict[int, list[TimeSpan]] = {}
    for party, since, until in session.execute(
        _PARTIES_TAKEN, then(near, but=but) | {"parties": parties}
    ):
        found.setdefault(party, []).append(TimeSpan(since, until))
    return found


def _taken(
    query: sa.Select[*tuple[Any, ...]], span: TimeSpan, but: Booking | None, whose: dict[str, Any]
) -> list[tuple[TimeSpan, int]]:
    """How many of these parties are busy in each span that occurs."""
    rows = session.execute(query, then(span, but=but) | whose)
    return [(TimeSpan(starts, ends), number) for starts, ends, number in rows]


def _at(slot: Slot, taken: list[tuple[TimeSpan, int]]) -> int:
    return sum(number for span, number in taken if span.overlaps(slot.span))
