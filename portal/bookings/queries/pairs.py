"""What has become of two companies and their slot since the page was read, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam as given

from portal.bookings.models import Booking, MeetingRequest, Waiting
from portal.bookings.queries.free_time import SlotNow
from portal.bookings.queries.participants import participant_of, with_profiles
from portal.bookings.rules import Participant
from portal.bookings.states import BookingState, RequestState, WaitingState
from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.consultations.models import (
    ConsultationSession,
    Participation,
    Room,
    Slot,
    unavailable_slot,
)
from portal.consultations.rules import Timetable, phase_of
from portal.consultations.states import Phase
from portal.infra.db import columns_of, constant, session
from portal.kernel import clock
from portal.kernel.clocks import Side

AS_IT_WAS = SlotNow(gone=False, unavailable_to=frozenset())


@dataclass(frozen=True)
class PairNow:
    """Two companies in a session at this moment, and the slot in which they want to meet.

    `request_id` is the request that waits between them, `waiting_id` their place in a waiting list,
    `turn` the number of their last meeting, and `made_id` the booking that this very form made.
    """

    phase: Phase
    pair: tuple[Participant, Participant]
    slot: SlotNow = AS_IT_WAS
    has_rooms: bool = False
    request_id: int | None = None
    waiting_id: int | None = None
    turn: int | None = None
    made_id: int | None = None


def pair_now(
    consultation: ConsultationSession,
    one: Company,
    other: Company,
    slot: Slot,
    *,
    form_key: str | None = None,
) -> PairNow:
    """How two companies stand now; nobody withdraws them until the transaction ends.

    `form_key` is looked for among the bookings of the first.
    """
    korean, chinese = (one, other) if one.side is Side.KR else (other, one)
    rows = session.execute(
        _PAIR_NOW,
        {
            "consultation": consultation.id,
            "korean": korean.id,
            "chinese": chinese.id,
            "slot": slot.id,
            "first": one.id,
            "form_key": form_key,
        },
    ).all()
    pair = _participants(consultation, (one, other), rows)
    if not rows:  # neither has ever had a place in the session
        return PairNow(consultation.phase, pair)
    about = rows[0]
    return PairNow(
        phase=phase_of(Timetable(*about[: len(_TIMETABLE)]), clock.now()),
        pair=pair,
        slot=SlotNow(
            gone=about.slot_gone_at is not None,
            unavailable_to=frozenset(row.company_id for row in rows if row.is_unavailable),
        ),
        has_rooms=about.has_rooms,
        request_id=about.request_id,
        waiting_id=about.waiting_id,
        turn=about.turn,
        made_id=about.made_id,
    )


def _participants(
    consultation: ConsultationSession, companies: tuple[Company, Company], rows: Sequence[Any]
) -> tuple[Participant, Participant]:
    places = {row.company_id: row for row in rows}
    found = {
        company.id: replace(
            participant_of(company, place := places.get(company.id)),
            approved=place is not None and place.company_state is CompanyState.APPROVED,
        )
        for company in companies
    }
    one, other = with_profiles(consultation, found).values()
    return one, other


@dataclass(frozen=True)
class AlreadyTaken:
    """What must be unique in a booking and another one has: its pair's turn, its form, its code."""

    pair: bool
    form: bool
    code: bool


def already_taken(booking: Booking) -> AlreadyTaken:
    """What keeps a new booking from being saved."""
    here = Booking.consultation_id == booking.consultation.id
    pair = sa.exists().where(
        here,
        Booking.korean_company_id == booking.korean_company.id,
        Booking.chinese_company_id == booking.chinese_company.id,
        Booking.turn == booking.turn,
        Booking.state != BookingState.CANCELLED,
    )
    form = sa.exists().where(Booking.form_key == booking.form_key)
    code = sa.exists().where(here, Booking.code == booking.code)
    return AlreadyTaken(*session.execute(sa.select(pair, form, code)).one())


# ---- the statement, made once: that takes longer than asking the database


_here, _place = columns_of(ConsultationSession), columns_of(Participation)
_company, _booking, _slot = columns_of(Company), columns_of(Booking), columns_of(Slot)
_request, _waiting = columns_of(MeetingRequest), columns_of(Waiting)
_room = columns_of(Room)

# In the order of the fields of `Timetable`.
_TIMETABLE = (
    _here.booking_mode,
    _here.joining_ends_at,
    _here.asking_ends_at,
    _here.booking_ends_at,
    _here.starts_at,
    _here.ends_at,
    _here.opened_at,
    _here.closed_at,
)


def _of_pair(columns: Any) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        columns.consultation_id == given("consultation"),
        columns.korean_company_id == given("korean"),
        columns.chinese_company_id == given("chinese"),
    )


def _the(column: sa.ColumnElement[Any], *where: sa.ColumnElement[bool]) -> Any:
    return sa.select(column).where(*where).scalar_subquery()


_PAIR_NOW = (
    sa.select(
        *_TIMETABLE,
        _place.company_id,
        _place.state,
        _place.bookable,
        _place.most_meetings,
        _company.state.label("company_state"),
        sa.exists()
        .where(
            unavailable_slot.c.participation_id == _place.id,
            unavailable_slot.c.slot_id == given("slot"),
        )
        .label("is_unavailable"),
        _the(_slot.gone_at, _slot.id == given("slot")).label("slot_gone_at"),
        sa.exists()
        .where(_room.consultation_id == given("consultation"), _room.gone_at.is_(None))
        .label("has_rooms"),
        _the(
            _request.id, *_of_pair(_request), _request.state == constant(RequestState.ASKED)
        ).label("request_id"),
        _the(
            _waiting.id, *_of_pair(_waiting), _waiting.state == constant(WaitingState.WAITING)
        ).label("waiting_id"),
        _the(
            sa.func.max(_booking.turn),
            *_of_pair(_booking),
            _booking.state != constant(BookingState.CANCELLED),
        ).label("turn"),
        _the(
            _booking.id,
            _booking.form_key == given("form_key"),
            given("first").in_([_booking.korean_company_id, _booking.chinese_company_id]),
        ).label("made_id"),
    )
    .select_from(_place.id.table)
    .join(_company.id.table, _company.id == _place.company_id)
    .join(_here.id.table, _here.id == _place.consultation_id)
    .where(
        _place.consultation_id == given("consultation"),
        _place.company_id.in_([given("korean"), given("chinese")]),
    )
    .order_by(_place.id)
    .with_for_update(read=True, of=_place.id.table)
)
