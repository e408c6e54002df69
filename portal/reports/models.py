"""What reports keep: how a coordinator's last list looked, and papers while they are wanted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.consultations.models import ConsultationSession
from portal.infra.db import OF_THIS_DATABASE, Base, HasPublicId
from portal.kernel import clock
from portal.kernel.languages import Language, Text
from portal.reports.papers.kinds import PaperKind


class ListChoice(Base):
    """How the last attendee list looked that somebody took, to begin the next one with."""

    __tablename__ = "list_choice"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    kept: Mapped[dict[str, Any]]


class Paper(HasPublicId, Base):
    """A paper that somebody asked for: waiting, in the making, ready until it expires, or failed.

    `parts` counts what is made of it. It can be made again at any time, so no backup has it.
    """

    __tablename__ = "paper"
    __table_args__ = ({"info": OF_THIS_DATABASE},)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("consultation_session.id"), index=True
    )
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    kind: Mapped[PaperKind]
    language: Mapped[Language]
    address: Mapped[str] = mapped_column(sa.String(200))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    parts: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime | None]
    failed: Mapped[str | None] = mapped_column(sa.String(500))
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    body: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)

    consultation: Mapped[ConsultationSession] = relationship()

    @property
    def why_failed(self) -> Text | None:
        """Why it could not be made; `failed` keeps the sentence before it has a language."""
        return Text(self.failed) if self.failed else None
