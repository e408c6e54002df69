"""Reads about venues: their meetings of the day in order, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.bookings import queries as bookings
from portal.bookings.models import Booking
from portal.bookings.queries import BookingFilter
from portal.bookings.states import BookingState
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Participation
from portal.consultations.states import ParticipationState, Whereabouts
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing
from portal.rooms import rules
from portal.rooms.models import Presence, VenueLink
from portal.rooms.states import Role


@dataclass(frozen=True)
class Turn:
    """A meeting of a venue: which of its companies sits there, and as what it enters."""

    booking: Booking
    company: Company
    role: Role

    @property
    def id(self) -> int:
        return self.booking.id

    @property
    def ends_at(self) -> datetime:
        return self.booking.span.ends_at


@dataclass(frozen=True)
class Standing:
    """How a venue stands: whose turn it is and whose comes next, None where there is nobody."""

    venue: VenueLink
    turn: Turn | None
    following: Turn | None


def venue_of(public_id: str) -> VenueLink | None:
    """The venue of this name, whether its link opens anything or not."""
    return session.scalar(sa.select(VenueLink).where(VenueLink.public_id == public_id))


def venues_in(consultation: ConsultationSession) -> Sequence[VenueLink]:
    """The venues of a session whose link was not taken back, by day."""
    return session.scalars(
        sa.select(VenueLink)
        .where(VenueLink.consultation_id == consultation.id, VenueLink.revoked_at.is_(None))
        .order_by(VenueLink.day, VenueLink.id)
    ).all()


def from_venue(venue: VenueLink) -> sa.ColumnElement[bool]:
    """The stays of a venue."""
    return Presence.venue_id == venue.id


def meetings_in(consultation: ConsultationSession, on: date | None = None) -> list[Booking]:
    """The meetings of a session that are not cancelled, on a day or on any."""
    found = bookings.bookings_of(consultation, BookingFilter(day=on))
    return [each for each in found if each.state is not BookingState.CANCELLED]


def name_at_venue(venue: VenueLink, turn: Turn) -> str:
    """As whom the others read a venue in a meeting: its company, and where it sits."""
    company = turn.company
    return f"{company.name.best(company.side.language).text} · {venue.name}"


def turns_at(venue: VenueLink) -> list[Turn]:
    """The venue's meetings in their order that are not cancelled."""
    return _turns(venue, meetings_in(venue.consultation, venue.day))


def standings(venues: Iterable[VenueLink], meetings: Sequence[Booking]) -> list[Standing]:
    """How venues stand among meetings that were read already: no statement, however many."""
    found = []
    for venue in venues:
        turns = _turns(venue, meetings)
        now = rules.turn_of(turns, venue.booking_id, clock.now())
        found.append(Standing(venue, now, rules.after(turns, now.id) if now else None))
    return found


def venues_by_turn(
    consultation: ConsultationSession, on: date, meetings: Sequence[Booking]
) -> dict[int, list[Standing]]:
    """The venues of a day by the meeting whose turn it is there, in one statement."""
    found: dict[int, list[Standing]] = {}
    of_day = [venue for venue in venues_in(consultation) if venue.day == on]
    for each in standings(of_day, meetings):
        if each.turn is not None:
            found.setdefault(each.turn.id, []).append(each)
    return found


def _turns(venue: VenueLink, meetings: Sequence[Booking]) -> list[Turn]:
    turns = [
        turn
        for booking in meetings
        if booking.slot.starts_at.astimezone(BEIJING).date() == venue.day
        and (turn := _turn(booking, venue))
    ]
    return sorted(turns, key=lambda turn: (turn.booking.span.starts_at, turn.id))


def _turn(booking: Booking, venue: VenueLink) -> Turn | None:
    for side, role in ((Side.CN, Role.CHINESE), (Side.KR, Role.KOREAN)):
        company = booking.company_of(side)
        if company.public_id in venue.companies:
            return Turn(booking, company, role)
    return None


def turn_now(venue: VenueLink) -> Turn | None:
    """Whose turn it is at the venue; None when the day is over."""
    return rules.turn_of(turns_at(venue), venue.booking_id, clock.now())


def turn_in(venue: VenueLink, booking_id: str) -> Turn:
    """The venue's turn in this meeting, whether it has come or not. Raises Missing."""
    for turn in turns_at(venue):
        if turn.booking.public_id == booking_id:
            return turn
    raise Missing


def who_meets(meetings: Iterable[Booking]) -> list[Company]:
    """The companies that have these meetings, the Chinese ones first."""
    found: dict[int, Company] = {}
    for booking in meetings:
        for company in (booking.chinese_company, booking.korean_company):
            found[company.id] = company
    return sorted(found.values(), key=lambda each: (each.side is Side.KR, each.id))


def said_at_venue(consultation: ConsultationSession) -> set[int]:
    """The ids of the companies that said that they join from the venue."""
    return set(
        session.scalars(
            sa.select(Participation.company_id).where(
                Participation.consultation_id == consultation.id,
                Participation.state == ParticipationState.ACCEPTED,
                Participation.whereabouts == Whereabouts.VENUE,
            )
        )
    )
