"""Whom a meeting makes acquainted: what the pages need to know to disclose more."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.bookings.models import Booking
from portal.bookings.states import BookingState
from portal.companies.models import Company
from portal.consultations.models import Interpreter
from portal.infra.db import session
from portal.infra.paging import Chunk, chunk

ACQUAINTED = (BookingState.CONFIRMED, BookingState.MET)


def share_a_meeting(one: Company, other: Company) -> bool:
    """Whether two companies have a booking that is confirmed, or met already."""
    return session.scalar(_between(one).where(_partner_id(one) == other.id).limit(1)) is not None


def acquainted_with(company: Company) -> Sequence[Company]:
    """The companies that it has or had such a meeting with, in the order of their coming."""
    return session.scalars(_acquaintances(company)).all()


def page_of_acquaintances(company: Company, page: int) -> Chunk[Company]:
    """One page of them."""
    return chunk(_acquaintances(company), page)


def heard_beside(interpreter: Interpreter, company: Company) -> Sequence[int]:
    """The ids of the companies for whose meetings with this one this interpreter is named."""
    return session.scalars(
        sa.select(_partner_id(company))
        .where(*_of(company), Booking.interpreter_id == interpreter.id)
        .distinct()
    ).all()


def _acquaintances(company: Company) -> sa.Select[Company]:
    partners = sa.select(_partner_id(company)).where(*_of(company))
    return sa.select(Company).where(Company.id.in_(partners)).order_by(Company.id)


def _between(company: Company) -> sa.Select[int]:
    return sa.select(Booking.id).where(*_of(company))


def _of(company: Company) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        sa.or_(Booking.korean_company_id == company.id, Booking.chinese_company_id == company.id),
        Booking.state.in_(ACQUAINTED),
    )


def _partner_id(company: Company) -> sa.ColumnElement[int]:
    return sa.case(
        (Booking.korean_company_id == company.id, Booking.chinese_company_id),
        else_=Booking.korean_company_id,
    )
