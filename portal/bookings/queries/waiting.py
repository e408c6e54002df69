"""Reads about waiting for a time with another company: who, for whom, in which order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, lazyload

from portal.bookings.models import MeetingRequest, Seat, SlotOffer, Waiting
from portal.bookings.queries.requests import PROFILE_TITLE_ONLY
from portal.bookings.states import WaitingState
from portal.companies.models import Company
from portal.consultations.models import (
    ConsultationSession,
    Participation,
    Slot,
    unavailable_slot,
)
from portal.consultations.states import OfferState
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing
from portal.kernel.timespan import TimeSpan

# Made once: making an alias takes longer than asking the database.
_korean, _chinese = aliased(Company), aliased(Company)
_ahead = aliased(Waiting)


@dataclass(frozen=True)
class InLine:
    """A company that waits, where it stands in the line, and what it is offered now."""

    waiting: Waiting
    position: int
    offer: SlotOffer | None


def waiting_of_pair(
    consultation: ConsultationSession, one: Company, other: Company
) -> Waiting | None:
    """Whichever of these two waits for a time with the other."""
    korean, chinese = sorted((one, other), key=lambda company: company.side is Side.CN)
    found: Waiting | None = session.scalar(
        _open().where(
            Waiting.consultation_id == consultation.id,
            Waiting.korean_company_id == korean.id,
            Waiting.chinese_company_id == chinese.id,
        )
    )
    return found


def waiting_of_request(request: MeetingRequest) -> Waiting | None:
    """The wait of the company that would accept this request as soon as there is a time."""
    found: Waiting | None = session.scalar(_open().where(Waiting.request_id == request.id))
    return found


def requests_waited_for(company: Company) -> set[int]:
    """The ids of the requests that wait for nothing but a time that suits this company, too."""
    found = session.scalars(
        sa.select(Waiting.request_id).where(
            _takes_part(company),
            Waiting.state == WaitingState.WAITING,
            Waiting.request_id.is_not(None),
        )
    )
    return {id for id in found if id is not None}


def waiting_of_company(consultation: ConsultationSession, company: Company) -> Sequence[Waiting]:
    """Every place in a line that has to do with this company: its own, and those for its time."""
    return session.scalars(
        _whole(_open())
        .where(Waiting.consultation_id == consultation.id, _takes_part(company))
        .order_by(Waiting.number, Waiting.id)
    ).all()


def open_waits(
    consultation: ConsultationSession | None = None, company: Company | None = None
) -> Sequence[Waiting]:
    """The places in lines of a session, of a company, or of one in the other: its own, and those
    for its time."""
    query = _whole(_open())
    if consultation is not None:
        query = query.where(Waiting.consultation_id == consultation.id)
    if company is not None:
        query = query.where(_takes_part(company))
    return session.scalars(query.order_by(Waiting.number, Waiting.id)).all()


def waiting_for(company: Company, public_id: str) -> Waiting:
    """This company's own place in a line. Raises Missing, also for other companies'."""
    return _one(Waiting.public_id == public_id, _waits(company))


def waiting_in(consultation: ConsultationSession, public_id: str) -> Waiting:
    """A place in a line of this very session. Raises Missing."""
    return _one(Waiting.public_id == public_id, Waiting.consultation_id == consultation.id)


def _one(*conditions: sa.ColumnElement[bool]) -> Waiting:
    found: Waiting | None = session.scalar(_whole(sa.select(Waiting)).where(*conditions))
    if found is None:
        raise Missing
    return found


def lines_of(consultation: ConsultationSession) -> list[InLine]:
    """Everybody who waits in a session, each line in its order, the longest wait first."""
    return _in_line(Waiting.consultation_id == consultation.id)


def waits_of(company: Company, consultation: ConsultationSession | None = None) -> list[InLine]:
    """Whom this company waits for, in one session or in all, with its places in the lines."""
    if consultation is None:
        return _in_line(_waits(company))
    return _in_line(Waiting.consultation_id == consultation.id, _waits(company))


def waits_for(company: Company, consultation: ConsultationSession) -> list[InLine]:
    """Who waits for a time with this company in a session, in their order."""
    return _in_line(
        Waiting.consultation_id == consultation.id, _takes_part(company), ~_waits(company)
    )


def line_of(waiting: Waiting) -> Sequence[Waiting]:
    """The whole line that one stands in, front first, each kept until the transaction ends."""
    return session.scalars(
        _open()
        .where(
            Waiting.consultation_id == waiting.consultation_id,
            Waiting.waiting_side == waiting.waiting_side,
            _wanted(Waiting, waiting.waiting_side) == waiting.wanted.id,
        )
        .order_by(Waiting.number, Waiting.id)
        .with_for_update(of=Waiting)
    ).all()


def last_number(consultation: ConsultationSession) -> int:
    """The highest number that anybody in a session waits with, or waited with."""
    highest = sa.select(sa.func.max(Waiting.number)).where(
        Waiting.consultation_id == consultation.id
    )
    return session.scalar(highest) or 0


@dataclass(frozen=True)
class LineNumbers:
    """How many companies of a session wait for a time, and how many are offered one now."""

    waiting: int = 0
    offered: int = 0


def line_numbers(consultation_ids: Iterable[int]) -> dict[int, LineNumbers]:
    """The counts of several sessions at once; sessions in which nobody waits are absent."""
    rows = session.execute(
        sa.select(
            Waiting.consultation_id,
            sa.func.count(),
            sa.func.count(SlotOffer.id),
        )
        .outerjoin(SlotOffer, sa.and_(SlotOffer.waiting_id == Waiting.id, *is_live()))
        .where(
            Waiting.consultation_id.in_(list(consultation_ids)),
            Waiting.state == WaitingState.WAITING,
        )
        .group_by(Waiting.consultation_id)
    )
    return {id: LineNumbers(waiting, offered) for id, waiting, offered in rows}


def is_live() -> tuple[sa.ColumnElement[bool], ...]:
    """Not answered and not expired, whether or not the worker has noticed yet."""
    return (SlotOffer.state == OfferState.OFFERED, SlotOffer.expires_at > clock.now())


# ---- whom something that fell free may suit


def who_may_want(
    consultation: ConsultationSession,
    span: TimeSpan | None,
    companies: Collection[Company],
) -> list[tuple[Waiting, Slot]]:
    """Who waits, and a slot that most likely suits, in the order of waiting, earliest slot first.

    It looks in this session, and in others for these companies. Seats and marks of both companies
    are looked at; rooms, interpreters and limits are not. What was offered once is left out.
    """
    ids = [company.id for company in companies]
    query: sa.Select[Any] = (
        _whole(sa.select(Waiting, Slot))
        .join(Slot, Slot.consultation_id == Waiting.consultation_id)
        .join(_korean, _korean.id == Waiting.korean_company_id)
        .join(_chinese, _chinese.id == Waiting.chinese_company_id)
        .where(
            Waiting.state == WaitingState.WAITING,
            sa.or_(
                Waiting.consultation_id == consultation.id,
                Waiting.korean_company_id.in_(ids),
                Waiting.chinese_company_id.in_(ids),
            ),
            Slot.starts_at > clock.now(),
            Slot.gone_at.is_(None),
            ~sa.exists().where(
                SlotOffer.waiting_id == Waiting.id,
                sa.or_(SlotOffer.state == OfferState.OFFERED, SlotOffer.slot_id == Slot.id),
            ),
            ~sa.exists().where(
                Seat.party_id.in_((_korean.party_id, _chinese.party_id)),
                Seat.starts_at < Slot.ends_at,
                Seat.ends_at > Slot.starts_at,
            ),
            ~sa.exists().where(
                unavailable_slot.c.slot_id == Slot.id,
                unavailable_slot.c.participation_id == Participation.id,
                Participation.company_id.in_(
                    (Waiting.korean_company_id, Waiting.chinese_company_id)
                ),
            ),
        )
        .order_by(Waiting.number, Waiting.id, Slot.starts_at)
    )
    if span is not None:
        query = query.where(Slot.starts_at < span.ends_at, Slot.ends_at > span.starts_at)
    return [(waiting, slot) for waiting, slot in session.execute(query)]


def _in_line(*conditions: sa.ColumnElement[bool]) -> list[InLine]:
    ahead = (
        sa.select(sa.func.count())
        .where(
            _ahead.state == WaitingState.WAITING,
            _ahead.consultation_id == Waiting.consultation_id,
            _ahead.waiting_side == Waiting.waiting_side,
            _wanted_of(_ahead) == _wanted_of(Waiting),
            sa.or_(
                _ahead.number < Waiting.number,
                sa.and_(_ahead.number == Waiting.number, _ahead.id < Waiting.id),
            ),
        )
        .correlate(Waiting)
        .scalar_subquery()
    )
    rows = session.execute(
        _whole(sa.select(Waiting, ahead, SlotOffer))
        .outerjoin(SlotOffer, sa.and_(SlotOffer.waiting_id == Waiting.id, *is_live()))
        .options(lazyload(SlotOffer.waiting), joinedload(SlotOffer.slot, innerjoin=False))
        .where(Waiting.state == WaitingState.WAITING, *conditions)
        .order_by(Waiting.number, Waiting.id)
    )
    return [InLine(waiting, before + 1, offer) for waiting, before, offer in rows]


def _wanted(waiting: Any, side: Side) -> Any:
    """The column of the company that is waited for by this side."""
    return waiting.chinese_company_id if side is Side.KR else waiting.korean_company_id


def _wanted_of(waiting: Any) -> sa.ColumnElement[int]:
    return sa.case(
        (waiting.waiting_side == Side.KR, waiting.chinese_company_id),
        else_=waiting.korean_company_id,
    )


def _takes_part(company: Company) -> sa.ColumnElement[bool]:
    if company.side is Side.KR:
        return Waiting.korean_company_id == company.id
    return Waiting.chinese_company_id == company.id


def _waits(company: Company) -> sa.ColumnElement[bool]:
    return sa.and_(_takes_part(company), Waiting.waiting_side == company.side)


def _open() -> sa.Select[Any]:
    return sa.select(Waiting).where(Waiting.state == WaitingState.WAITING)


def _whole(query: Any) -> Any:
    """With everything that a page shows of it, in the same statement."""
    return query.options(
        joinedload(Waiting.korean_company, innerjoin=True),
        joinedload(Waiting.chinese_company, innerjoin=True),
        joinedload(Waiting.profile).options(*PROFILE_TITLE_ONLY),
    )
