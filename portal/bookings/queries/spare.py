"""The rooms and interpreters of a session that nothing keeps busy in a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.bookings.models import Booking, Seat
from portal.bookings.queries.hindrances import but_for, keeps_busy, meetings_near
from portal.consultations import queries as consultations
from portal.consultations.models import ConsultationSession, Interpreter, Room
from portal.infra.db import session
from portal.kernel.languages import Text
from portal.kernel.timespan import TimeSpan


def has_rooms(consultation: ConsultationSession) -> bool:
    """Whether a session has numbered rooms; without them there is no limit."""
    return bool(
        session.scalar(
            sa.select(
                sa.exists().where(Room.consultation_id == consultation.id, Room.gone_at.is_(None))
            )
        )
    )


def free_room(
    consultation: ConsultationSession,
    span: TimeSpan,
    *,
    but: Collection[int] = (),
    nobody_takes: bool = False,
) -> Room | None:
    """The first free room of a session; `but` are parties of rooms that were just lost.

    With `nobody_takes` it is one that no rival is taking at this moment; they leave it alone, too.
    """
    query = (
        sa.select(Room)
        .where(
            Room.consultation_id == consultation.id,
            Room.gone_at.is_(None),
            Room.party_id.not_in(list(but)),
            ~_has_seat(Room.party_id, span),
        )
        .order_by(Room.number)
        .limit(1)
    )
    if nobody_takes:
        query = query.with_for_update(key_share=True, skip_locked=True)
    return session.scalars(query).first()


def free_interpreters(
    consultation: ConsultationSession,
    span: TimeSpan,
    one: Collection[str],
    other: Collection[str],
    *,
    but: Booking | None = None,
) -> list[Interpreter]:
    """The session's interpreters who are there and free then, and speak with both sides."""
    everybody = interpreters_at(consultation, span, one, other, but=but)
    free = [each.interpreter for each in everybody if each.why_not is None]
    return sorted(free, key=lambda who: who.id)


@dataclass(frozen=True)
class Candidate:
    """An interpreter of a session, and why they cannot interpret a meeting, if so."""

    interpreter: Interpreter
    why_not: Text | None


def interpreters_at(
    consultation: ConsultationSession,
    span: TimeSpan,
    one: Collection[str],
    other: Collection[str],
    *,
    but: Booking | None = None,
) -> list[Candidate]:
    """Everybody who interprets in a session, by name, with what keeps them from a meeting then."""
    busy = _has_seat(Interpreter.party_id, span, but=but)
    found = session.execute(
        sa.select(Interpreter, busy)
        .join(Interpreter.person)
        .where(Interpreter.consultations.any(ConsultationSession.id == consultation.id))
        .order_by(Person.name_latin, Interpreter.id)
    ).all()
    duties = consultations.duties_in(consultation, [who for who, _ in found])
    limited = [who for who, _ in found if duties[who.id].is_limited]
    taken = meetings_near(limited, span, but=but) if limited else {}
    return [
        Candidate(
            who,
            _why_not_able(who, is_busy, one, other)
            or duties[who.id].why_not(span, taken.get(who.party_id, ())),
        )
        for who, is_busy in found
    ]


def _why_not_able(
    who: Interpreter, is_busy: bool, one: Collection[str], other: Collection[str]
) -> Text | None:
    if not who.interprets_between(one, other):
        return Text("speaks other languages")
    return Text("busy") if is_busy else None


def _has_seat(
    party_id: sa.ColumnElement[int] | sa.orm.InstrumentedAttribute[int],
    span: TimeSpan,
    *,
    but: Booking | None = None,
) -> sa.Exists:
    seat = sa.exists().where(Seat.party_id == party_id, keeps_busy(span))
    return seat if but is None else seat.where(but_for(but))
