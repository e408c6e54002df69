"""Meeting requests, and the times proposed for them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.bookings.states import RequestState
from portal.companies.models import Company
from portal.consultations.models import (
    ConsultationSession,
    Slot,
)
from portal.infra.db import Base, HasPublicId
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.technologies.models import TechnologyProfile


class MeetingRequest(HasPublicId, Base):
    """One company's request to meet another in one session, to be answered.

    It waits for one side at a time: first for the company asked; when that proposes other times,
    for the one that asked. `round` counts the proposals, 0 where nobody made any.
    """

    __tablename__ = "meeting_request"
    __table_args__ = (
        # Two companies have at most one request open between them, whoever asked first.
        sa.Index(
            "uq_meeting_request_open_pair",
            "consultation_id",
            "korean_company_id",
            "chinese_company_id",
            unique=True,
            sqlite_where=sa.text("state = 'ASKED'"),
            postgresql_where=sa.text("state = 'ASKED'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("consultation_session.id"), index=True
    )
    korean_company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    chinese_company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    asked_by_side: Mapped[Side]
    waits_for: Mapped[Side]
    round: Mapped[int] = mapped_column(default=0)
    profile_id: Mapped[int | None] = mapped_column(sa.ForeignKey("technology_profile.id"))
    reason: Mapped[str] = mapped_column(sa.String(500))
    state: Mapped[RequestState] = mapped_column(default=RequestState.ASKED)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer_reason: Mapped[str | None] = mapped_column(sa.String(500))

    consultation: Mapped[ConsultationSession] = relationship(lazy="joined", innerjoin=True)
    korean_company: Mapped[Company] = relationship(foreign_keys=[korean_company_id])
    chinese_company: Mapped[Company] = relationship(foreign_keys=[chinese_company_id])
    profile: Mapped[TechnologyProfile | None] = relationship()

    @property
    def asker(self) -> Company:
        return self.company_of(self.asked_by_side)

    @property
    def asked(self) -> Company:
        return self.company_of(self.asked_by_side.other)

    @property
    def answering(self) -> Company:
        """Whose turn it is."""
        return self.company_of(self.waits_for)

    def company_of(self, side: Side) -> Company:
        return self.korean_company if side is Side.KR else self.chinese_company


proposed_slot = sa.Table(
    "proposed_slot",
    Base.metadata,
    sa.Column("proposal_id", sa.ForeignKey("request_proposal.id"), primary_key=True),
    sa.Column(
        "slot_id", sa.ForeignKey("slot.id", ondelete="CASCADE"), primary_key=True, index=True
    ),
)


class RequestProposal(Base):
    """Times that one side proposed for a request. Only those of the last round count."""

    __tablename__ = "request_proposal"
    __table_args__ = (sa.UniqueConstraint("request_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting_request.id"))
    round: Mapped[int]
    by_side: Mapped[Side]
    words: Mapped[str | None] = mapped_column(sa.String(500))
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)

    slots: Mapped[list[Slot]] = relationship(
        secondary=proposed_slot, order_by=Slot.starts_at, lazy="selectin"
    )

    @property
    def standing(self) -> list[Slot]:
        """Those of its times that the session still has."""
        return [slot for slot in self.slots if slot.gone_at is None]
