"""Who may come by a link, who is in a meeting's room and was in it, what was told, written and
handed over."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.infra.db import OF_THIS_DATABASE, Base, HasPublicId
from portal.kernel import clock, identifiers
from portal.kernel.languages import Language
from portal.rooms.rules import Found, is_gone, recommended
from portal.rooms.states import Recommendation, Role, SignalKind
from portal.technologies.models import ProfileFile
from portal.technologies.rules.disclosure import Rung
from portal.technologies.states import ProfileState


def reader_of(address: str) -> str:
    """By what an address is known where it is not kept."""
    return identifiers.digest(address.strip().casefold())


def _digest_of_address(context: Any) -> str:
    return reader_of(context.get_current_parameters()["address"])


class JoinLink(HasPublicId, Base):
    """A link by which one named person enters the room of one meeting, and nothing else.

    Only digests of its secrets are kept: of the first mail's, and in `also` of those that reminders
    brought. `user_id` is their account, where they have one and belong to the meeting; `person_id`
    is set where the portal made the link by itself, for somebody who attends without an account;
    `made_by_id` is then nobody's. Either way the link opens no longer than they belong there.
    `address` is forgotten when the meeting is over; of it the digest stays, as `reader`.
    """

    __tablename__ = "join_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("booking.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    role: Mapped[Role]
    name: Mapped[str] = mapped_column(sa.String(120))
    address: Mapped[str] = mapped_column(sa.String(254))
    reader: Mapped[str] = mapped_column(sa.String(64), default=_digest_of_address)
    language: Mapped[Language] = mapped_column(default=Language.EN)
    also: Mapped[list[str]] = mapped_column(default=list)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]

    booking: Mapped[Booking] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    made_by: Mapped[User | None] = relationship(foreign_keys=[made_by_id])


class QuietReader(Base):
    """An address that wants no mails with links into meetings; only its digest is kept."""

    __tablename__ = "quiet_reader"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(default=clock.now)


class VenueLink(HasPublicId, Base):
    """A link by which a venue joins the meetings that its companies have on a day.

    Only the digest of its secret is kept. `companies` are the public ids of those who sit there;
    `booking_id` is the meeting whose turn it is, once somebody moved on.
    """

    __tablename__ = "venue_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("consultation_session.id"), index=True
    )
    day: Mapped[date]
    name: Mapped[str] = mapped_column(sa.String(60))
    companies: Mapped[list[str]] = mapped_column(default=list)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    booking_id: Mapped[int | None] = mapped_column(sa.ForeignKey("booking.id"))
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]

    consultation: Mapped[ConsultationSession] = relationship()


def _there_once(name: str, column: str) -> sa.Index:
    """Who is known by this column is in a room with one page at a time."""
    there = sa.text("left_at IS NULL")
    return sa.Index(
        name, "booking_id", column, unique=True, sqlite_where=there, postgresql_where=there
    )


class Presence(Base):
    """One stay of one person in a room: who was there, from when to when.

    They have an account, came by a link, or sit at a venue. `key` names the browser's page while
    it is there. `unreached` is how many of the others the page finds no way to. Nobody is in a room
    twice.
    """

    __tablename__ = "room_presence"
    __table_args__ = (
        sa.Index("ix_room_presence_there", "booking_id", "left_at"),
        _there_once("uq_room_presence_there", "user_id"),
        _there_once("uq_room_presence_at_venue", "venue_id"),
        _there_once("uq_room_presence_by_link", "link_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("booking.id"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    link_id: Mapped[int | None] = mapped_column(sa.ForeignKey("join_link.id"))
    venue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("venue_link.id"))
    key: Mapped[str] = mapped_column(sa.String(24), unique=True)
    role: Mapped[Role]
    name: Mapped[str] = mapped_column(sa.String(120))
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    left_at: Mapped[datetime | None]
    unreached: Mapped[int] = mapped_column(default=0)

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
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
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
    def found(self) -> Found:
        """What it found, as rules take it."""
        return Found(
            camera=self.camera,
            microphone=self.microphone,
            speakers=self.speakers,
            direct=self.direct,
            relayed=self.relayed,
            kbps=self.kbps,
        )

    @property
    def recommended(self) -> Recommendation:
        return recommended(self.found)


class RoomCall(Base):
    """Somebody in a room asks its coordinators to come; gone when one is there or it is taken back.

    `coming` is the name of the coordinator who said that they come.
    """

    __tablename__ = "room_call"

    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("booking.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    called_at: Mapped[datetime] = mapped_column(default=clock.now)
    coming: Mapped[str | None] = mapped_column(sa.String(200))


class RoomNotes(Base):
    """What the people in a room write down together; `version` grows with every change."""

    __tablename__ = "room_notes"

    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("booking.id"), primary_key=True)
    text: Mapped[str] = mapped_column(sa.String(10_000))
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class HandedFile(Base):
    """A company handed a file of a profile to its partner in a meeting, and may take it back.

    `rung` is where the file stood then, and `sha256` what it was: a file that was raised or
    replaced since is not what was handed over. The name stays when the file is gone.
    """

    __tablename__ = "handed_file"
    __table_args__ = (
        sa.Index(
            "uq_handed_file_standing",
            "booking_id",
            "file_id",
            unique=True,
            sqlite_where=sa.text("taken_back_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("booking.id"), index=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"))
    file_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("profile_file.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str] = mapped_column(sa.String(255))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    rung: Mapped[Rung]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    handed_at: Mapped[datetime] = mapped_column(default=clock.now)
    taken_back_at: Mapped[datetime | None]

    booking: Mapped[Booking] = relationship()
    owner: Mapped[Company] = relationship(lazy="joined", innerjoin=True)
    file: Mapped[ProfileFile | None] = relationship(lazy="joined")

    @property
    def is_unchanged(self) -> bool:
        """Whether the file is still what was handed over, and its profile still published."""
        file = self.file
        return (
            file is not None
            and file.sha256 == self.sha256
            and file.profile.state is ProfileState.PUBLISHED
        )
