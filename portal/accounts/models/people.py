"""People, their accounts, the hosts they work for, and what they consented to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.states import ConsentPurpose, Duty
from portal.infra.db import Base, HasPublicId
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class ThisSignIn:
    """What a request knows of the sign-in that it came with; nothing, where there is none."""

    secret: str = ""
    public_id: str = ""
    seen_at: datetime = NEVER
    proved_at: datetime = NEVER
    with_factor: bool = False


class Person(HasPublicId, Base):
    """Somebody by name, with or without an account. Family name first in both forms."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    name_latin: Mapped[str] = mapped_column(sa.String(100))
    side: Mapped[Side]
    post: Mapped[str | None] = mapped_column(sa.String(100))
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    languages: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    def name_for(self, language: Language) -> str:
        """Own script for whoever reads it, the Latin form for everybody else."""
        return self.name if language is self.side.language else self.name_latin


class Consent(Base):
    """One purpose that a person agreed to: which text, in which language, when, and until when."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    purpose: Mapped[ConsentPurpose]
    text_version: Mapped[str] = mapped_column(sa.String(20))
    language: Mapped[Language]
    # Who passed it on, where somebody else gave it in the person's name.
    given_through_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class User(HasPublicId, Base):
    """A sign-in account. It answers Flask-Login's questions itself, without knowing it."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    language: Mapped[Language]
    email_confirmed_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    # Which way messages on which topic take; at once, where nothing is said (portal.infra.ways).
    message_ways: Mapped[list[str]] = mapped_column(default=list)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    is_authenticated = True
    is_anonymous = False
    # The sign-in that this request came with; never stored.
    this_sign_in = ThisSignIn()

    @property
    def is_active(self) -> bool:
        return self.suspended_at is None

    @property
    def sign_in_secret(self) -> str:
        return self.this_sign_in.secret

    def get_id(self) -> str:
        return self.sign_in_secret

    @property
    def display_name(self) -> str:
        return self.person.name

    @property
    def side(self) -> Side:
        return self.person.side


class Host(HasPublicId, Base):
    """A public body of one side that runs consultation sessions."""

    __tablename__ = "host"

    id: Mapped[int] = mapped_column(primary_key=True)
    side: Mapped[Side]
    name: Mapped[Wording]
    about: Mapped[Wording]
    website: Mapped[str | None] = mapped_column(sa.String(200))
    region_code: Mapped[str | None] = mapped_column(sa.String(12))
    import_key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Coordinator(Base):
    """A person who works for a host, and what they may do there."""

    __tablename__ = "coordinator"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), unique=True)
    host_id: Mapped[int] = mapped_column(sa.ForeignKey("host.id"), index=True)
    duties: Mapped[list[str]] = mapped_column(default=lambda: [duty.value for duty in Duty])
    # The regions whose companies they decide on; none named is all of their host's side.
    regions: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    user: Mapped[User] = relationship()
    host: Mapped[Host] = relationship(lazy="joined", innerjoin=True)

    def may(self, duty: Duty) -> bool:
        return duty.value in self.duties
