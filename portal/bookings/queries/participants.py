"""Companies of a session as the rules want to know them, and how much of their limits is used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.bookings.models import Booking, MeetingRequest, Seat
from portal.bookings.queries.hindrances import but_for, keeps_busy
from portal.bookings.queries.people import participations_in
from portal.bookings.rules import Diary, Participant
from portal.bookings.states import BookingState, RequestState
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Participation
from portal.infra.db import columns_of, constant, session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.timespan import TimeSpan
from portal.technologies import queries as technologies
from portal.technologies.states import ProfileKind

# A meeting so far away can neither be too close nor stand in one row.
A_DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Counts:
    """What a company has in a session: requests that it made and that wait, meetings that stand."""

    open_requests: int = 0
    meetings: int = 0


def participants_in(
    consultation: ConsultationSession,
    companies: Sequence[Company],
    *,
    keep: bool = False,
    counted: bool = True,
) -> dict[int, Participant]:
    """These companies in a session, by company; with `keep` nobody withdraws them until the end.

    Whoever is going to count under a lock does without `counted`.
    """
    places = participations_in(consultation, companies, keep=keep)
    counts = counts_in(consultation, companies) if counted else {}
    found = {
        company.id: replace(
            participant_of(company, places.get(company.id)),
            open_requests=counts[company.id].open_requests if counted else 0,
            meetings=counts[company.id].meetings if counted else 0,
        )
        for company in companies
    }
    return with_profiles(consultation, found)


def with_profiles(
    consultation: ConsultationSession, participants: dict[int, Participant]
) -> dict[int, Participant]:
    """The same with what they offer and need, by company, where the session's terms ask for it."""
    if not consultation.terms.ask_for_profiles:
        return participants
    groups = technologies.groups_of_companies(participants)
    return {
        company_id: replace(
            each,
            offers=frozenset(groups.get((company_id, ProfileKind.OFFER), ())),
            needs=frozenset(groups.get((company_id, ProfileKind.NEED), ())),
        )
        for company_id, each in participants.items()
    }


def participant_of(company: Company, participation: Participation | None) -> Participant:
    """A company with its place in a session; nothing is counted yet."""
    return Participant(
        name=company.name,
        side=company.side,
        approved=company.is_approved,
        participation=participation.state if participation else None,
        bookable=participation.bookable if participation else False,
        region=company.region_code,
        most_meetings=participation.most_meetings if participation else None,
    )


def counts_in(consultation: ConsultationSession, companies: Iterable[Company]) -> dict[int, Counts]:
    """How many open requests and meetings these companies have in a session, in one statement."""
    ids = [company.id for company in companies]
    rows: Any = session.execute(
        _COUNTED, {"consultation": consultation.id, "companies": ids, "now": clock.now()}
    )
    counted = {(company, what): number for company, what, number in rows}
    return {
        id: Counts(counted.get((id, "requests"), 0), counted.get((id, "meetings"), 0)) for id in ids
    }


def _numbers(column: Any, what: str, *conditions: Any) -> sa.Select[Any]:
    return (
        sa.select(column, sa.literal(what), sa.func.count())
        .where(
            column.table.c.consultation_id == sa.bindparam("consultation"),
            column.in_(sa.bindparam("companies", expanding=True)),
            *conditions,
        )
        .group_by(column)
    )


# Made once, as making it takes longer than asking the database.
_bookings, _requests = columns_of(Booking), columns_of(MeetingRequest)
_STANDS = _bookings.state != constant(BookingState.CANCELLED)
_WAITS = sa.and_(
    _requests.state == constant(RequestState.ASKED), _requests.expires_at > sa.bindparam("now")
)
_COUNTED = sa.union_all(
    _numbers(_bookings.korean_company_id, "meetings", _STANDS),
    _numbers(_bookings.chinese_company_id, "meetings", _STANDS),
    _numbers(
        _requests.korean_company_id,
        "requests",
        _WAITS,
        _requests.asked_by_side == constant(Side.KR),
    ),
    _numbers(
        _requests.chinese_company_id,
        "requests",
        _WAITS,
        _requests.asked_by_side == constant(Side.CN),
    ),
)


def diaries_of(
    consultation: ConsultationSession,
    companies: Sequence[Company],
    span: TimeSpan,
    *,
    but: Booking | None = None,
) -> list[Diary]:
    """What keeps these companies busy around a span, and their meetings in the session.

    `but` is a booking that is about to leave its seats.
    """
    near = TimeSpan(span.starts_at - A_DAY, span.ends_at + A_DAY)
    query = (
        sa.select(Seat.party_id, Seat.starts_at, Seat.ends_at, Booking.consultation_id)
        .outerjoin(Booking, Booking.id == Seat.booking_id)
        .where(
            Seat.party_id.in_([company.party_id for company in companies]),
            sa.or_(Booking.consultation_id == consultation.id, keeps_busy(near)),
        )
    )
    if but is not None:
        query = query.where(but_for(but))
    rows = session.execute(query).all()
    return [
        Diary(
            name=company.name,
            meetings=sum(
                party == company.party_id and of == consultation.id for party, _, _, of in rows
            ),
            spans=tuple(
                TimeSpan(starts, ends)
                for party, starts, ends, _ in rows
                if party == company.party_id
            ),
        )
        for company in companies
    ]
