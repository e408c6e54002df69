"""What people were told of a meeting because its time had come, so that each is told once."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Base
from portal.kernel import clock


class BookingNotice(Base):
    """One matter of a meeting at one time that is settled: told, or found not worth telling.

    A meeting that moves has another `starts_at`, so its people are reminded anew.
    """

    __tablename__ = "booking_notice"
    __table_args__ = (sa.UniqueConstraint("booking_id", "matter", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("booking.id"))
    matter: Mapped[str] = mapped_column(sa.String(24))
    starts_at: Mapped[datetime]
    settled_at: Mapped[datetime] = mapped_column(default=clock.now)
