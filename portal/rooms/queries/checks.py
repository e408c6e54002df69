"""Reads of what checks of devices found: one's own, and those of everybody at meetings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.companies.models import Representative
from portal.infra.db import session
from portal.kernel import clock
from portal.rooms.models import DeviceCheck

# Older ones say little: devices and networks change.
COUNTS_FOR = timedelta(days=30)


def check_of(user: User) -> DeviceCheck | None:
    """What the last check of this user found, however old."""
    return session.get(DeviceCheck, user.id)


@dataclass(frozen=True)
class Checks:
    """The newest checks that count, by the ids of companies and of users."""

    of_company: Mapping[int, DeviceCheck]
    of_user: Mapping[int, DeviceCheck]


def checks_at(several: Iterable[Booking]) -> Checks:
    """The checks of everybody at these meetings, in one statement."""
    companies: set[int] = set()
    users: set[int] = set()
    for booking in several:
        companies |= {booking.korean_company_id, booking.chinese_company_id}
        if booking.interpreter is not None and booking.interpreter.user_id is not None:
            users.add(booking.interpreter.user_id)
    rows = session.execute(
        sa.select(DeviceCheck, Representative.company_id)
        .outerjoin(Representative, Representative.user_id == DeviceCheck.user_id)
        .where(
            DeviceCheck.checked_at > clock.now() - COUNTS_FOR,
            sa.or_(Representative.company_id.in_(companies), DeviceCheck.user_id.in_(users)),
        )
        .order_by(DeviceCheck.checked_at)
    )
    of_company: dict[int, DeviceCheck] = {}
    of_user: dict[int, DeviceCheck] = {}
    for check, company_id in rows:
        of_user[check.user_id] = check
        if company_id is not None:
            of_company[company_id] = check
    return Checks(of_company, of_user)
