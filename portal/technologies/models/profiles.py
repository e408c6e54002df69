"""What companies offer and need."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.companies.models import Company, Region
from portal.infra.db import Base, HasPublicId
from portal.kernel import clock
from portal.kernel.languages import Language, Text, Wording
from portal.technologies.models.taxonomy import Field
from portal.technologies.rules import (
    Figure,
    Proof,
    certificate_of,
    reference_of,
    right_of,
)
from portal.technologies.states import (
    KINDS,
    CoreTechnology,
    Matter,
    Partnership,
    ProfileKind,
    ProfileState,
    Sector,
    Stage,
    TextState,
)

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
    matter: Mapped[Matter] = mapped_column(default=Matter.TECHNOLOGY)
    state: Mapped[ProfileState] = mapped_column(default=ProfileState.DRAFT)
    title: Mapped[Wording]
    summary: Mapped[Wording]
    description: Mapped[Wording] = mapped_column(default=Wording)
    advantages: Mapped[Wording] = mapped_column(default=Wording)
    written: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sector: Mapped[Sector | None]
    stage: Mapped[Stage | None]
    readiness: Mapped[int | None]
    partnerships: Mapped[list[str]] = mapped_column(default=list)
    spoken: Mapped[list[str]] = mapped_column(default=list)
    figures: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    rights: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    customers: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    certificates: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    core_technology: Mapped[CoreTechnology | None]
    comments: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # To whom parts are open that are not public, by the name of the part (`rules.disclosure`).
    rungs: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    submitted_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]

    company: Mapped[Company] = relationship(lazy="joined", innerjoin=True)
    fields: Mapped[list[Field]] = relationship(
        secondary=profile_field, order_by=Field.position, lazy="selectin"
    )
    regions: Mapped[list[Region]] = relationship(
        secondary=profile_region, order_by=Region.position, lazy="selectin"
    )

    @property
    def kind_words(self) -> Text:
        """What kind of profile it is, as the Enterprise Europe Network tells them apart."""
        return KINDS[self.matter, self.kind]

    @property
    def texts(self) -> dict[Language, TextState]:
        """How its words in each language came about; one of them is the original."""
        known = {Language(tag): TextState(state) for tag, state in (self.written or {}).items()}
        order = (self.company.side.language, *self.languages)
        first = next((each for each in order if each in self.languages), None)
        return {
            each: known.get(
                each,
                TextState.ORIGINAL if each is first and not known else TextState.TRANSLATED,
            )
            for each in self.languages
        }

    @property
    def said_in_figures(self) -> tuple[Figure, ...]:
        """Its lines of figures."""
        return tuple(Figure.of(kept) for kept in self.figures)

    @property
    def proof(self) -> Proof:
        """What stands behind it."""
        return Proof(
            rights=tuple(right_of(kept) for kept in self.rights),
            references=tuple(reference_of(kept) for kept in self.customers),
            certificates=tuple(certificate_of(kept) for kept in self.certificates),
            core_technology=self.core_technology,
        )

    @property
    def spoken_languages(self) -> tuple[Language, ...]:
        """In which languages its people can talk about it."""
        return tuple(Language(tag) for tag in self.spoken)

    @property
    def changed_since_review(self) -> bool:
        """Whether a published profile was changed after a coordinator last looked at it."""
        return self.reviewed_at is not None and self.changed_at > self.reviewed_at

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
