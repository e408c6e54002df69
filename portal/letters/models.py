"""Letters: what a coordinator writes to a group, first as a draft, then sent for good."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.consultations.models import ConsultationSession
from portal.infra.db import Base, HasPublicId
from portal.kernel import clock
from portal.kernel.languages import Language, Wording
from portal.letters.rules import PLACEHOLDERS, Audience, Words, filled
from portal.letters.states import Readers


class Letter(HasPublicId, Base):
    """A letter of a host. The messages that came of it know it by its id."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(sa.ForeignKey("host.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("user_account.id", ondelete="SET NULL"), index=True
    )
    author_name: Mapped[str] = mapped_column(sa.String(200))
    consultation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("consultation_session.id", ondelete="CASCADE"), index=True
    )
    readers: Mapped[Readers]
    states: Mapped[list[str]] = mapped_column(default=list)
    places: Mapped[list[str]] = mapped_column(default=list)
    subject: Mapped[Wording]
    text: Mapped[Wording]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]
    reached: Mapped[int] = mapped_column(default=0)

    author: Mapped[User | None] = relationship()
    consultation: Mapped[ConsultationSession | None] = relationship()

    @property
    def heading(self) -> Wording:
        """Its subject as lists show it: what differs from reader to reader is left open."""
        return Wording.of({each.value: self._headed(each) for each in Language})

    def _headed(self, language: Language) -> str | None:
        written = self.subject.exactly(language)
        title = self.consultation.title.best(language).text if self.consultation else "…"
        open_names = dict.fromkeys(PLACEHOLDERS, "…")
        return filled(written, open_names | {"session": title}) if written else None

    @property
    def audience(self) -> Audience:
        return Audience(self.readers, frozenset(self.states), frozenset(self.places))

    @property
    def words(self) -> Words:
        return Words(self.subject, self.text)

    @property
    def details(self) -> dict[str, Any]:
        """What the trail keeps of it."""
        return {"readers": self.readers.value, "states": self.states, "places": self.places}
