"""Timetables of a session: proposals being built, drafts, and the versions that were published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Host, User
from portal.consultations.models import ConsultationSession
from portal.infra.db import Base, HasPublicId
from portal.kernel import clock
from portal.timetabling.situation import Keep, Planned
from portal.timetabling.states import Agreed, TimetableState


class Timetable(HasPublicId, Base):
    """One placement of a session's meetings: how it was asked for, how far it is, what it is worth.

    `number` counts the proposals of a session, `version` those that were published, which never
    change again. `revision` grows with every change by hand. `known` are the meetings that stood
    when it was made, and where; `gains` say what one more room and so on would bring; `seconds` is
    how long the solver may search, `spare_rooms` and `spare_interpreters` what it leaves free in
    every slot. `smallest_share` is the part of what it could have that the company served least
    has, from 0 to 1; `served` says what each has and could have, `counted_for` names the wishes for
    which all was counted.
    """

    __tablename__ = "timetable"
    __table_args__ = (
        sa.UniqueConstraint("consultation_id", "number"),
        sa.UniqueConstraint("consultation_id", "version"),
        # One proposal of a session is built at a time.
        sa.Index(
            "uq_timetable_building",
            "consultation_id",
            unique=True,
            sqlite_where=sa.text("state = 'BUILDING'"),
            postgresql_where=sa.text("state = 'BUILDING'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation_session.id"))
    number: Mapped[int]
    version: Mapped[int | None]
    state: Mapped[TimetableState] = mapped_column(default=TimetableState.BUILDING)
    revision: Mapped[int] = mapped_column(default=0)

    seconds: Mapped[int]
    fair: Mapped[bool] = mapped_column(default=False)
    few_gaps: Mapped[bool] = mapped_column(default=False)
    spare_rooms: Mapped[int] = mapped_column(default=0)
    spare_interpreters: Mapped[int] = mapped_column(default=0)
    keep: Mapped[Keep]
    most_changes: Mapped[int | None]
    with_unconfirmed: Mapped[bool] = mapped_column(default=False)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    stop_asked: Mapped[bool] = mapped_column(default=False)
    done: Mapped[float] = mapped_column(default=0.0)

    weight: Mapped[int] = mapped_column(default=0)
    bound: Mapped[int] = mapped_column(default=0)
    placed: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    unserved: Mapped[int] = mapped_column(default=0)
    smallest_share: Mapped[float | None]
    idle: Mapped[int] = mapped_column(default=0)
    counted_for: Mapped[str | None] = mapped_column(sa.String(32))
    served: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changes: Mapped[int] = mapped_column(default=0)
    known: Mapped[dict[str, Any]] = mapped_column(default=dict)
    gains: Mapped[dict[str, Any]] = mapped_column(default=dict)

    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    note: Mapped[str | None] = mapped_column(sa.String(500))
    log: Mapped[dict[str, Any]] = mapped_column(default=dict)

    consultation: Mapped[ConsultationSession] = relationship(lazy="joined", innerjoin=True)
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])
    published_by: Mapped[User | None] = relationship(foreign_keys=[published_by_id])

    @property
    def share(self) -> float | None:
        """The part of what is possible at most that it reaches, from 0 to 1.

        None where nobody has looked for what is possible: a draft made by hand.
        """
        return min(1.0, self.weight / self.bound) if self.bound else None

    @property
    def unplaced(self) -> int:
        return max(0, self.asked - self.placed)


class TimetableMeeting(Base):
    """A pair in its slot, as a timetable has it; a locked one stays where it is."""

    __tablename__ = "timetable_meeting"
    __table_args__ = (
        sa.UniqueConstraint(
            "timetable_id",
            "korean_company_id",
            "chinese_company_id",
            name="uq_timetable_meeting_pair",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    timetable_id: Mapped[int] = mapped_column(sa.ForeignKey("timetable.id"))
    korean_company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"))
    chinese_company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"))
    slot_id: Mapped[int] = mapped_column(sa.ForeignKey("slot.id"))
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("room.id"))
    interpreter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("interpreter.id"))
    locked: Mapped[bool] = mapped_column(default=False)

    @property
    def planned(self) -> Planned:
        return Planned(
            self.korean_company_id,
            self.chinese_company_id,
            self.slot_id,
            self.room_id,
            self.interpreter_id,
            self.locked,
        )


class InterpreterWaiver(Base):
    """A pair of a session that meets without the interpreter it needs: who let it, and why."""

    __tablename__ = "interpreter_waiver"
    __table_args__ = (
        sa.UniqueConstraint(
            "consultation_id",
            "korean_company_id",
            "chinese_company_id",
            name="uq_interpreter_waiver_pair",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation_session.id"))
    korean_company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"))
    chinese_company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"))
    why: Mapped[str] = mapped_column(sa.String(500))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    by: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class TimetableAgreement(Base):
    """A step to the partner host's agreement: it was asked, agreed or declined, to exactly what.

    `fingerprint` is that of the publication that was shown; `words` are those of whoever answered.
    """

    __tablename__ = "timetable_agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    timetable_id: Mapped[int] = mapped_column(sa.ForeignKey("timetable.id"), index=True)
    host_id: Mapped[int] = mapped_column(sa.ForeignKey("host.id"))
    step: Mapped[Agreed]
    fingerprint: Mapped[str] = mapped_column(sa.String(32))
    words: Mapped[str | None] = mapped_column(sa.String(500))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    by: Mapped[User] = relationship(lazy="joined", innerjoin=True)
    host: Mapped[Host] = relationship(lazy="joined", innerjoin=True)


class TimetableStep(Base):
    """One change of a draft by hand: how its meetings were before, and how after.

    An undone step can be done again until another one is made.
    """

    __tablename__ = "timetable_step"
    __table_args__ = (sa.UniqueConstraint("timetable_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    timetable_id: Mapped[int] = mapped_column(sa.ForeignKey("timetable.id"))
    number: Mapped[int]
    undone: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    # Lists of meetings as plain numbers, and what was done in words.
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    words: Mapped[dict[str, Any]]

    by: Mapped[User] = relationship()
