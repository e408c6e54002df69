"""The statements behind attendee lists: meetings asked for and booked, and who attends them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Consent, Host, Person
from portal.accounts.states import ConsentPurpose
from portal.bookings.models import Attendee, Booking, MeetingRequest
from portal.bookings.states import BookingState, RequestState
from portal.companies.models import Company, Region
from portal.consultations.models import (
    ConsultationSession,
    Delegate,
    Interpreter,
    Participation,
    Room,
    Slot,
)
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.languages import Wording
from portal.reports.attendees.choice import BOOKED, Choice, Standing

_interpreting = aliased(Person, name="interpreting")
_chosen = aliased(Attendee, name="chosen")
korean, chinese = aliased(Company, name="korean"), aliased(Company, name="chinese")
korean_region, chinese_region = (
    aliased(Region, name="korean_region"),
    aliased(Region, name="chinese_region"),
)


@dataclass(frozen=True)
class Scope:
    """The sessions that a list is of, what it is about in the trail, and what it is called."""

    consultations: Sequence[ConsultationSession]
    about: ConsultationSession | Host

    @property
    def title(self) -> Wording:
        if isinstance(self.about, ConsultationSession):
            return self.about.title
        return self.about.name

    @property
    def code(self) -> str:
        """A short name, for files."""
        if isinstance(self.about, ConsultationSession):
            return self.about.code
        return clock.now().astimezone(BEIJING).strftime("%Y-%m-%d")

    @property
    def ids(self) -> list[int]:
        return [each.id for each in self.consultations]


def meetings(scope: Scope, choice: Choice) -> Any:
    """The meetings of a list as a subquery: bookings, and requests where they are asked for."""
    found = []
    if booked := choice.standings & BOOKED:
        found.append(_booked(scope, choice, {BookingState(each.value) for each in booked}))
    if Standing.ASKED in choice.standings and choice.day is None:
        found.append(_asked(scope))
    if not found:
        found.append(_asked(scope).where(sa.false()))
    return (sa.union_all(*found) if len(found) > 1 else found[0]).subquery("meeting")


def _booked(scope: Scope, choice: Choice, states: set[BookingState]) -> sa.Select[Any]:
    query: Any = (
        sa.select(
            (sa.literal("b") + sa.cast(Booking.id, sa.String(20))).label("key"),
            Booking.id.label("booking_id"),
            Booking.consultation_id,
            Booking.korean_company_id,
            Booking.chinese_company_id,
            ConsultationSession.code.label("session"),
            Booking.code.label("code"),
            Slot.starts_at.label("starts_at"),
            sa.cast(Booking.state, sa.String(24)).label("state"),
            Room.number.label("room"),
            _link(Booking.link_url, ConsultationSession.link_url).label("link_url"),
            _link(Booking.link_number, ConsultationSession.link_number).label("link_number"),
            Booking.interpreter_id.label("interpreter_id"),
            Booking.interpreter_wanted.label("interpreter_wanted"),
            Booking.subject.label("subject"),
        )
        .join(Slot, Slot.id == Booking.slot_id)
        .join(ConsultationSession, ConsultationSession.id == Booking.consultation_id)
        .join(Room, Room.id == Booking.room_id, isouter=True)
        .where(Booking.consultation_id.in_(scope.ids), Booking.state.in_(states))
    )
    if choice.day is not None:
        begins = clock.at(choice.day, 0, zone=BEIJING)
        ends = clock.at(choice.day + timedelta(days=1), 0, zone=BEIJING)
        query = query.where(Slot.starts_at >= begins, Slot.starts_at < ends)
    return cast("sa.Select[Any]", query)


def _asked(scope: Scope) -> sa.Select[Any]:
    nothing, no_number = sa.cast(sa.null(), sa.String(500)), sa.cast(sa.null(), sa.Integer)
    return (
        sa.select(
            (sa.literal("r") + sa.cast(MeetingRequest.id, sa.String(20))).label("key"),
            no_number.label("booking_id"),
            MeetingRequest.consultation_id,
            MeetingRequest.korean_company_id,
            MeetingRequest.chinese_company_id,
            ConsultationSession.code.label("session"),
            nothing.label("code"),
            sa.cast(sa.null(), Slot.starts_at.type).label("starts_at"),
            sa.literal(Standing.ASKED.value).label("state"),
            no_number.label("room"),
            nothing.label("link_url"),
            nothing.label("link_number"),
            no_number.label("interpreter_id"),
            sa.false().label("interpreter_wanted"),
            MeetingRequest.reason.label("subject"),
        )
        .join(ConsultationSession, ConsultationSession.id == MeetingRequest.consultation_id)
        .where(
            MeetingRequest.consultation_id.in_(scope.ids),
            MeetingRequest.state == RequestState.ASKED,
        )
    )


def in_time(at: Any) -> tuple[Any, ...]:
    """By time, what has none last; then by the meeting's code."""
    return (at.c.starts_at.is_(None), at.c.starts_at, at.c.code, at.c.key)


