"""Reads about slots that are offered to whoever waited for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from portal.bookings.models import Booking, SlotOffer, Waiting
from portal.bookings.queries.requests import PROFILE_TITLE_ONLY
from portal.bookings.queries.waiting import is_live
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, unavailable_slot
from portal.consultations.states import OfferState
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing


def offer_for(company: Company, public_id: str) -> SlotOffer:
    """An offer to this company, or of its time to another. Raises Missing, also for others'."""
    return _one(SlotOffer.public_id == public_id, _of(company))


def offer_in(consultation: ConsultationSession, public_id: str) -> SlotOffer:
    """An offer of this very session. Raises Missing."""
    return _one(SlotOffer.public_id == public_id, Waiting.consultation_id == consultation.id)


def _one(*conditions: sa.ColumnElement[bool]) -> SlotOffer:
    found: SlotOffer | None = session.scalar(_whole().where(*conditions))
    if found is None:
        raise Missing
    return found


def live_offers_to(company: Company) -> Sequence[SlotOffer]:
    """What is offered to this company now, the first to expire first."""
    return session.scalars(
        _whole()
        .where(_of(company), Waiting.waiting_side == company.side, *is_live())
        .order_by(SlotOffer.expires_at, SlotOffer.id)
    ).all()


def last_offer_of(waiting: Waiting) -> SlotOffer:
    """What was offered last to whoever stands in this place of a line. Raises Missing."""
    found: SlotOffer | None = session.scalar(
        _whole().where(SlotOffer.waiting_id == waiting.id).order_by(SlotOffer.id.desc()).limit(1)
    )
    if found is None:
        raise Missing
    return found


def standing_offer_of(waiting: Waiting) -> SlotOffer | None:
    """The offer that has no answer yet, expired or not."""
    found: SlotOffer | None = session.scalar(
        _whole().where(SlotOffer.waiting_id == waiting.id, SlotOffer.state == OfferState.OFFERED)
    )
    return found


def standing_offers_in(consultation: ConsultationSession) -> Sequence[SlotOffer]:
    """The offers of a session that have no answer yet, expired or not, in order of time."""
    return session.scalars(
        _whole()
        .where(Waiting.consultation_id == consultation.id, SlotOffer.state == OfferState.OFFERED)
        .options(joinedload(SlotOffer.room))
        .order_by(SlotOffer.id)
    ).all()


def times_kept(consultation: ConsultationSession) -> Counter[int]:
    """How many times of a session are on offer to each company, or kept of its own for another."""
    rows = session.execute(
        sa.select(Waiting.korean_company_id, Waiting.chinese_company_id)
        .join(SlotOffer, SlotOffer.waiting_id == Waiting.id)
        .where(Waiting.consultation_id == consultation.id, *is_live())
    )
    return Counter(company for pair in rows for company in pair)


def offers_at_unavailable_slots(
    consultation: ConsultationSession, company: Company, participation_id: int
) -> Sequence[SlotOffer]:
    """Standing offers of a company's time in slots that it has marked as unavailable since."""
    marked = sa.select(unavailable_slot.c.slot_id).where(
        unavailable_slot.c.participation_id == participation_id
    )
    return session.scalars(
        _whole()
        .where(
            Waiting.consultation_id == consultation.id,
            _of(company),
            SlotOffer.state == OfferState.OFFERED,
            SlotOffer.slot_id.in_(marked),
        )
        .order_by(SlotOffer.id)
    ).all()


def booking_of_waiting(waiting: Waiting) -> Booking | None:
    """The meeting that came of what was offered to somebody who waited."""
    return session.scalar(
        sa.select(Booking)
        .join(SlotOffer, SlotOffer.booking_id == Booking.id)
        .where(SlotOffer.waiting_id == waiting.id)
    )


def _of(company: Company) -> sa.ColumnElement[bool]:
    if company.side is Side.KR:
        return Waiting.korean_company_id == company.id
    return Waiting.chinese_company_id == company.id


def _whole() -> sa.Select[Any]:
    """With everything that a page shows of an offer, in the same statement."""
    return (
        sa.select(SlotOffer)
        .join(SlotOffer.waiting)
        .options(
            contains_eager(SlotOffer.waiting).options(
                joinedload(Waiting.korean_company, innerjoin=True),
                joinedload(Waiting.chinese_company, innerjoin=True),
                joinedload(Waiting.profile).options(*PROFILE_TITLE_ONLY),
            )
        )
    )
