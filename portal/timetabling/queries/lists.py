"""Every wish of a session, and what came of it: for lists that coordinators take away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.bookings.models import Booking
from portal.bookings.queries.requests import PROFILE_TITLE_ONLY
from portal.bookings.states import BookingState
from portal.consultations.models import ConsultationSession, Slot
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.timetabling.models import Wish
from portal.timetabling.queries.own import IN_ORDER, taking_part
from portal.timetabling.states import Rank


def all_wishes(consultation: ConsultationSession) -> Sequence[Wish]:
    """Every wish of a session, by company and in its order."""
    wisher = sa.case(
        (Wish.wished_by_side == Side.KR, Wish.korean_company_id), else_=Wish.chinese_company_id
    )
    present = taking_part(consultation)
    return session.scalars(
        sa.select(Wish)
        .where(
            Wish.consultation_id == consultation.id,
            Wish.korean_company_id.in_(present),
            Wish.chinese_company_id.in_(present),
        )
        .options(
            joinedload(Wish.korean_company, innerjoin=True),
            joinedload(Wish.chinese_company, innerjoin=True),
            joinedload(Wish.profile).options(*PROFILE_TITLE_ONLY),
        )
        .order_by(Wish.wished_by_side.desc(), wisher, IN_ORDER, Wish.position, Wish.id)
    ).all()


def anybody_wishes(consultation: ConsultationSession) -> bool:
    """Whether anybody has said that they want to meet somebody."""
    wish = sa.exists().where(Wish.consultation_id == consultation.id, Wish.rank != Rank.NO)
    return bool(session.scalar(sa.select(wish)))


def placed_pairs(consultation: ConsultationSession) -> dict[tuple[int, int], datetime]:
    """When the pairs of a session meet, by their ids, the Korean company's first."""
    rows = session.execute(
        sa.select(Booking.korean_company_id, Booking.chinese_company_id, Slot.starts_at)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(Booking.consultation_id == consultation.id, Booking.state != BookingState.CANCELLED)
    )
    return {(korean, chinese): starts_at for korean, chinese, starts_at in rows}
