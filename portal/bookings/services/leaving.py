"""A company that leaves a session, or the portal, and what becomes of its meetings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from portal.accounts.models import User
from portal.bookings import queries
from portal.bookings.models import Booking, MeetingRequest, Waiting
from portal.bookings.services.carrying_out import (
    Change,
    call_off_all,
    offer_what_is_free,
    settle_the_rest,
)
from portal.bookings.services.shown import hold, must_be_as_shown
from portal.companies import queries as company_queries
from portal.companies import services as companies
from portal.companies.models import Company
from portal.consultations import services as consultations
from portal.consultations.models import Participation


def leave_session(
    participation: Participation, *, by: User, reason: str | None = None, shown: str | None = None
) -> None:
    """Give a company's place up: itself until joining ends, a coordinator on its behalf later.

    Its meetings to come are cancelled and its open requests closed. Both must have been shown:
    `shown` is the fingerprint. Raises NotAllowed, Invalid, Conflict, NotAsShown.
    """
    company, consultation = participation.company, participation.consultation
    hold(
        requests=sa.and_(MeetingRequest.consultation_id == consultation.id, _asks(company)),
        places=Participation.id == participation.id,
        bookings=sa.and_(Booking.consultation_id == consultation.id, _meets(company)),
        waits=sa.and_(Waiting.consultation_id == consultation.id, _waits(company)),
    )

    @contextmanager
    def taking_along() -> Iterator[None]:
        touched = queries.touched_by_leaving(participation)
        itself = company if company_queries.acts_for(by, company) else None
        change = Change(by, must_be_as_shown(touched, shown, reason) or "", itself)
        yield
        call_off_all(touched, change)
        settle_the_rest(touched, change, [company])
        offer_what_is_free(touched)

    consultations.withdraw(participation, by=by, reason=reason, along=taking_along)


def suspend_company(
    company: Company, *, by: User, reason: str | None, shown: str | None = None
) -> None:
    """Take an approved company off the portal, and its meetings to come and open requests with it.

    Its places rest until it comes back. All must have been shown: `shown` is the fingerprint.
    Raises NotAllowed, Invalid, Conflict, NotAsShown.
    """
    hold(
        requests=_asks(company),
        places=Participation.company_id == company.id,
        bookings=_meets(company),
        waits=_waits(company),
    )

    @contextmanager
    def taking_along() -> Iterator[None]:
        touched = queries.touched_by_suspension(company)
        change = Change(by, must_be_as_shown(touched, shown, reason) or "")
        yield
        call_off_all(touched, change)
        settle_the_rest(touched, change, [company])
        offer_what_is_free(touched)

    companies.suspend(company, by=by, reason=reason, along=taking_along)


def _asks(company: Company) -> sa.ColumnElement[bool]:
    return sa.or_(
        MeetingRequest.korean_company_id == company.id,
        MeetingRequest.chinese_company_id == company.id,
    )


def _meets(company: Company) -> sa.ColumnElement[bool]:
    return sa.or_(Booking.korean_company_id == company.id, Booking.chinese_company_id == company.id)


def _waits(company: Company) -> sa.ColumnElement[bool]:
    return sa.or_(Waiting.korean_company_id == company.id, Waiting.chinese_company_id == company.id)
