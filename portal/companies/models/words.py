"""What companies are found by: tokens of their names, places and numbers."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Base


class CompanyWords(Base):
    """The tokens of a company, each behind the letter of the place it stands in."""

    __tablename__ = "company_words"

    company_id: Mapped[int] = mapped_column(
        sa.ForeignKey("company.id", ondelete="CASCADE"), primary_key=True
    )
    tokens: Mapped[str] = mapped_column(sa.Text)
