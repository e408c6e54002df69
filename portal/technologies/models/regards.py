"""What a company keeps for itself about others and their technologies."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.companies.models import Company
from portal.infra.db import Base
from portal.kernel import clock
from portal.technologies.models.profiles import TechnologyProfile


class Regard(Base):
    """How a company regards another one or one of its profiles: on its shortlist, noted down, or no
    thanks. Only its own people ever see it, so nothing of it stands in the trail."""

    __tablename__ = "regard"
    __table_args__ = (
        sa.Index(
            "uq_regard_company",
            "company_id",
            "other_id",
            unique=True,
            sqlite_where=sa.text("profile_id IS NULL"),
            postgresql_where=sa.text("profile_id IS NULL"),
        ),
        sa.UniqueConstraint("company_id", "profile_id"),
        sa.Index("ix_regard_changed", "company_id", "changed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(
        sa.ForeignKey("company.id", ondelete="CASCADE"), index=True
    )
    profile_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("technology_profile.id", ondelete="CASCADE"), index=True
    )
    listed: Mapped[bool] = mapped_column(default=False)
    declined: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(sa.String(1000), default="")
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    other: Mapped[Company] = relationship(foreign_keys=[other_id], lazy="joined", innerjoin=True)
    profile: Mapped[TechnologyProfile | None] = relationship()

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing any more."""
        return not (self.listed or self.declined or self.note)
