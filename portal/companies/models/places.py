"""Regions and their cities: tables, and the places of companies, which a process reads once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.infra.db import Base, session
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording


class Region(Base):
    """A province or city of provincial rank; `cooperates` marks those that sessions are for."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    side: Mapped[Side]
    name: Mapped[Wording]
    short_name: Mapped[Wording]
    seal: Mapped[Wording]
    tone: Mapped[str] = mapped_column(sa.String(8))
    aliases: Mapped[list[str]]
    cooperates: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]


class City(Base):
    """A city or district of a region."""

    __tablename__ = "city"

    code: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    region_code: Mapped[str] = mapped_column(sa.ForeignKey("region.code"), index=True)
    name: Mapped[Wording]
    short_name: Mapped[Wording]
    aliases: Mapped[list[str]]
    position: Mapped[int]

    region: Mapped[Region] = relationship()


@dataclass(frozen=True)
class Place:
    """A region or a city as pages show it. It belongs to no transaction, so all can share it."""

    code: str
    name: Wording
    short_name: Wording
    aliases: tuple[str, ...]
    seal: Wording = field(default_factory=Wording)
    tone: str = ""


class _Known:
    """The places of one table by their codes, read again when one is asked for that is new.

    An upgrade that gives a place another name is seen by processes that start after it.
    """

    def __init__(self, table: type[Base], *columns: str) -> None:
        self._query = sa.select(*(table.__table__.c[name] for name in columns))
        self._places: Mapping[str, Place] = {}

    def of(self, code: str | None) -> Place | None:
        """The place with this code."""
        if code is None:
            return None
        if code not in self._places:
            self._places = {row.code: _place(row) for row in session.execute(self._query)}
        return self._places.get(code)


def _place(row: Any) -> Place:
    return Place(**{**row._mapping, "aliases": tuple(row.aliases)})


_COLUMNS = ("code", "name", "short_name", "aliases")
region = _Known(Region, *_COLUMNS, "seal", "tone").of
city = _Known(City, *_COLUMNS).of
