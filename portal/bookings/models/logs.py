"""What each side says came of a meeting."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.bookings.models.meetings import Booking
from portal.bookings.states import Currency, MeetingResult
from portal.infra.db import Base, HasPublicId
from portal.kernel import clock
from portal.kernel.clocks import Side


class ConsultationLog(HasPublicId, Base):
    """One side's record of a meeting; the other side never sees it. Amounts are whole units."""

    __tablename__ = "consultation_log"
    __table_args__ = (sa.UniqueConstraint("booking_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("booking.id"))
    side: Mapped[Side]
    result: Mapped[MeetingResult]
    next_step: Mapped[str | None] = mapped_column(sa.String(300))
    next_step_on: Mapped[date | None]
    currency: Mapped[Currency | None]
    consultation_amount: Mapped[int | None] = mapped_column(sa.BigInteger)
    expected_amount: Mapped[int | None] = mapped_column(sa.BigInteger)
    signed_amount: Mapped[int | None] = mapped_column(sa.BigInteger)
    note: Mapped[str | None] = mapped_column(sa.String(2000))
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    booking: Mapped[Booking] = relationship()
