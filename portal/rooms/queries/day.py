"""The day of a session: each meeting with its people, and who of them is in its room.

Seven statements, however many meetings there are.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import sqlalchemy as sa

from portal.bookings import queries as bookings
from portal.bookings.models import Booking, BookingNote
from portal.bookings.queries import BookingFilter
from portal.bookings.states import BookingState
from portal.consultations.models import ConsultationSession
from portal.consultations.rules import Link, usable_now
from portal.consultations.states import LinkKind
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.rooms.models import DeviceCheck, Presence, RoomCall
from portal.rooms.queries.checks import Checks, checks_at
from portal.rooms.rules import Place, Proposal, place_of, proposed, stage_of
from portal.rooms.states import Role, Stage, Where

EVERY_KIND = frozenset(LinkKind)
# What the board shows unless somebody asks for all: what needs eyes now.
PRESSING = (Stage.LATE, Stage.NOW, Stage.NEXT)
# Who is somewhere else as far as the portal sees; in another service it sees nobody.
CALLED = (Where.MISSING, Where.EXPECTED, Where.LEFT, Where.LOST, Where.UNSEEN)


@dataclass(frozen=True)
class BoardFilter:
    """What to show of a day: stages, the region of the Chinese side, an interpreter."""

    stages: tuple[Stage, ...] = tuple(Stage)
    region: str | None = None
    interpreter: str | None = None

    def fits(self, row: Row) -> bool:
        booking = row.booking
        seated = booking.interpreter.public_id if booking.interpreter else None
        return (
            row.stage in self.stages
            and self.region in (None, booking.chinese_company.region_code)
            and self.interpreter in (None, seated)
        )


@dataclass(frozen=True)
class Row:
    """One meeting of the day: where it stands, and each place at it."""

    booking: Booking
    stage: Stage
    korean: Place
    chinese: Place
    interpreter: Place | None
    coordinators: tuple[str, ...] = ()
    notes: Sequence[BookingNote] = ()
    # By how many minutes the interpreter said that they will be late.
    says_late: int = 0
    # Who in the room asks a coordinator to come.
    call: RoomCall | None = None
    # What the newest checks of their devices found, by role.
    checks: Mapping[Role, DeviceCheck] = field(default_factory=dict)
    # The services that this portal can use; others stand for its room.
    usable: Container[LinkKind] = EVERY_KIND

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(place for place in (self.korean, self.chinese, self.interpreter) if place)

    @property
    def missing(self) -> list[Place]:
        """The places that are empty now."""
        return [place for place in self.places if place.where in CALLED]

    @property
    def proposal(self) -> Proposal:
        """The way to meet that suits the two sides, as far as they checked their devices."""
        return _proposed(self.booking, self.checks, self.usable, are_apart=self.are_apart)

    @property
    def are_apart(self) -> bool:
        """Whether somebody is in the room who finds no way to the others."""
        return not self.is_outside and any(each.where is Where.APART for each in self.places)

    @property
    def way(self) -> Link:
        """Where it takes place now."""
        return _way(self.booking, self.usable)

    @property
    def is_outside(self) -> bool:
        """Whether it takes place in a service of which the portal sees nobody."""
        return self.way.kind is not LinkKind.ROOM


@dataclass(frozen=True)
class Day:
    """The board of one day as it was at a moment, in the order in which one must look at it."""

    at: datetime
    rows: Sequence[Row]

    @property
    def calling(self) -> list[Row]:
        """The meetings from whose room a coordinator is called, who has called longest first."""
        rows = [(row.call.called_at, row) for row in self.rows if row.call is not None]
        return [row for _since, row in sorted(rows, key=lambda each: each[0])]

    def number(self, stage: Stage) -> int:
        return sum(row.stage is stage for row in self.rows)

    def shown(self, wanted: BoardFilter) -> list[Row]:
        return [row for row in self.rows if wanted.fits(row)]


def day_of(
    consultation: ConsultationSession, on: date, usable: Container[LinkKind] = EVERY_KIND
) -> Day:
    """The meetings of one day of Beijing's calendar that were not cancelled.

    `usable` are the services that this portal is set up for.
    """
    found = [
        booking
        for booking in bookings.bookings_of(consultation, BookingFilter(day=on))
        if booking.state is not BookingState.CANCELLED
    ]
    now = clock.now()
    rows = _rows(found, now, usable)
    order = list(Stage)
    rows.sort(key=lambda row: (order.index(row.stage), row.booking.span.starts_at, row.booking.id))
    return Day(now, rows)


def _rows(several: Sequence[Booking], now: datetime, usable: Container[LinkKind]) -> list[Row]:
    stays, notes = stays_in(several), bookings.notes_of(several)
    late, checks = bookings.running_late(several), checks_at(several)
    calls = calls_from(several)
    return [
        replace(
            _row(booking, stays.get(booking.id, ()), now, usable),
            notes=notes.get(booking.id, ()),
            says_late=late.get(booking.id, 0),
            call=calls.get(booking.id),
            checks=_checks_of(booking, checks),
        )
        for booking in several
    ]


def _checks_of(booking: Booking, checks: Checks) -> dict[Role, DeviceCheck]:
    interpreter = booking.interpreter
    found = {
        Role.KOREAN: checks.of_company.get(booking.korean_company_id),
        Role.CHINESE: checks.of_company.get(booking.chinese_company_id),
        Role.INTERPRETER: checks.of_user.get((interpreter and interpreter.user_id) or 0),
    }
    return {role: check for role, check in found.items() if check is not None}


def proposal_for(booking: Booking, usable: Container[LinkKind] = EVERY_KIND) -> Proposal:
    """The way to meet that suits the two sides of one meeting; in one statement."""
    return _proposed(booking, _checks_of(booking, checks_at([booking])), usable)


def _proposed(
    booking: Booking,
    checks: Mapping[Role, DeviceCheck],
    usable: Container[LinkKind],
    *,
    are_apart: bool = False,
) -> Proposal:
    found = {role: check.found for role, check in checks.items()}
    sides = found.get(Role.KOREAN), found.get(Role.CHINESE)
    return proposed(booking.ways, *sides, usable, are_apart=are_apart)


def _way(booking: Booking, usable: Container[LinkKind]) -> Link:
    return booking.ways[usable_now(booking.ways, usable)]


def _row(
    booking: Booking, stays: Sequence[Presence], now: datetime, usable: Container[LinkKind]
) -> Row:
    starts_at, ends_at = booking.span.starts_at, booking.span.ends_at

    def place(role: Role) -> Place:
        return place_of(
            role,
            stays,
            starts_at=starts_at,
            ends_at=ends_at,
            now=now,
            is_seen=_way(booking, usable).kind is LinkKind.ROOM,
        )

    korean, chinese = place(Role.KOREAN), place(Role.CHINESE)
    interpreter = place(Role.INTERPRETER) if booking.interpreter is not None else None
    places = [each for each in (korean, chinese, interpreter) if each]
    stage = stage_of(booking.state, places, starts_at=starts_at, ends_at=ends_at, now=now)
    called = [each.name for each in stays if each.role is Role.COORDINATOR and not each.until]
    return Row(booking, stage, korean, chinese, interpreter, tuple(called), usable=usable)


def row_now(booking: Booking, usable: Container[LinkKind] = EVERY_KIND) -> Row:
    """One meeting as it stands now."""
    return _rows([booking], clock.now(), usable)[0]


def stays_in(several: Iterable[Booking]) -> dict[int, list[Presence]]:
    """Every stay in the rooms of these meetings, by booking, oldest first; in one statement."""
    found: dict[int, list[Presence]] = {}
    rows = session.scalars(
        sa.select(Presence)
        .where(Presence.booking_id.in_([each.id for each in several]))
        .order_by(Presence.id)
    )
    for stay in rows:
        found.setdefault(stay.booking_id, []).append(stay)
    return found


def calls_from(several: Iterable[Booking]) -> dict[int, RoomCall]:
    """The calls for a coordinator from the rooms of these meetings, by booking."""
    found = sa.select(RoomCall).where(RoomCall.booking_id.in_([each.id for each in several]))
    return {each.booking_id: each for each in session.scalars(found)}


def today_of(days: Sequence[date]) -> date:
    """Which of a session's days one looks at first: today, else the next to come, else the last."""
    today = clock.today(BEIJING)
    return next((day for day in days if day >= today), days[-1] if days else today)
