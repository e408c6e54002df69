"""How one gets into a meeting: the services in which it can take place, each a file of its own.

A page asks `doorway` and shows what it gets; whoever goes through is led to what `entrance` says.
The portal's own room is what every meeting has, whatever else was set.
"""

from __future__ import annotations

from collections.abc import Mapping

from portal.bookings.models import Booking
from portal.bookings.rules import DOOR_CLOSES_AFTER
from portal.bookings.states import BookingState
from portal.consultations.rules import Link, usable_now
from portal.consultations.states import LinkKind
from portal.kernel import clock
from portal.rooms.providers.interface import Doorway, Entrant, Provider
from portal.rooms.providers.jitsi import Jitsi
from portal.rooms.providers.plain_link import PlainLink
from portal.rooms.providers.room import OwnRoom

__all__ = ["Doorway", "Entrant", "Provider", "Providers", "doorway", "entrance", "set_up"]

Providers = Mapping[LinkKind, Provider]


def set_up(jitsi: Jitsi | None) -> Providers:
    """The services that this portal can use; Jitsi only where a server is known."""
    found: dict[LinkKind, Provider] = {
        kind: PlainLink() for kind in LinkKind if not kind.is_arranged
    }
    found[LinkKind.ROOM] = OwnRoom()
    if jitsi is not None:
        found[LinkKind.JITSI] = jitsi
    return found


def doorway(booking: Booking, providers: Providers) -> Doorway | None:
    """The way into a meeting for the people in it, or None when there is no meeting to enter.

    The caller has found the booking among those that its reader may open: its two companies', its
    interpreter's, or a session's that they run.
    """
    if booking.state is not BookingState.CONFIRMED:
        return None
    if clock.now() >= booking.span.ends_at + DOOR_CLOSES_AFTER:
        return None
    provider, link = _taken(booking, providers)
    return provider.doorway(booking, link)


def entrance(booking: Booking, entrant: Entrant, providers: Providers) -> str | None:
    """The address to which one of the meeting's people is led now; None for the portal's room.

    The caller has found out who they are, and that the room is open.
    """
    provider, link = _taken(booking, providers)
    return provider.entrance(booking, link, entrant)


def _taken(booking: Booking, providers: Providers) -> tuple[Provider, Link]:
    """The service in which a meeting takes place; its room where that one is not set up."""
    link = booking.ways[usable_now(booking.ways, providers)]
    return providers[link.kind], link
