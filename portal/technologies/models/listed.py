"""What the catalogue lists and finds: a row of tags and a row of words for each published profile.

They say again, in a form that is quickly counted and looked up, what profiles say; whoever changes
a profile writes them in the same transaction (`services.indexing`). Models and reads of them are
kept apart from those of the profiles, which know nothing of them.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import OF_THIS_DATABASE, Base
from portal.kernel.clocks import Side
from portal.technologies.states import ProfileKind

# The letters that tell in which place of a profile a token stands.
TITLE, SUMMARY, REST = "t", "s", "x"


class CatalogueEntry(Base):
    """A published profile as the catalogue counts and orders it.

    `tags` are one for each choice of a filter that shows it (`rules.listing.tag`), `published` and
    `expires` microseconds since 1970. Whether its company may be shown is asked of the company.
    """

    __tablename__ = "catalogue_entry"

    profile_id: Mapped[int] = mapped_column(
        sa.ForeignKey("technology_profile.id", ondelete="CASCADE"), primary_key=True
    )
    company_id: Mapped[int] = mapped_column(
        sa.ForeignKey("company.id", ondelete="CASCADE"), index=True
    )
    published: Mapped[int] = mapped_column(sa.BigInteger)
    expires: Mapped[int | None] = mapped_column(sa.BigInteger)
    tags: Mapped[str] = mapped_column(sa.String(400))


class ProfileWords(Base):
    """The tokens of a published profile, each behind the letter of the place it stands in."""

    __tablename__ = "profile_words"

    profile_id: Mapped[int] = mapped_column(
        sa.ForeignKey("technology_profile.id", ondelete="CASCADE"), primary_key=True
    )
    tokens: Mapped[str] = mapped_column(sa.Text)


class ProfileMark(Base):
    """One thing that a published profile speaks of: a concept, or a field of the taxonomy.

    `first` says that it stands in the title or in the figures. Kind and side stand here again, so
    that what answers a need is found by one index.
    """

    __tablename__ = "profile_mark"

    mark: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    kind: Mapped[ProfileKind] = mapped_column(primary_key=True)
    side: Mapped[Side] = mapped_column(primary_key=True)
    profile_id: Mapped[int] = mapped_column(
        sa.ForeignKey("technology_profile.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    first: Mapped[bool]


# Marks that triggers leave when what is listed changes, in the manner of `calm_change`; they say
# which entry it was, or which company. One without either stands for everything.
CATALOGUE_CHANGE = sa.Table(
    "catalogue_change",
    Base.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("mark", sa.BigInteger, nullable=False),
    sa.Column("profile_id", sa.Integer),
    sa.Column("company_id", sa.Integer),
    info=OF_THIS_DATABASE,
)


def microseconds(moment: datetime | None) -> int | None:
    """A moment as a number that is quickly ordered."""
    return None if moment is None else round(moment.timestamp() * 1_000_000)
