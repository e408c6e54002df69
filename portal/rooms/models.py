"""Who is in a meeting's room and was in it, what browsers tell each other, and what was written."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import OF_THIS_DATABASE, Base
from portal.kernel import clock
from portal.rooms.rules import Found, is_gone, recommended
from portal.rooms.states import Recommendation, Role, SignalKind


class Presence(Base):
    """One stay of one person in a room: who was there, from when to when.

    `key` names the browser's page while it is there. Nobody is in a room twice.
    """

    __tablename__ = "room_presence"
    __table_args__ = (
        sa.Index("ix_room_presence_there", "booking_id", "left_at"),
        sa.Index(
            "uq_room_presence_there",
            "booking_id",
            "user_id",
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("booking.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    key: Mapped[str] = mapped_column(sa.String(24), unique=True)
    role: Mapped[Role]
    name: Mapped[str] = mapped_column(sa.String(120))
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    left_at: Mapped[datetime | None]

    @property
    def until(self) -> datetime | None:
        """When they left, or were last heard of; None while they are there."""
        if self.left_at is None and is_gone(self.seen_at, clock.now()):
            return self.seen_at
        return self.left_at


class Signal(Base):
    """Something that one page in a room tells another, until that one says that it has it."""

    __tablename__ = "room_signal"
    __table_args__ = (
        sa.Index("ix_room_signal_receiver", "receiver", "id"),
        # Numbers that were given out come never again, or a page would take news for old.
        {"info": OF_THIS_DATABASE, "sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("booking.id"), index=True)
    sender: Mapped[str] = mapped_column(sa.String(24))
    receiver: Mapped[str] = mapped_column(sa.String(24))
    kind: Mapped[SignalKind]
    body: Mapped[str] = mapped_column(sa.String(20_000))


class RoomMessage(Base):
    """What somebody wrote in a room, for everybody in it."""

    __tablename__ = "room_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("booking.id"), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    role: Mapped[Role]
    name: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.String(1000))
    said_at: Mapped[datetime] = mapped_column(default=clock.now)


class DeviceCheck(Base):
    """What the last check of somebody's devices and network found."""

    __tablename__ = "device_check"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    camera: Mapped[bool]
    microphone: Mapped[bool]
    speakers: Mapped[bool | None]
    direct: Mapped[bool]
    relayed: Mapped[bool | None]
    kbps: Mapped[int]
    device: Mapped[str] = mapped_column(sa.String(60))
    checked_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def recommended(self) -> Recommendation:
        return recommended(
            Found(
                camera=self.camera,
                microphone=self.microphone,
                speakers=self.speakers,
                direct=self.direct,
                relayed=self.relayed,
                kbps=self.kbps,
            )
        )
