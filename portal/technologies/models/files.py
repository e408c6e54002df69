"""Files of profiles, who opened them, and with whom a company agreed on confidentiality."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.companies.models import Company
from portal.infra.db import Base, HasPublicId
from portal.infra.uploads import Kind
from portal.kernel import clock
from portal.technologies.models.profiles import TechnologyProfile
from portal.technologies.rules.disclosure import Rung


class ProfileFile(HasPublicId, Base):
    """A file of a profile: what it is called, what it is, and to whom it is open.

    Its bytes lie in the store of uploads under `key`, and `thumbnail_key` for a picture.
    """

    __tablename__ = "profile_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[int] = mapped_column(
        sa.ForeignKey("technology_profile.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(sa.String(255))
    kind: Mapped[Kind]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    key: Mapped[str] = mapped_column(sa.String(32))
    thumbnail_key: Mapped[str | None] = mapped_column(sa.String(32))
    rung: Mapped[Rung] = mapped_column(default=Rung.PUBLIC)
    position: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(default=clock.now)

    profile: Mapped[TechnologyProfile] = relationship(lazy="joined", innerjoin=True)

    @property
    def is_protected(self) -> bool:
        """Whether each opening of it is written down."""
        return self.rung is not Rung.PUBLIC


class FileOpening(Base):
    """Somebody opened a protected file: it stays when the file, or its reader, is gone."""

    __tablename__ = "file_opening"
    __table_args__ = (sa.Index("ix_file_opening_owner", "owner_id", "opened_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id", ondelete="CASCADE"))
    profile_id: Mapped[int] = mapped_column(
        sa.ForeignKey("technology_profile.id", ondelete="CASCADE"), index=True
    )
    file_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("profile_file.id", ondelete="SET NULL"), index=True
    )
    file_name: Mapped[str] = mapped_column(sa.String(255))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    reader_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("company.id", ondelete="SET NULL"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("user_account.id", ondelete="SET NULL"), index=True
    )
    person_name: Mapped[str] = mapped_column(sa.String(200))
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)

    profile: Mapped[TechnologyProfile] = relationship(lazy="joined", innerjoin=True)
    reader: Mapped[Company | None] = relationship(foreign_keys=[reader_id], lazy="joined")
    user: Mapped[User | None] = relationship()


class Confidentiality(Base):
    """A company says that it agreed on confidentiality with another one, which may read more."""

    __tablename__ = "confidentiality"
    __table_args__ = (sa.UniqueConstraint("owner_id", "reader_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id", ondelete="CASCADE"))
    reader_id: Mapped[int] = mapped_column(
        sa.ForeignKey("company.id", ondelete="CASCADE"), index=True
    )
    agreed_on: Mapped[date]
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    marked_at: Mapped[datetime] = mapped_column(default=clock.now)
