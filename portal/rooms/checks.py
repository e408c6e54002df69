"""Keeping what a check of devices found, and reading whose is whose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.companies.models import Representative
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Invalid
from portal.kernel.languages import Text
from portal.rooms.checking import MOST_KBPS, Found
from portal.rooms.models import DeviceCheck

# Older ones say little: devices and networks change.
COUNTS_FOR = timedelta(days=30)
LONGEST_DEVICE = 60


def save_check(found: Found, device: str, *, by: User) -> DeviceCheck:
    """Keep what was found now, in place of what was found before. Raises Invalid for oddities."""
    if not 0 <= found.kbps <= MOST_KBPS:
        raise Invalid(Text("This is not understood."))
    kept = session.get(DeviceCheck, by.id) or DeviceCheck(user_id=by.id)
    for name, value in asdict(found).items():
        setattr(kept, name, value)
    kept.device, kept.checked_at = device[:LONGEST_DEVICE], clock.now()
    session.add(kept)
    session.flush()
    return kept


def check_of(user: User) -> DeviceCheck | None:
    """What the last check of this user found, however old."""
    return session.get(DeviceCheck, user.id)


def checks_at(several: Iterable[Booking]) -> dict[tuple[str, int], DeviceCheck]:
    """The newest checks that count, in one statement: by ("company", id) and ("user", id)."""
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
    found: dict[tuple[str, int], DeviceCheck] = {}
    for check, company_id in rows:
        found["user", check.user_id] = check
        if company_id is not None:
            found["company", company_id] = check
    return found
