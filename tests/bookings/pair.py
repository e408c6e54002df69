"""Two companies in a session and everybody around them, as tests of bookings need them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import User
from portal.bookings import services
from portal.bookings.models import Booking, MeetingRequest, Seat
from portal.companies.models import Company
from portal.consultations.models import Participation, Slot, unavailable_slot
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import db
from portal.infra.db import session
from portal.kernel.clocks import Side
from tests import make


@dataclass
class One:
    """A company that takes part, and its user."""

    company: Company
    user: User


class Pair:
    """A Korean and a Chinese company that take part in a session of a host."""

    def __init__(
        self,
        *,
        mode: BookingMode = BookingMode.OPEN,
        chinese_state: ParticipationState = ParticipationState.ACCEPTED,
        **session_facts: Any,
    ) -> None:
        self.host = make.host()
        self.coordinator = make.coordinator(of=self.host)
        self.consultation = make.consultation(mode=mode, owner=self.host, **session_facts)
        self.slots = make.slots_of(self.consultation)
        korean, chinese = self.another(Side.KR), self.another(Side.CN, chinese_state)
        self.korean, self.korean_user = korean.company, korean.user
        self.chinese, self.chinese_user = chinese.company, chinese.user

    def another(
        self, side: Side, state: ParticipationState = ParticipationState.ACCEPTED, **more: Any
    ) -> One:
        user = make.representative(side=side)
        company = make.company_of(user)
        make.participation(company, self.consultation, state, **more)
        return One(company, user)

    def another_korean(self) -> One:
        return self.another(Side.KR)

    def another_chinese(self) -> One:
        return self.another(Side.CN)

    def ask(self, reason: str = "We look for bag filters") -> MeetingRequest:
        with db.writing():
            return services.ask(
                self.consultation, self.korean, self.chinese, None, reason, by=self.korean_user
            )

    def meet(self, slot: Slot | None = None) -> Booking:
        """Book the pair by the coordinator's hand."""
        with db.writing():
            return services.book(
                self.consultation,
                self.korean,
                self.chinese,
                slot or self.slots[0],
                "Bag filters for sintering plants",
                by=self.coordinator,
                because="Both asked for it",
            )

    def mark_unavailable(self, company: Company, slot: Slot) -> None:
        with db.writing():
            participation = session.scalars(
                sa.select(Participation).where(
                    Participation.company_id == company.id,
                    Participation.consultation_id == self.consultation.id,
                )
            ).one()
            session.execute(
                sa.insert(unavailable_slot).values(
                    participation_id=participation.id, slot_id=slot.id
                )
            )


def seats_of(booking: Booking) -> set[tuple[int, datetime, datetime]]:
    rows = session.scalars(sa.select(Seat).where(Seat.booking_id == booking.id))
    return {(seat.party_id, seat.starts_at, seat.ends_at) for seat in rows}
