"""Bookings, and the seats that make double booking impossible."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.bookings.rules.presence import Came
from portal.bookings.states import BookingState
from portal.companies.models import Company
from portal.consultations.models import (
    ConsultationSession,
    HasMeetingLink,
    Interpreter,
    Room,
    Slot,
)
from portal.consultations.rules import OWN_ROOM, Link, in_turn
from portal.infra.db import Base, HasPublicId
from portal.kernel import clock, identifiers
from portal.kernel.clocks import Side
from portal.kernel.timespan import TimeSpan
from portal.technologies.models import TechnologyProfile


class Booking(HasPublicId, HasMeetingLink, Base):
    """One slot for one pair of companies, perhaps with an interpreter and a room."""

    __tablename__ = "booking"
    __table_args__ = (
        # A pair meets once in a session; a coordinator who says otherwise gives it a further turn.
        sa.Index(
            "uq_booking_pair",
            "consultation_id",
            "korean_company_id",
            "chinese_company_id",
            "turn",
            unique=True,
            sqlite_where=sa.text("state != 'CANCELLED'"),
            postgresql_where=sa.text("state != 'CANCELLED'"),
        ),
        sa.UniqueConstraint("consultation_id", "code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(8), default=identifiers.code)
    consultation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("consultation_session.id"), index=True
    )
    slot_id: Mapped[int] = mapped_column(sa.ForeignKey("slot.id"), index=True)
    korean_company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    chinese_company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    turn: Mapped[int] = mapped_column(default=1)
    # Of the form that made it: sent twice, the form leads to this booking and makes no other.
    form_key: Mapped[str | None] = mapped_column(sa.String(24), unique=True)
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting_request.id"), unique=True)
    profile_id: Mapped[int | None] = mapped_column(sa.ForeignKey("technology_profile.id"))
    subject: Mapped[str] = mapped_column(sa.String(500))
    state: Mapped[BookingState] = mapped_column(default=BookingState.CONFIRMED)
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("room.id"))
    interpreter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("interpreter.id"), index=True)
    interpreter_wanted: Mapped[bool] = mapped_column(default=False)
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    booked_at: Mapped[datetime] = mapped_column(default=clock.now)
    # Since when it is at this time: whoever moved it meanwhile needs no reminder of long ago.
    placed_at: Mapped[datetime] = mapped_column(default=clock.now)
    # How much later than its slot it begins and ends, where a coordinator let it begin later.
    delay_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    # How much longer than its slot it lasts, where its people went on.
    extra_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    # Who came, as a coordinator decided it; None while nobody has.
    came: Mapped[Came | None]

    consultation: Mapped[ConsultationSession] = relationship(lazy="joined", innerjoin=True)
    slot: Mapped[Slot] = relationship(lazy="joined", innerjoin=True)
    korean_company: Mapped[Company] = relationship(foreign_keys=[korean_company_id])
    chinese_company: Mapped[Company] = relationship(foreign_keys=[chinese_company_id])
    profile: Mapped[TechnologyProfile | None] = relationship()
    room: Mapped[Room | None] = relationship()
    interpreter: Mapped[Interpreter | None] = relationship()

    def move_to(self, slot: Slot) -> None:
        """Be at this time from now on."""
        if slot.id != self.slot_id:
            self.slot, self.placed_at = slot, clock.now()
            self.delay_minutes = self.extra_minutes = 0

    @property
    def span(self) -> TimeSpan:
        """From when to when it takes place; its slot, unless it begins later or goes on longer."""
        delay, extra = timedelta(minutes=self.delay_minutes), timedelta(minutes=self.extra_minutes)
        return TimeSpan(self.slot.starts_at + delay, self.slot.ends_at + delay + extra)

    def company_of(self, side: Side) -> Company:
        return self.korean_company if side is Side.KR else self.chinese_company

    @property
    def room_path(self) -> str:
        """The page of its video room; where the meeting is elsewhere, it leads there."""
        return f"/rooms/{self.public_id}"

    @property
    def way(self) -> Link:
        """Where it takes place: as set for it alone, else for its session, else in its room."""
        return self.link or self.consultation.link or OWN_ROOM

    @property
    def ways(self) -> tuple[Link, ...]:
        """Every way in which it can take place, in the order in which they are tried.

        The first is the one that counts now. Where none was set for it alone, what its session has
        comes after its own.
        """
        session = self.consultation
        then = self.then if self.fall_backs is not None else (session.link, *session.then)
        return in_turn(self.way, [link for link in then if link is not None])

    def partner_of(self, company: Company) -> Company:
        return self.company_of(company.side.other)


class Seat(Base):
    """A party that is busy for a time span. The database refuses two that overlap (migration 0002).

    It belongs to a booking or to a slot offer, and goes with it: whatever is here counts.
    """

    __tablename__ = "seat"
    __table_args__ = (
        sa.Index("ix_seat_party_time", "party_id", "starts_at", "ends_at"),
        sa.CheckConstraint("starts_at < ends_at", name="in_order"),
        sa.CheckConstraint("(booking_id IS NULL) <> (offer_id IS NULL)", name="one_owner"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(sa.ForeignKey("party.id"))
    booking_id: Mapped[int | None] = mapped_column(sa.ForeignKey("booking.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("slot_offer.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class InterpreterVolunteer(Base):
    """An interpreter who offers to help at a meeting that looks for one."""

    __tablename__ = "interpreter_volunteer"

    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("booking.id"), primary_key=True)
    interpreter_id: Mapped[int] = mapped_column(
        sa.ForeignKey("interpreter.id"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(default=clock.now)