def interpreting() -> tuple[Any, ...]:
    """The columns that name the interpreter."""
    return (_interpreting.name, _interpreting.name_latin, _interpreting.side)


def named(at: Any, choice: Choice, *columns: Any, every: bool = False) -> sa.Select[Any]:
    """Each person who attends a meeting for a company, narrowed to what was asked for.

    `every` person of a meeting, where the meetings themselves are narrowed already.
    """
    query = (
        sa.select(*columns)
        .select_from(at)
        .join(Company, Company.id.in_([at.c.korean_company_id, at.c.chinese_company_id]))
        .join(
            Participation,
            sa.and_(
                Participation.consultation_id == at.c.consultation_id,
                Participation.company_id == Company.id,
            ),
        )
        .join(Delegate, Delegate.participation_id == Participation.id)
        .join(Attendee, _is_chosen(at), isouter=True)
        .join(Person, Person.id == Delegate.person_id)
        .join(Region, Region.code == Company.region_code, isouter=True)
        .join(Interpreter, Interpreter.id == at.c.interpreter_id, isouter=True)
        .join(_interpreting, _interpreting.id == Interpreter.person_id, isouter=True)
        .where(_attends(at))
    )
    return query if every else query.where(*of_company(choice))


def of_company(choice: Choice, company: Any = Company) -> list[Any]:
    """What narrows a list by the company of a row."""
    found: list[Any] = []
    if choice.side is not None:
        found.append(company.side == choice.side)
    if choice.region is not None:
        found.append(company.region_code == choice.region)
    if choice.company is not None:
        found.append(company.public_id == choice.company)
    return found


def about(choice: Choice, at: Any) -> list[Any]:
    """What narrows a list of meetings: one of the two companies is as asked for."""
    one = aliased(Company, name="one")
    wanted = of_company(choice, one)
    if not wanted:
        return []
    both = [at.c.korean_company_id, at.c.chinese_company_id]
    return [sa.exists(sa.select(one.id).where(one.id.in_(both), *wanted).correlate(at))]


def whole(at: Any, choice: Choice) -> sa.Select[Any]:
    """One row for each meeting, with both companies."""
    return (
        sa.select(
            at.c.key,
            at.c.session,
            at.c.code,
            at.c.starts_at,
            at.c.state,
            at.c.room,
            at.c.link_url,
            at.c.link_number,
            *interpreting(),
            at.c.interpreter_wanted,
            at.c.subject,
            korean.name,
            korean_region.short_name,
            chinese.name,
            chinese_region.short_name,
        )
        .select_from(at)
        .join(korean, korean.id == at.c.korean_company_id)
        .join(chinese, chinese.id == at.c.chinese_company_id)
        .join(korean_region, korean_region.code == korean.region_code, isouter=True)
        .join(chinese_region, chinese_region.code == chinese.region_code, isouter=True)
        .join(Interpreter, Interpreter.id == at.c.interpreter_id, isouter=True)
        .join(_interpreting, _interpreting.id == Interpreter.person_id, isouter=True)
        .where(*about(choice, at))
    )


def has_nobody(at: Any) -> sa.ColumnElement[bool]:
    """The company has named nobody for the meeting, whether listed or not."""
    return ~sa.exists(
        sa.select(Delegate.id)
        .join(Participation, Participation.id == Delegate.participation_id)
        .join(Attendee, _is_chosen(at), isouter=True)
        .where(
            Participation.consultation_id == at.c.consultation_id,
            Participation.company_id == Company.id,
            _attends(at),
        )
        .correlate(at, Company)
    )


def agreed() -> sa.ColumnElement[bool]:
    """The person agreed to stand on attendee lists, and has not changed their mind."""
    return sa.exists(
        sa.select(Consent.id).where(
            Consent.person_id == Person.id,
            Consent.purpose == ConsentPurpose.ATTENDEE_LIST,
            Consent.withdrawn_at.is_(None),
        )
    )


def _is_chosen(at: Any) -> sa.ColumnElement[bool]:
    return sa.and_(Attendee.booking_id == at.c.booking_id, Attendee.delegate_id == Delegate.id)


def _attends(at: Any) -> sa.ColumnElement[bool]:
    """Chosen for the meeting; or named for every meeting, where the side chose nobody for it."""
    chose = sa.exists(
        sa.select(_chosen.booking_id)
        .where(_chosen.booking_id == at.c.booking_id, _chosen.side == Company.side)
        .correlate(at, Company)
    )
    return sa.or_(Attendee.booking_id.is_not(None), sa.and_(~Delegate.stands_in, ~chose))


def _link(of_booking: Any, of_session: Any) -> sa.ColumnElement[Any]:
    """The booking's own link, or the session's where it has none."""
    return sa.case((Booking.link_kind.is_not(None), of_booking), else_=of_session)
