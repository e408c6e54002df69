"""Two companies in a session as pages show them: how they may meet, and what lies between them.

Everything is plain. Their places seldom change; the rest is read in one statement, and remembered
for the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from portal.bookings.models import Booking, MeetingRequest, Waiting
from portal.bookings.queries.participants import participant_of, with_profiles
from portal.bookings.queries.people import places_shown
from portal.bookings.rules import Participant
from portal.bookings.states import BookingState, RequestState, WaitingState
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.infra.db import columns_of, constant, session
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


def taking_part(
    consultation: ConsultationSession, companies: Sequence[Company]
) -> tuple[Participant, ...]:
    """Companies in a session as the rules want to know them, for pages; nothing is counted."""
    places = places_shown(consultation, companies)
    found = {each.id: participant_of(each, places[each.id]) for each in companies}
    return tuple(with_profiles(consultation, found).values())


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
    one, other = (
        replace(
            each,
            open_requests=facts[_REQUESTS, company.id][0],
            meetings=facts[_MEETINGS, company.id][0],
        )
        for company, each in zip(
            (own, partner), taking_part(consultation, (own, partner)), strict=True
        )
    )
    return PairShown(
        one, other, **{what: _between(facts.get((what, korean.id))) for what in _TOGETHER}
    )


def _between(fact: list[Any] | None) -> Between | None:
    if fact is None:
        return None
    _number, public_id, side = fact
    return Between(public_id, Side(side) if side else None)


_NOTHING: sa.ColumnElement[str] = sa.literal_column("''")
_ONE: sa.ColumnElement[int] = sa.literal_column("1")
_REQUESTS, _MEETINGS = "requests", "meetings"
_TOGETHER = ("booking", "request", "waiting")

_booking, _request, _waiting = map(columns_of, (Booking, MeetingRequest, Waiting))
_STANDS = _booking.state != constant(BookingState.CANCELLED)
_WAITS = sa.and_(
    _request.state == constant(RequestState.ASKED), _request.expires_at > sa.bindparam("now")
)


def _fact(what: str, company: Any, number: Any, first: Any, second: Any) -> sa.Select[Any]:
    """A row of the one form that all of them have."""
    return sa.select(
        sa.literal_column(f"'{what}'").label("what"),
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
    return _fact(what, company, number, _NOTHING, _NOTHING)


def _having(what: str, table: Any, side: Any, *conditions: Any) -> sa.Select[Any]:
    return _fact(what, table.korean_company_id, _ONE, table.public_id, side).where(
        table.consultation_id == sa.bindparam("consultation"),
        table.korean_company_id == _KOREAN,
        table.chinese_company_id == _CHINESE,
        *conditions,
    )


_NAMES = {Side.KR: "korean", Side.CN: "chinese"}
_KOREAN = sa.bindparam("korean", type_=sa.Integer)
_CHINESE = sa.bindparam("chinese", type_=sa.Integer)
_PAIR = sa.union_all(
    *(
        _number_of(_MEETINGS, _booking, id, side, _STANDS)
        for side, id in ((Side.KR, _KOREAN), (Side.CN, _CHINESE))
    ),
    *(
        _number_of(_REQUESTS, _request, id, side, _WAITS, _request.asked_by_side == constant(side))
        for side, id in ((Side.KR, _KOREAN), (Side.CN, _CHINESE))
    ),
    _having("booking", _booking, _NOTHING, _STANDS),
    _having("request", _request, _NOTHING, _WAITS),
    _having(
        "waiting", _waiting, _waiting.waiting_side, _waiting.state == constant(WaitingState.WAITING)
    ),
)
