"""The portal's own video room, which every meeting has."""

from __future__ import annotations

from portal.bookings.models import Booking
from portal.consultations.rules import Link
from portal.rooms.providers.interface import Doorway, Entrant


class OwnRoom:
    """The room's page; it says itself from when on it is open."""

    def doorway(self, booking: Booking, link: Link) -> Doorway:
        return Doorway(link.kind.words, url=booking.room_path, is_own=True)

    def entrance(self, booking: Booking, link: Link, entrant: Entrant) -> None:
        """One is there already."""
        return None
