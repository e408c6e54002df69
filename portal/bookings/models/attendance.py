"""Who attends a single meeting, where a company says more than whom it names for the session."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Base
from portal.kernel.clocks import Side


class Attendee(Base):
    """One of the people whom a side chose for one meeting.

    A side that chose nobody sends everybody whom it named for the whole session.
    """

    __tablename__ = "attendee"

    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("booking.id"), primary_key=True)
    delegate_id: Mapped[int] = mapped_column(
        sa.ForeignKey("delegate.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    side: Mapped[Side]
