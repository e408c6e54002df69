"""Waiting for a time with another company, and the offer of one that fell free."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.bookings.models.meetings import Booking
from portal.bookings.models.requests import MeetingRequest
from portal.bookings.states import WaitingState
from portal.companies.models import Company
from portal.consultations.models import (
    ConsultationSession,
    Interpreter,
    Room,
    Slot,
)
from portal.consultations.states import OfferState
from portal.infra.db import Base, HasPublicId
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.technologies.models import TechnologyProfile


class Waiting(HasPublicId, Base):
    """A company in line for a time with another in one session, since none suits both yet."""

    __tablename__ = "waiting"
    __table_args__ = (
        # Two companies wait for one time, whichever of them stands in line for the other.
        sa.Index(
            "uq_waiting_open_pair",
            "consultation_id",
            "korean_company_id",
            "chinese_company_id",
            unique=True,
            sqlite_where=sa.text("state = 'WAITING'"),
            postgresql_where=sa.text("state = 'WAITING'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation_session.id"))
    korean_company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    chinese_company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    waiting_side: Mapped[Side]
    # The request that it accepts as soon as a time falls free, where one was asked first.
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting_request.id"), index=True)
    profile_id: Mapped[int | None] = mapped_column(sa.ForeignKey("technology_profile.id"))
    subject: Mapped[str] = mapped_column(sa.String(500))
    state: Mapped[WaitingState] = mapped_column(default=WaitingState.WAITING)
    # Lower numbers of a session come first.
    number: Mapped[int]
    since: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]

    consultation: Mapped[ConsultationSession] = relationship(lazy="joined", innerjoin=True)
    korean_company: Mapped[Company] = relationship(foreign_keys=[korean_company_id])
    chinese_company: Mapped[Company] = relationship(foreign_keys=[chinese_company_id])
    request: Mapped[MeetingRequest | None] = relationship()
    profile: Mapped[TechnologyProfile | None] = relationship()

    @property
    def waiter(self) -> Company:
        """Who stands in line."""
        return self.company_of(self.waiting_side)

    @property
    def wanted(self) -> Company:
        """Whose time they wait for."""
        return self.company_of(self.waiting_side.other)

    def company_of(self, side: Side) -> Company:
        return self.korean_company if side is Side.KR else self.chinese_company


class SlotOffer(HasPublicId, Base):
    """A slot kept for one pair of a waiting list; its seats are its own until it is answered."""

    __tablename__ = "slot_offer"
    __table_args__ = (
        sa.Index(
            "uq_slot_offer_live",
            "waiting_id",
            unique=True,
            sqlite_where=sa.text("state = 'OFFERED'"),
            postgresql_where=sa.text("state = 'OFFERED'"),
        ),
        sa.Index("ix_slot_offer_waiting_slot", "waiting_id", "slot_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    waiting_id: Mapped[int] = mapped_column(sa.ForeignKey("waiting.id"))
    slot_id: Mapped[int] = mapped_column(sa.ForeignKey("slot.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("room.id"))
    interpreter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("interpreter.id"))
    interpreter_wanted: Mapped[bool] = mapped_column(default=False)
    booking_id: Mapped[int | None] = mapped_column(sa.ForeignKey("booking.id"), unique=True)
    state: Mapped[OfferState] = mapped_column(default=OfferState.OFFERED)
    offered_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer_reason: Mapped[str | None] = mapped_column(sa.String(500))

    waiting: Mapped[Waiting] = relationship(lazy="joined", innerjoin=True)
    slot: Mapped[Slot] = relationship(lazy="joined", innerjoin=True)
    room: Mapped[Room | None] = relationship()
    interpreter: Mapped[Interpreter | None] = relationship()
    booking: Mapped[Booking | None] = relationship()

    @property
    def consultation(self) -> ConsultationSession:
        return self.waiting.consultation

    @property
    def korean_company(self) -> Company:
        return self.waiting.korean_company

    @property
    def chinese_company(self) -> Company:
        return self.waiting.chinese_company
