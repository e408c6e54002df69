"""Reads of calendar feeds: whose an address is, and which meetings stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import User
from portal.accounts.queries import coordinator_of
from portal.bookings.models import Booking, CalendarFeed
from portal.bookings.queries.meetings import has, whole
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.consultations.models import ConsultationSession, Interpreter, Slot
from portal.consultations.queries import (
    consultation_run_by,
    consultations_run_by,
    interpreter_of,
)
from portal.infra.db import session
from portal.kernel import clock, identifiers
from portal.kernel.errors import Missing

# Calendars forget what a feed no longer has; so long they are shown what was, cancelled included.
LOOKS_BACK = timedelta(days=90)
# A calendar with more is no help; a larger fair is read on the portal.
AT_MOST = 3000


def feed_of(user: User) -> CalendarFeed | None:
    """This person's feed, if they have one."""
    return session.get(CalendarFeed, user.id)


def reader_of(secret: str) -> User | None:
    """Whose address this is; None when it was taken back or its account is closed."""
    user = session.scalar(
        sa.select(User)
        .join(CalendarFeed, CalendarFeed.user_id == User.id)
        .where(CalendarFeed.digest == identifiers.digest(secret))
    )
    return user if user is not None and user.is_active else None


def meetings_in_calendar_of(
    user: User, only: ConsultationSession | None = None
) -> tuple[str, Sequence[Booking]]:
    """For which desk a person's calendar is, and its meetings in order of time.

    A company's people have its meetings, an interpreter those they interpret, a coordinator all of
    the sessions that their host runs. Whoever is none of these has none. `only` leaves those of
    one session.
    """
    desk, mine = _whose(user)
    if only is not None:
        mine = sa.and_(mine, Booking.consultation_id == only.id)
    return desk, _late_enough(mine)


def sessions_in_calendar_of(user: User) -> Sequence[ConsultationSession]:
    """The current sessions that this person can subscribe to one by one: a coordinator's."""
    coordinator = coordinator_of(user)
    return consultations_run_by(coordinator) if coordinator is not None else ()


def session_in_calendar_of(user: User, public_id: str) -> ConsultationSession:
    """A session that this person runs. Raises Missing."""
    coordinator = coordinator_of(user)
    if coordinator is None:
        raise Missing
    return consultation_run_by(coordinator, public_id)


def calendar_of_company(company: Company) -> Sequence[Booking]:
    """A company's meetings as its people's calendars have them."""
    return _late_enough(has(company))


def calendar_of_interpreter(interpreter: Interpreter) -> Sequence[Booking]:
    """What somebody interprets, as their calendar has it."""
    return _late_enough(Booking.interpreter_id == interpreter.id)


def _late_enough(mine: sa.ColumnElement[bool]) -> Sequence[Booking]:
    query = whole(sa.select(Booking)).where(mine, Slot.starts_at > clock.now() - LOOKS_BACK)
    return session.scalars(query.order_by(Slot.starts_at, Booking.id).limit(AT_MOST)).all()


def _whose(user: User) -> tuple[str, sa.ColumnElement[bool]]:
    representative = companies.representative_of(user)
    if representative is not None:
        approved = representative.company.state is CompanyState.APPROVED
        return "company", has(representative.company) if approved else sa.false()
    if (interpreter := interpreter_of(user)) is not None:
        return "interpreter", Booking.interpreter_id == interpreter.id
    if (coordinator := coordinator_of(user)) is not None:
        run = sa.select(ConsultationSession.id).where(
            sa.or_(
                ConsultationSession.host_id == coordinator.host_id,
                ConsultationSession.partner_host_id == coordinator.host_id,
            )
        )
        return "coordinator", Booking.consultation_id.in_(run)
    return "public", sa.false()
