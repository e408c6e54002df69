"""Parties, companies, those who act for them, and invitations."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.companies.models import places
from portal.companies.models.places import Place, Region
from portal.companies.rules import Details
from portal.companies.states import CompanySize, CompanyState, PartyKind, Standing
from portal.infra.db import Base, HasPublicId
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Run, Wording

company_wants_region = sa.Table(
    "company_wants_region",
    Base.metadata,
    sa.Column("company_id", sa.ForeignKey("company.id"), primary_key=True),
    sa.Column("region_code", sa.ForeignKey("region.code"), primary_key=True),
)


class Party(Base):
    """Whoever or whatever can be busy: the one id space that seats are kept in."""

    __tablename__ = "party"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PartyKind]


class Company(HasPublicId, Base):
    """A registered organisation of one side. Names are kept in the scripts they are written in."""

    __tablename__ = "company"
    __table_args__ = (
        # A number is proven to belong to one company only when a coordinator has looked at it.
        sa.Index(
            "uq_company_approved_number",
            "side",
            "registration_number",
            unique=True,
            sqlite_where=sa.text("state IN ('APPROVED', 'SUSPENDED')"),
            postgresql_where=sa.text("state IN ('APPROVED', 'SUSPENDED')"),
        ),
        sa.Index("ix_company_state_side", "state", "side"),
        sa.Index("ix_company_registration_number", "registration_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(sa.ForeignKey("party.id"), unique=True)
    side: Mapped[Side]
    state: Mapped[CompanyState]
    name: Mapped[Wording]
    name_key: Mapped[str] = mapped_column(sa.String(200), index=True)
    registration_number: Mapped[str | None] = mapped_column(sa.String(20))
    region_code: Mapped[str | None] = mapped_column(sa.ForeignKey("region.code"), index=True)
    city_code: Mapped[str | None] = mapped_column(sa.ForeignKey("city.code"))
    address: Mapped[str | None] = mapped_column(sa.String(200))
    website: Mapped[str | None] = mapped_column(sa.String(200))
    size: Mapped[CompanySize | None]
    about: Mapped[Wording]
    field_hints: Mapped[list[str]] = mapped_column(default=list)
    import_key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    decision_reason: Mapped[str | None] = mapped_column(sa.String(1000))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    applied_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))

    party: Mapped[Party] = relationship()
    wants_regions: Mapped[list[Region]] = relationship(secondary=company_wants_region)

    @property
    def region(self) -> Place | None:
        """The province or city of provincial rank that it is in."""
        return places.region(self.region_code)

    @property
    def city(self) -> Place | None:
        """The city or district of its region that it is in."""
        return places.city(self.city_code)

    @property
    def details(self) -> Details:
        """What the company says of itself."""
        return Details(
            name=self.name,
            registration_number=self.registration_number,
            region_code=self.region_code,
            city_code=self.city_code,
            wants_regions=tuple(region.code for region in self.wants_regions),
            address=self.address,
            website=self.website,
            size=self.size,
            about=self.about,
        )

    @property
    def is_approved(self) -> bool:
        return self.state is CompanyState.APPROVED

    @property
    def own_language(self) -> Language:
        return self.side.language

    @property
    def own_name(self) -> Run:
        """The name in the company's own script, as it is registered."""
        return self.name.best(self.own_language)

    def shown_name(self, language: Language) -> Run:
        """The name that a reader of this language can read."""
        return self.name.best(language)

    def other_name(self, language: Language) -> Run | None:
        """The registered name beside it, when that is not what is shown."""
        own = self.own_name
        return None if own.text == self.shown_name(language).text else own


class Representative(Base):
    """A user who acts for a company."""

    __tablename__ = "representative"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), unique=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    standing: Mapped[Standing]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    user: Mapped[User] = relationship()
    company: Mapped[Company] = relationship(lazy="joined", innerjoin=True)


class Invitation(Base):
    """A single-use link by which somebody takes up an INVITED company, or joins colleagues."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    address: Mapped[str | None] = mapped_column(sa.String(254))
    for_colleague: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    invited_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    company: Mapped[Company] = relationship(lazy="joined", innerjoin=True)
