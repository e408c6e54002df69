"""The taxonomy of environmental technology: groups, and the fields profiles are filed under."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.infra.db import Base
from portal.kernel.languages import Wording


class FieldGroup(Base):
    """One of the ten groups of the taxonomy."""

    __tablename__ = "field_group"

    code: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    name: Mapped[Wording]
    position: Mapped[int]


class Field(Base):
    """A leaf of the taxonomy: what profiles are filed under."""

    __tablename__ = "field"

    code: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    group_code: Mapped[str] = mapped_column(sa.ForeignKey("field_group.code"), index=True)
    name: Mapped[Wording]
    # Other words for it, of all languages, that people search for.
    aliases: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    position: Mapped[int]

    group: Mapped[FieldGroup] = relationship(lazy="joined", innerjoin=True)
