"""The meetings of a session as papers print them: a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person
from portal.bookings.models import Booking
from portal.bookings.states import BookingState
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Delegate, Interpreter, Participation
from portal.consultations.states import ParticipationState
from portal.infra.db import session
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from portal.reports.attendees import meetings as of
from portal.reports.attendees.choice import Choice
from portal.reports.attendees.lines import Someone
from portal.reports.attendees.meetings import Scope


@dataclass(frozen=True)
class Meeting:
    """One meeting that stands, with the people on each side who agreed to be listed."""

    booking: Booking
    people: dict[int, list[Someone]]

    @property
    def starts_at(self) -> datetime:
        return self.booking.slot.starts_at

    @property
    def day(self) -> date:
        """By Beijing's calendar, as the session's days are."""
        return self.starts_at.astimezone(BEIJING).date()

    def company(self, side: Side) -> Company:
        return self.booking.company_of(side)

    def people_of(self, company: Company) -> list[Someone]:
        return self.people.get(company.id, [])


def meetings_of(consultation: ConsultationSession) -> list[Meeting]:
    """All meetings of a session that were not cancelled, in order of time, then of room."""
    bookings = session.scalars(
        sa.select(Booking)
        .options(
            joinedload(Booking.korean_company),
            joinedload(Booking.chinese_company),
            joinedload(Booking.room),
            joinedload(Booking.interpreter).joinedload(Interpreter.person),
        )
        .where(
            Booking.consultation_id == consultation.id,
            Booking.state != BookingState.CANCELLED,
        )
    ).all()
    people = _people(consultation)
    found = [Meeting(each, people.get(each.id, {})) for each in bookings]
    return sorted(
        found,
        key=lambda each: (
            each.starts_at,
            each.booking.room.number if each.booking.room else 0,
            each.booking.code,
        ),
    )


def _people(consultation: ConsultationSession) -> dict[int, dict[int, list[Someone]]]:
    """Who attends, by booking and company, as far as they agreed to be listed."""
    scope = Scope([consultation], consultation)
    at = of.meetings(scope, Choice())
    query = (
        of.named(
            at,
            Choice(),
            at.c.booking_id,
            Company.id,
            Company.side,
            Person.name,
            Person.name_latin,
        )
        .where(of.agreed())
        .order_by(Delegate.id)
    )
    found: dict[int, dict[int, list[Someone]]] = defaultdict(lambda: defaultdict(list))
    for booking_id, company_id, side, name, latin in session.execute(query):
        found[booking_id][company_id].append(Someone(side, name, latin))
    return found


def companies_of(consultation: ConsultationSession) -> Sequence[Company]:
    """The companies that take part, Korean ones first, by name."""
    return session.scalars(
        sa.select(Company)
        .join(Participation, Participation.company_id == Company.id)
        .where(
            Participation.consultation_id == consultation.id,
            Participation.state == ParticipationState.ACCEPTED,
        )
        .order_by(Company.side.desc(), Company.name_key, Company.id)
    ).all()


@dataclass(frozen=True)
class Badge:
    """Somebody who is there, with what stands on their badge."""

    person: Someone
    post: str | None
    company: Company


def badges_of(consultation: ConsultationSession) -> list[Badge]:
    """Everybody named for the session who agreed to be listed, by company."""
    rows = session.execute(
        sa.select(Company, Person.name, Person.name_latin, Person.side, Person.post)
        .join(Participation, Participation.company_id == Company.id)
        .join(Delegate, Delegate.participation_id == Participation.id)
        .join(Person, Person.id == Delegate.person_id)
        .where(
            Participation.consultation_id == consultation.id,
            Participation.state == ParticipationState.ACCEPTED,
            of.agreed(),
        )
        .order_by(Company.side.desc(), Company.name_key, Company.id, Delegate.id)
    )
    return [Badge(Someone(side, name, latin), post, of_) for of_, name, latin, side, post in rows]
