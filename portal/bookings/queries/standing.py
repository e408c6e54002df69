"""Two companies in a session as pages show them: how they may meet, and what lies between them.

Everything is read in one statement, as plain values, and remembered for the second.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from portal.bookings.models import Booking, MeetingRequest, Waiting
from portal.bookings.queries.participants import with_profiles
from portal.bookings.rules import Participant
from portal.bookings.states import BookingState, RequestState, WaitingState
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Participation
from portal.consultations.states import ParticipationState
from portal.infra.db import columns_of, session
from portal.infra.remembered import remembered_for_now
from portal.kernel import clock
from portal.kernel.clocks import Side


@dataclass(frozen=True)
class Between:
    """Something that lies between two companies, and which side waits where one of them does."""

    public_id: str
    waiting_side: Side | None = None


@dataclass(frozen=True)
class PairShown:
    """Two companies in a session: the reader's, the other, and what they have together already."""

    own: Participant
    their: Participant
    booking: Between | None = None
    request: Between | None = None
    waiting: Between | None = None


@remembered_for_now
def pair_shown(consultation: ConsultationSession, own: Company, partner: Company) -> PairShown:
    """How two companies of a session stand, for pages that only show it."""
    korean, chinese = (own, partner) if own.side is Side.KR else (partner, own)
    asked = {
        "consultation": consultation.id,
        "korean": korean.id,
        "chinese": chinese.id,
        "now": clock.now(),
    }
    facts = {(what, company): fact for what, company, *fact in session.execute(_PAIR, asked)}
    found = with_profiles(
        consultation, {each.id: _participant(each, facts) for each in (own, partner)}
    )
    return PairShown(
        found[own.id],
        found[partner.id],
        **{what: _between(facts.get((what, korean.id))) for what in _TOGETHER},
    )


def _participant(company: Company, facts: dict[tuple[str, int], list[Any]]) -> Participant:
    there = Participant(
        name=company.name,
        side=company.side,
        approved=company.is_approved,
        participation=None,
        bookable=False,
        region=company.region_code,
        open_requests=facts[_REQUESTS, company.id][0],
        meetings=facts[_MEETINGS, company.id][0],
    )
    if (place := facts.get((_PLACE, company.id))) is None:
        return there
    bookable, state, most_meetings = place
    return replace(
        there,
        participation=ParticipationState(state),
        bookable=bool(bookable),
        most_meetings=None if most_meetings == _NO_LIMIT else int(most_meetings),
    )


def _between(fact: list[Any] | None) -> Between | None:
    if fact is None:
        return None
    _number, public_id, side = fact
    return Between(public_id, Side(side) if side else None)


_PLACE, _REQUESTS, _MEETINGS = "place", "requests", "meetings"
_TOGETHER = ("booking", "request", "waiting")
_NO_LIMIT = ""

_place = columns_of(Participation)
_booking, _request, _waiting = map(columns_of, (Booking, MeetingRequest, Waiting))
_STANDS = _booking.state != BookingState.CANCELLED
_WAITS = sa.and_(_request.state == RequestState.ASKED, _request.expires_at > sa.bindparam("now"))


def _fact(what: str, company: Any, number: Any, first: Any, second: Any) -> sa.Select[Any]:
    """A row of the one form that all of them have."""
    return sa.select(
        sa.literal(what, literal_execute=True).label("what"),
        company,
        sa.cast(number, sa.Integer),
        sa.cast(first, sa.String),
        sa.cast(second, sa.String),
    )


def _number_of(what: str, table: Any, company: Any, side: Side, *conditions: Any) -> sa.Select[Any]:
    number = (
        sa.select(sa.func.count())
        .where(
            table.consultation_id == sa.bindparam("consultation"),
            table[f"{_NAMES[side]}_company_id"] == company,
            *conditions,
        )
        .scalar_subquery()
    )
    return _fact(what, company, number, sa.literal(""), sa.literal(""))


def _having(what: str, table: Any, side: Any, *conditions: Any) -> sa.Select[Any]:
    return _fact(what, table.korean_company_id, sa.literal(1), table.public_id, side).where(
        table.consultation_id == sa.bindparam("consultation"),
        table.korean_company_id == _KOREAN,
        table.chinese_company_id == _CHINESE,
        *conditions,
    )


_NAMES = {Side.KR: "korean", Side.CN: "chinese"}
_KOREAN = sa.bindparam("korean", type_=sa.Integer)
_CHINESE = sa.bindparam("chinese", type_=sa.Integer)
_PAIR = sa.union_all(
    _fact(
        _PLACE,
        _place.company_id,
        sa.case((_place.bookable, 1), else_=0),
        _place.state,
        sa.func.coalesce(sa.cast(_place.most_meetings, sa.String), _NO_LIMIT),
    ).where(
        _place.consultation_id == sa.bindparam("consultation"),
        _place.company_id.in_([_KOREAN, _CHINESE]),
    ),
    *(
        _number_of(_MEETINGS, _booking, id, side, _STANDS)
        for side, id in ((Side.KR, _KOREAN), (Side.CN, _CHINESE))
    ),
    *(
        _number_of(_REQUESTS, _request, id, side, _WAITS, _request.asked_by_side == side)
        for side, id in ((Side.KR, _KOREAN), (Side.CN, _CHINESE))
    ),
    _having("booking", _booking, sa.literal(""), _STANDS),
    _having("request", _request, sa.literal(""), _WAITS),
    _having("waiting", _waiting, _waiting.waiting_side, _waiting.state == WaitingState.WAITING),
)
