"""Interpreters, the sessions that they serve, and when they are there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person, User
from portal.companies.models import Party
from portal.consultations import rules
from portal.consultations.models.sessions import ConsultationSession
from portal.consultations.states import Availability
from portal.infra.db import Base, HasPublicId
from portal.kernel.interpreting import can_interpret_between, pairs_named
from portal.kernel.timespan import TimeSpan

interpreter_consultation = sa.Table(
    "interpreter_consultation",
    Base.metadata,
    sa.Column("interpreter_id", sa.ForeignKey("interpreter.id"), primary_key=True),
    sa.Column("consultation_id", sa.ForeignKey("consultation_session.id"), primary_key=True),
)


class Interpreter(HasPublicId, Base):
    """A person who interprets for a host; their languages stand with the person."""

    __tablename__ = "interpreter"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), unique=True)
    party_id: Mapped[int] = mapped_column(sa.ForeignKey("party.id"), unique=True)
    host_id: Mapped[int] = mapped_column(sa.ForeignKey("host.id"), index=True)
    # Between which languages, such as ko-zh; none named means any two of those that they speak.
    pairs: Mapped[list[str]] = mapped_column(default=list)
    # Groups of the taxonomy whose words they know, by their codes.
    groups: Mapped[list[str]] = mapped_column(default=list)
    most_per_day: Mapped[int | None]
    rest_minutes: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    user: Mapped[User | None] = relationship()
    party: Mapped[Party] = relationship()
    consultations: Mapped[list[ConsultationSession]] = relationship(
        secondary=interpreter_consultation
    )

    def duty(self, hours: Collection[rules.Hours], answer: Availability | None) -> rules.Duty:
        """The rules of their work in a session with these hours, to which they answered this."""
        rest = timedelta(minutes=self.rest_minutes)
        return rules.Duty(hours, self.most_per_day, rest, answer is Availability.DECLINED)

    def interprets_between(self, one: Collection[str], other: Collection[str]) -> bool:
        """Whether they can help two sides who speak these languages."""
        pairs = pairs_named(self.pairs)
        return can_interpret_between(self.person.languages, pairs, one, other)


class InterpreterInvitation(Base):
    """Whether an interpreter comes to a session: asked by a coordinator, answered by themselves.

    Whoever was not asked is in the session because their host has put them there.
    """

    __tablename__ = "interpreter_invitation"

    interpreter_id: Mapped[int] = mapped_column(sa.ForeignKey("interpreter.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("consultation_session.id"), primary_key=True, index=True
    )
    answer: Mapped[Availability] = mapped_column(default=Availability.ASKED)
    note: Mapped[str | None] = mapped_column(sa.String(500))
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]


class InterpreterHours(Base):
    """When an interpreter is there on one day of a session; without times not on that day at all.

    A day without a row is free from morning to night. Days are Beijing's.
    """

    __tablename__ = "interpreter_hours"
    __table_args__ = (
        sa.CheckConstraint(
            "(starts_at IS NULL AND ends_at IS NULL) OR starts_at < ends_at", name="window"
        ),
    )

    interpreter_id: Mapped[int] = mapped_column(sa.ForeignKey("interpreter.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("consultation_session.id"), primary_key=True, index=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]

    @property
    def hours(self) -> rules.Hours:
        window = None
        if self.starts_at is not None and self.ends_at is not None:
            window = TimeSpan(self.starts_at, self.ends_at)
        return rules.Hours(self.day, window)
