"""What is said of a meeting on its day: notes among coordinators, and who is running late."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.bookings.rules.presence import Came
from portal.infra.db import Base
from portal.kernel import clock
from portal.kernel.clocks import Side


class BookingNote(Base):
    """What a coordinator notes about a meeting for colleagues; companies never see it."""

    __tablename__ = "booking_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("booking.id"), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.String(500))
    noted_at: Mapped[datetime] = mapped_column(default=clock.now)


class RunningLate(Base):
    """By how many minutes an interpreter expects to be late for a meeting; said again, it changes.

    It counts as long as the same interpreter is seated.
    """

    __tablename__ = "running_late"

    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("booking.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    minutes: Mapped[int]
    said_at: Mapped[datetime] = mapped_column(default=clock.now)


class AttendanceStatement(Base):
    """What one side states of who came to a meeting; said again, it changes."""

    __tablename__ = "attendance_statement"

    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("booking.id"), primary_key=True)
    side: Mapped[Side] = mapped_column(primary_key=True)
    came: Mapped[Came]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    stated_at: Mapped[datetime] = mapped_column(default=clock.now)
