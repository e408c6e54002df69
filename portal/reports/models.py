"""What reports keep: how a coordinator's last list looked."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Base


class ListChoice(Base):
    """How the last attendee list looked that somebody took, to begin the next one with."""

    __tablename__ = "list_choice"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    kept: Mapped[dict[str, Any]]
