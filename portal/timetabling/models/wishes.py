"""Wishes: whom companies want to meet in sessions whose coordinator builds the timetable."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.infra.db import Base
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.technologies.models import TechnologyProfile
from portal.timetabling.rules import LONGEST_REASON
from portal.timetabling.states import Rank


class Wish(Base):
    """What one company of a pair wishes; it needs no answer, and the other never sees it.

    Must and would are ordered: `position` counts from 1 within the rank, without gaps. `fit` is how
    well the two match, of 100, as it was when a timetable was last built.
    """

    __tablename__ = "wish"
    __table_args__ = (
        sa.UniqueConstraint(
            "consultation_id",
            "korean_company_id",
            "chinese_company_id",
            "wished_by_side",
            name="uq_wish_pair_side",
        ),
        sa.CheckConstraint("(rank = 'NO') = (position IS NULL)", name="ordered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation_session.id"))
    korean_company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    chinese_company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    wished_by_side: Mapped[Side]
    rank: Mapped[Rank]
    position: Mapped[int | None]
    fit: Mapped[int] = mapped_column(default=0)
    profile_id: Mapped[int | None] = mapped_column(sa.ForeignKey("technology_profile.id"))
    reason: Mapped[str | None] = mapped_column(sa.String(LONGEST_REASON))
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    on_behalf: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)

    korean_company: Mapped[Company] = relationship(foreign_keys=[korean_company_id])
    chinese_company: Mapped[Company] = relationship(foreign_keys=[chinese_company_id])
    profile: Mapped[TechnologyProfile | None] = relationship()
    written_by: Mapped[User] = relationship()

    @property
    def wisher(self) -> Company:
        return self.company_of(self.wished_by_side)

    @property
    def wanted(self) -> Company:
        return self.company_of(self.wished_by_side.other)

    @property
    def wanted_id(self) -> int:
        if self.wished_by_side is Side.KR:
            return self.chinese_company_id
        return self.korean_company_id

    def company_of(self, side: Side) -> Company:
        return self.korean_company if side is Side.KR else self.chinese_company


class WishReminder(Base):
    """When a company that had ranked nobody in a session was last reminded."""

    __tablename__ = "wish_reminder"

    consultation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("consultation_session.id"), primary_key=True
    )
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), primary_key=True)
    sent_at: Mapped[datetime]

    consultation: Mapped[ConsultationSession] = relationship()
