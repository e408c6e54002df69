"""Consultation sessions: their slots and rooms, who takes part, and who attends."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Host, Person
from portal.companies.models import Company, Party, Region
from portal.consultations import rules
from portal.consultations.states import (
    BookingMode,
    LinkKind,
    OfferState,
    ParticipationState,
    Phase,
    Whereabouts,
)
from portal.infra.db import Base, HasPublicId
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Text, Wording
from portal.kernel.timespan import TimeSpan
from portal.technologies.states import ProfileKind

consultation_region = sa.Table(
    "consultation_region",
    Base.metadata,
    sa.Column("consultation_id", sa.ForeignKey("consultation_session.id"), primary_key=True),
    sa.Column("region_code", sa.ForeignKey("region.code"), primary_key=True),
    # How many of its companies can take part; no number, no limit.
    sa.Column("places", sa.Integer),
)

unavailable_slot = sa.Table(
    "unavailable_slot",
    Base.metadata,
    sa.Column("participation_id", sa.ForeignKey("participation.id"), primary_key=True),
    sa.Column("slot_id", sa.ForeignKey("slot.id"), primary_key=True, index=True),
)


class HasMeetingLink:
    """A way to meet with what one needs to come in, and what is tried when it does not work.

    Columns are empty where nothing was set.
    """

    link_kind: Mapped[LinkKind | None]
    link_url: Mapped[str | None] = mapped_column(sa.String(500))
    link_number: Mapped[str | None] = mapped_column(sa.String(60))
    link_password: Mapped[str | None] = mapped_column(sa.String(60))
    fall_backs: Mapped[list[dict[str, str]] | None]

    @property
    def link(self) -> rules.Link | None:
        """What was set, or None."""
        if self.link_kind is None:
            return None
        return rules.Link(self.link_kind, self.link_url, self.link_number, self.link_password)

    @property
    def then(self) -> tuple[rules.Link, ...]:
        """What is tried next, in this order."""
        return tuple(rules.Link.of(facts) for facts in self.fall_backs or ())


class ConsultationSession(HasPublicId, HasMeetingLink, Base):
    """The dated block that coordinators open. Times are moments; its days are Beijing's."""

    __tablename__ = "consultation_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    host_id: Mapped[int] = mapped_column(sa.ForeignKey("host.id"), index=True)
    partner_host_id: Mapped[int | None] = mapped_column(sa.ForeignKey("host.id"), index=True)
    # No timetable is published before the partner host has agreed to exactly that one.
    partner_agrees: Mapped[bool] = mapped_column(default=False)
    title: Mapped[Wording]
    about: Mapped[Wording]
    booking_mode: Mapped[BookingMode]
    slot_minutes: Mapped[int]
    pause_minutes: Mapped[int]
    needs_interpreter: Mapped[bool] = mapped_column(default=False)
    joining_ends_at: Mapped[datetime]
    asking_ends_at: Mapped[datetime]
    booking_ends_at: Mapped[datetime]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    asking_side: Mapped[Side | None]
    asking_kind: Mapped[ProfileKind | None]
    same_group: Mapped[bool] = mapped_column(default=False)
    asking_regions: Mapped[list[str]] = mapped_column(default=list)
    most_open_requests: Mapped[int | None]
    most_meetings: Mapped[int | None]
    most_in_a_row: Mapped[int | None]
    rest_minutes: Mapped[int] = mapped_column(default=0)
    notice_minutes: Mapped[int] = mapped_column(default=0)
    change_minutes: Mapped[int] = mapped_column(default=0)
    request_hours: Mapped[int] = mapped_column(default=72)
    offer_minutes: Mapped[int] = mapped_column(default=120)
    # How many minutes before its meetings their people are reminded.
    reminders: Mapped[list[int]] = mapped_column(default=lambda: list(rules.REMINDERS))
    # How many Korean companies can take part; those of a region stand with it.
    korean_places: Mapped[int | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    host: Mapped[Host] = relationship(foreign_keys=[host_id], lazy="joined", innerjoin=True)
    partner_host: Mapped[Host | None] = relationship(foreign_keys=[partner_host_id])
    regions: Mapped[list[Region]] = relationship(
        secondary=consultation_region, order_by=Region.position, lazy="selectin"
    )

    @property
    def timetable(self) -> rules.Timetable:
        """The moments that move it from phase to phase."""
        return rules.Timetable(
            mode=self.booking_mode,
            joining_ends_at=self.joining_ends_at,
            asking_ends_at=self.asking_ends_at,
            booking_ends_at=self.booking_ends_at,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            opened_at=self.opened_at,
            closed_at=self.closed_at,
        )

    @property
    def terms(self) -> rules.Terms:
        """Within which limits companies ask, book and change."""
        return rules.Terms(
            asking_side=self.asking_side,
            asking_kind=self.asking_kind,
            same_group=self.same_group,
            asking_regions=frozenset(self.asking_regions),
            most_open_requests=self.most_open_requests,
            most_meetings=self.most_meetings,
            most_in_a_row=self.most_in_a_row,
            rest_minutes=self.rest_minutes,
            notice_minutes=self.notice_minutes,
            change_minutes=self.change_minutes,
            request_hours=self.request_hours,
            offer_minutes=self.offer_minutes,
            reminders=tuple(self.reminders),
        )

    @property
    def phase(self) -> Phase:
        """Where it stands now."""
        return rules.phase_of(self.timetable, clock.now())

    @property
    def phase_words(self) -> Text:
        """What people call this phase of this session."""
        return self.phase.words_in(self.booking_mode)

    @property
    def host_ids(self) -> set[int]:
        """Its owning host, and its partner host if it has one."""
        return {self.host_id} | ({self.partner_host_id} if self.partner_host_id else set())

    @property
    def agreeing_host(self) -> Host | None:
        """The partner host, where a timetable needs its agreement."""
        return self.partner_host if self.partner_agrees else None

    @property
    def region_codes(self) -> set[str]:
        return {region.code for region in self.regions}


class Slot(HasPublicId, Base):
    """One bookable time span of a consultation session; known by its start.

    One that a change of the session's grid took away stays, with `gone_at`, for the meetings that
    were in it; it comes back when the grid has its time again.
    """

    __tablename__ = "slot"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation_session.id"))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]

    consultation: Mapped[ConsultationSession] = relationship()

    @property
    def span(self) -> TimeSpan:
        return TimeSpan(self.starts_at, self.ends_at)


class Room(Base):
    """A numbered room or line of a session; a session without rooms has no limit.

    One that was taken away stays, with `gone_at`, for the meetings that were in it.
    """

    __tablename__ = "room"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation_session.id"))
    party_id: Mapped[int] = mapped_column(sa.ForeignKey("party.id"), unique=True)
    number: Mapped[int]
    gone_at: Mapped[datetime | None]

    party: Mapped[Party] = relationship()


class Participation(HasPublicId, Base):
    """A company taking part in one consultation session."""

    __tablename__ = "participation"
    __table_args__ = (
        sa.UniqueConstraint("consultation_id", "company_id"),
        # Where places are limited, each number of a side or region is given out once.
        sa.Index(
            "uq_participation_place", "consultation_id", "place_in", "place_number", unique=True
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation_session.id"))
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    state: Mapped[ParticipationState]
    bookable: Mapped[bool] = mapped_column(default=True)
    whereabouts: Mapped[Whereabouts] = mapped_column(default=Whereabouts.OWN_OFFICE)
    # It comes with somebody who interprets between Korean and Chinese for it.
    own_interpreter: Mapped[bool] = mapped_column(default=False)
    # Its own limit, beside the session's.
    most_meetings: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(sa.String(500))
    decision_reason: Mapped[str | None] = mapped_column(sa.String(1000))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]
    # The place that it has or is offered, where places are limited: "KR" or a region's code.
    place_in: Mapped[str | None] = mapped_column(sa.String(12))
    place_number: Mapped[int | None]
    # Where it stands on the waiting list: lower numbers come first.
    waiting_number: Mapped[int | None]

    consultation: Mapped[ConsultationSession] = relationship(lazy="joined", innerjoin=True)
    company: Mapped[Company] = relationship(lazy="joined", innerjoin=True)
    unavailable: Mapped[list[Slot]] = relationship(secondary=unavailable_slot)


class PlaceOffer(HasPublicId, Base):
    """A place in a session kept for one company of the waiting list until it answers."""

    __tablename__ = "place_offer"
    __table_args__ = (
        sa.Index(
            "uq_place_offer_live",
            "participation_id",
            unique=True,
            sqlite_where=sa.text("state = 'OFFERED'"),
            postgresql_where=sa.text("state = 'OFFERED'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(sa.ForeignKey("participation.id"), index=True)
    state: Mapped[OfferState] = mapped_column(default=OfferState.OFFERED)
    offered_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    participation: Mapped[Participation] = relationship(lazy="joined", innerjoin=True)


class Delegate(HasPublicId, Base):
    """A person named to attend for a participation: all its meetings, unless somebody is chosen.

    Whoever `stands_in` was named for single meetings, and attends only those.
    """

    __tablename__ = "delegate"
    __table_args__ = (sa.UniqueConstraint("participation_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(sa.ForeignKey("participation.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    stands_in: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    participation: Mapped[Participation] = relationship()
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
