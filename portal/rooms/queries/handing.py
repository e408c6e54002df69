"""Reads of the files that were handed over in a meeting."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.bookings.models import Booking
from portal.companies.models import Company
from portal.infra.db import session
from portal.kernel.errors import Missing
from portal.rooms.models import HandedFile
from portal.technologies.models import ProfileFile


def handed_in(booking: Booking) -> Sequence[HandedFile]:
    """What was handed over in a meeting and not taken back, oldest first."""
    return session.scalars(_standing(booking).order_by(HandedFile.id)).all()


def number_handed_to(company: Company, booking: Booking) -> int:
    """How many files the partner of a company handed over to it in a meeting."""
    to_it = _standing(booking).where(HandedFile.owner_id != company.id).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(to_it)) or 0


def handed_file(booking: Booking, file_id: str) -> HandedFile:
    """The file of this name, if it is handed over in this very meeting. Raises Missing."""
    found = session.scalar(
        _standing(booking)
        .join(ProfileFile, ProfileFile.id == HandedFile.file_id)
        .where(ProfileFile.public_id == file_id)
    )
    if found is None:
        raise Missing
    return found


def _standing(booking: Booking) -> sa.Select[HandedFile]:
    return sa.select(HandedFile).where(
        HandedFile.booking_id == booking.id, HandedFile.taken_back_at.is_(None)
    )
