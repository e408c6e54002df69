"""The demonstration in the database: alive today, quiet, and removed only when alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from portal.accounts.models import User
from portal.accounts.queries import is_demonstration
from portal.bookings import queries as bookings
from portal.bookings.models import Booking, MeetingRequest
from portal.bookings.states import BookingState, RequestState
from portal.companies.models import Company, Representative
from portal.companies.queries import duplicates_of
from portal.companies.states import CompanyState
from portal.consultations.models import ConsultationSession, Interpreter, Participation, Slot
from portal.consultations.states import BookingMode, LinkKind, ParticipationState, Phase
from portal.demonstration import services
from portal.demonstration.content import ACCOUNTS
from portal.infra import db
from portal.infra.audit import AuditEntry
from portal.infra.db import session
from portal.infra.jobs import Job
from portal.infra.outbox import OutboxMessage
from portal.kernel import clock
from portal.kernel.errors import Conflict
from tests import make

NOW = datetime(2026, 9, 7, 6, 4, tzinfo=UTC)
LATE_AT_NIGHT = datetime(2027, 1, 30, 15, 50, tzinfo=UTC)


def demonstration(now: datetime) -> None:
    with db.writing():
        services.make(password_hash="not a hash", now=now)


def company_of(address: str) -> Company:
    return session.scalars(
        sa.select(Company)
        .join(Representative, Representative.company_id == Company.id)
        .join(User, User.id == Representative.user_id)
        .where(User.email == address)
    ).one()


def states(column) -> set:
    return set(session.scalars(sa.select(column).distinct()))


def test_it_is_alive_at_the_moment_it_is_made_for_and_can_be_made_again(database):
    with clock.stopped(NOW):
        demonstration(NOW)
        assert services.made_for() == NOW
        assert is_demonstration()
        look_around(NOW)
        korean, chinese = company_of("korea@demo.example"), company_of("shanghai@demo.example")
        assert bookings.next_booking_of(korean).id == bookings.next_booking_of(chinese).id
        can_sign_in = sa.select(User.email).where(User.password_hash.is_not(None))
        assert set(session.scalars(can_sign_in)) == set(ACCOUNTS)
        # Nothing is said or done that the future would have to explain.
        assert session.scalar(sa.select(sa.func.max(AuditEntry.at))) <= NOW
    with clock.stopped(LATE_AT_NIGHT):
        with db.writing():
            services.remove()
        assert services.is_empty()
        assert not is_demonstration()
        demonstration(LATE_AT_NIGHT)
        look_around(LATE_AT_NIGHT)


def look_around(now: datetime) -> None:
    assert states(Company.state) == set(CompanyState)
    assert states(Participation.state) == set(ParticipationState)
    assert states(MeetingRequest.state) == set(RequestState)
    assert states(Booking.state) == set(BookingState)
    every = session.scalars(
        sa.select(ConsultationSession).order_by(ConsultationSession.starts_at)
    ).all()
    phases = [(consultation.phase, consultation.booking_mode) for consultation in every]
    assert phases == [
        (Phase.CLOSED, BookingMode.REQUEST),
        (Phase.RUNNING, BookingMode.REQUEST),
        (Phase.ASKING, BookingMode.REQUEST),
        (Phase.ASKING, BookingMode.TIMETABLE),
        (Phase.JOINING, BookingMode.OPEN),
    ]
    assert len({code for consultation in every for code in consultation.region_codes}) == 4
    told = session.scalars(sa.select(OutboxMessage)).all()
    assert all(message.user_id and message.sent_at for message in told)  # no mail leaves
    assert {message.read_at is None for message in told} == {True, False}
    assert session.scalar(sa.select(sa.func.min(Job.due_at))) > now
    somebody_waits_twice = [
        company
        for company in session.scalars(
            sa.select(Company).where(Company.state == CompanyState.APPLIED)
        )
        if duplicates_of(company)
    ]
    assert {company.side.value for company in somebody_waits_twice} == {"KR", "CN"}
    for address in ("korea@demo.example", "shanghai@demo.example"):
        has_a_full_desk(company_of(address), now)
    interpreted = session.scalars(
        sa.select(Slot.ends_at)
        .join(Booking, Booking.slot_id == Slot.id)
        .join(Interpreter, Interpreter.id == Booking.interpreter_id)
        .join(User, User.id == Interpreter.user_id)
        .where(User.email == "interpreter@demo.example", Booking.state == BookingState.CONFIRMED)
    )
    assert any(now < ends_at < now + timedelta(hours=3) for ends_at in interpreted)


def has_a_full_desk(company: Company, now: datetime) -> None:
    following = bookings.next_booking_of(company)
    assert following.slot.starts_at - now < timedelta(minutes=40)
    kinds = [way.kind for way in following.ways]
    assert kinds == [LinkKind.ROOM, LinkKind.VOOV, LinkKind.PHONE]  # should the room not work
    assert len(bookings.requests_to_answer(company)) >= 2
    met = [
        booking
        for booking in session.scalars(sa.select(Booking).where(Booking.state == BookingState.MET))
        if company.id in (booking.korean_company_id, booking.chinese_company_id)
    ]
    assert len(met) >= 3


def test_it_is_not_made_beside_anything_else(database):
    make.company()
    with pytest.raises(Conflict):
        demonstration(NOW)
    assert session.scalar(sa.select(sa.func.count()).select_from(Company)) == 1


@pytest.mark.parametrize("somebody", [make.company, make.user, make.host])
def test_it_is_not_removed_where_anything_else_would_be_lost(database, somebody):
    somebody()
    before = [session.scalar(sa.select(sa.func.count()).select_from(Company))]
    with pytest.raises(Conflict, match="more than the demonstration"), db.writing():
        services.remove()
    assert [session.scalar(sa.select(sa.func.count()).select_from(Company))] == before
    assert not services.is_empty()


def test_another_day_keeps_the_hour_of_the_clock():
    with clock.stopped(NOW):
        assert services.moment_of(None, ZoneInfo("Asia/Seoul")) == NOW
        moved = services.moment_of(date(2027, 3, 1), ZoneInfo("Asia/Seoul"))
    assert moved == datetime(2027, 3, 1, 6, 4, tzinfo=UTC)
