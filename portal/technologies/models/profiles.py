"""What companies offer and need."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.companies.models import Company, Region
from portal.infra.db import Base, HasPublicId
from portal.kernel import clock
from portal.kernel.languages import Language, Wording
from portal.technologies.models.taxonomy import Field
from portal.technologies.states import Partnership, ProfileKind, ProfileState, Stage

profile_field = sa.Table(
    "profile_field",
    Base.metadata,
    sa.Column("profile_id", sa.ForeignKey("technology_profile.id"), primary_key=True),
    sa.Column("field_code", sa.ForeignKey("field.code"), primary_key=True, index=True),
)

profile_region = sa.Table(
    "profile_region",
    Base.metadata,
    sa.Column("profile_id", sa.ForeignKey("technology_profile.id"), primary_key=True),
    sa.Column("region_code", sa.ForeignKey("region.code"), primary_key=True),
)


class TechnologyProfile(HasPublicId, Base):
    """What a company offers or needs, in its own words."""

    __tablename__ = "technology_profile"
    __table_args__ = (sa.Index("ix_technology_profile_listed", "state", "published_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    kind: Mapped[ProfileKind]
    state: Mapped[ProfileState] = mapped_column(default=ProfileState.DRAFT)
    title: Mapped[Wording]
    summary: Mapped[Wording]
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    stage: Mapped[Stage | None]
    readiness: Mapped[int | None]
    partnerships: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]

    company: Mapped[Company] = relationship(lazy="joined", innerjoin=True)
    fields: Mapped[list[Field]] = relationship(
        secondary=profile_field, order_by=Field.position, lazy="selectin"
    )
    regions: Mapped[list[Region]] = relationship(
        secondary=profile_region, order_by=Region.position, lazy="selectin"
    )

    @property
    def partnerships_sought(self) -> tuple[Partnership, ...]:
        """What kinds of partner it looks for."""
        return tuple(Partnership(value) for value in self.partnerships)

    @property
    def is_published(self) -> bool:
        return self.state is ProfileState.PUBLISHED

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages in which it says anything."""
        return tuple(
            language
            for language in Language
            if self.title.exactly(language) or self.summary.exactly(language)
        )
