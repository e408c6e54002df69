"""Reads all that a session's timetable depends on, in a fixed number of statements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from portal.bookings import queries as bookings
from portal.bookings.models import Booking, Seat
from portal.bookings.states import BookingState
from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.consultations import queries as consultations
from portal.consultations.models import (
    ConsultationSession,
    Participation,
    Slot,
    unavailable_slot,
)
from portal.consultations.states import ParticipationState
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.interpreting import pairs_named
from portal.kernel.timespan import TimeSpan
from portal.timetabling.models import Wish
from portal.timetabling.parties import broken_in
from portal.timetabling.queries.called_off import called_off_in
from portal.timetabling.queries.timetables import names_by_id
from portal.timetabling.score import Said
from portal.timetabling.situation import Firm, Helper, Pair, Place, Planned, Situation, Time

Busy = dict[int, tuple[TimeSpan, ...]]


def situation_of(
    consultation: ConsultationSession,
    planned: Collection[Planned] | None = None,
    *,
    pairs: Collection[Pair] | None = None,
    among: Collection[int] | None = None,
) -> Situation:
    """A session as whoever plans it must know it.

    `planned` are the meetings to begin with, those of a draft; without them the meetings that
    stand. `pairs` says whose wishes matter, `among` which companies; without them all do.
    """
    slots = list(consultations.slots_of(consultation))
    busy = _busy(consultation)
    outside = _pairs_outside(consultation)
    rooms = consultations.rooms_of(consultation)
    wishes, fits = _wishes(consultation, pairs)
    if planned is None:
        planned = [planned_of(booking) for booking in standing_meetings(consultation)]
    return Situation(
        times=tuple(Time(slot.id, slot.span) for slot in slots),
        rooms=tuple(Place(room.id, room.number, busy.get(room.party_id, ())) for room in rooms)
        or None,
        firms=_firms(consultation, busy, outside, among),
        helpers=_helpers(consultation, busy),
        terms=consultation.terms,
        now=clock.now(),
        pause=timedelta(minutes=consultation.pause_minutes),
        needs_interpreter=consultation.needs_interpreter,
        wishes=wishes,
        fits=fits,
        standing=tuple(planned),
        settled=frozenset(outside),
        called_off=called_off_in(consultation),
    )


def _firms(
    consultation: ConsultationSession,
    busy: Busy,
    outside: Iterable[Pair],
    among: Collection[int] | None,
) -> tuple[Firm, ...]:
    companies = _companies(consultation, among)
    speak = bookings.languages_of(consultation, [company for company, _ in companies])
    away = _marks(consultation)
    settled = Counter(id for pair in outside for id in pair)
    return tuple(
        Firm(
            company.id,
            frozenset(speak[company.id]),
            most,
            away.get(company.id, frozenset()),
            busy.get(company.party_id, ()),
            settled[company.id],
        )
        for company, most in companies
    )


def _helpers(consultation: ConsultationSession, busy: Busy) -> tuple[Helper, ...]:
    hours = consultations.hours_in(consultation)
    answers = consultations.answers_in(consultation)
    return tuple(
        Helper(
            helper.id,
            frozenset(helper.person.languages),
            tuple(hours.get(helper.id, ())),
            busy.get(helper.party_id, ()),
            most_per_day=helper.most_per_day,
            rest=timedelta(minutes=helper.rest_minutes),
            pairs=pairs_named(helper.pairs),
            answer=answers.get(helper.id),
        )
        for helper in consultations.interpreters_of(consultation)
    )


def broken_meetings(consultation: ConsultationSession) -> list[Pair]:
    """The pairs whose meetings cannot be held as they stand, though nobody locked them."""
    situation = situation_of(consultation, pairs=())
    return sorted(broken_in(situation))


def planned_of(booking: Booking) -> Planned:
    """A meeting that stands, as a plan has it."""
    pair = booking.korean_company_id, booking.chinese_company_id
    return Planned(*pair, booking.slot_id, booking.room_id, booking.interpreter_id)


def standing_meetings(consultation: ConsultationSession) -> Sequence[Booking]:
    """The meetings to come that a plan may move: the first of each pair, in slots that exist."""
    return session.scalars(
        sa.select(Booking)
        .where(_may_move(consultation))
        .options(lazyload(Booking.consultation))
        .order_by(Booking.id)
    ).all()


def _may_move(consultation: ConsultationSession) -> sa.ColumnElement[bool]:
    """Whether a plan may move a booking."""
    to_come = sa.select(Slot.id).where(
        Slot.consultation_id == consultation.id,
        Slot.gone_at.is_(None),
        Slot.starts_at > clock.now(),
    )
    return sa.and_(
        Booking.consultation_id == consultation.id,
        Booking.state == BookingState.CONFIRMED,
        Booking.turn == 1,
        Booking.slot_id.in_(to_come),
    )


def _pairs_outside(consultation: ConsultationSession) -> list[Pair]:
    """The pairs of the meetings that no plan may move, once for each of these."""
    rows = session.execute(
        sa.select(Booking.korean_company_id, Booking.chinese_company_id)
        .where(
            Booking.consultation_id == consultation.id,
            Booking.state != BookingState.CANCELLED,
            sa.not_(_may_move(consultation)),
        )
        .order_by(Booking.id)
    )
    return [(korean, chinese) for korean, chinese in rows]


def _companies(
    consultation: ConsultationSession, among: Collection[int] | None
) -> list[tuple[Company, int | None]]:
    """Who takes part, with their own limits, in the order of their ids."""
    rows = session.execute(
        sa.select(Participation.company_id, Participation.most_meetings).where(
            Participation.consultation_id == consultation.id,
            Participation.state == ParticipationState.ACCEPTED,
        )
    )
    limits = {company: most for company, most in rows if among is None or company in among}
    companies = sorted(names_by_id(limits.keys()).values(), key=lambda company: company.id)
    return [
        (company, limits[company.id])
        for company in companies
        if company.state is CompanyState.APPROVED
    ]


def _busy(consultation: ConsultationSession) -> Busy:
    """What keeps parties busy during the session, but for the meetings that a plan may move."""
    margin = max(consultation.terms.rest, timedelta(0))
    planned = sa.select(Booking.id).where(_may_move(consultation))
    rows = session.execute(
        sa.select(Seat.party_id, Seat.starts_at, Seat.ends_at).where(
            Seat.starts_at < consultation.ends_at + margin,
            Seat.ends_at > consultation.starts_at - margin,
            sa.or_(Seat.booking_id.is_(None), Seat.booking_id.not_in(planned)),
        )
    )
    found: defaultdict[int, list[TimeSpan]] = defaultdict(list)
    for party, starts_at, ends_at in rows:
        found[party].append(TimeSpan(starts_at, ends_at))
    return {party: tuple(spans) for party, spans in found.items()}


def _marks(consultation: ConsultationSession) -> dict[int, frozenset[int]]:
    """The slots that companies cannot use, by company."""
    rows = session.execute(
        sa.select(Participation.company_id, unavailable_slot.c.slot_id)
        .join(unavailable_slot, unavailable_slot.c.participation_id == Participation.id)
        .where(Participation.consultation_id == consultation.id)
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for company, slot in rows:
        found[company].add(slot)
    return {company: frozenset(slots) for company, slots in found.items()}


def _wishes(
    consultation: ConsultationSession, pairs: Collection[Pair] | None
) -> tuple[dict[Pair, tuple[Said, ...]], dict[Pair, int]]:
    """What each pair says, and how well it matches."""
    query = sa.select(
        Wish.korean_company_id, Wish.chinese_company_id, Wish.rank, Wish.position, Wish.fit
    ).where(Wish.consultation_id == consultation.id)
    if pairs is not None:
        query = query.where(
            sa.tuple_(Wish.korean_company_id, Wish.chinese_company_id).in_(list(pairs))
        )
    found: defaultdict[Pair, list[Said]] = defaultdict(list)
    fits: dict[Pair, int] = {}
    for korean, chinese, rank, position, fit in session.execute(query.order_by(Wish.id)):
        found[korean, chinese].append(Said(rank, position))
        fits[korean, chinese] = max(fit, fits.get((korean, chinese), 0))
    return {pair: tuple(said) for pair, said in found.items()}, fits
