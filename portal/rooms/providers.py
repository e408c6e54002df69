"""How one gets into a meeting: what a provider must do, and the plain link that always works.

A page asks `doorway` and shows what it gets. Each provider says whether it has a way in; the first
that has one is taken: what a coordinator typed comes before the portal's own room.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from portal.accounts.models import Person
from portal.bookings.models import Booking
from portal.bookings.rules import DOOR_CLOSES_AFTER
from portal.bookings.states import BookingState
from portal.consultations.models import HasMeetingLink
from portal.consultations.states import LinkKind
from portal.kernel import clock
from portal.kernel.languages import Text

# Only these are made a link, whatever was written down.
WEB = ("https://", "http://")


@dataclass(frozen=True)
class Doorway:
    """The way into a meeting, as its page shows it; what is None is left out.

    `label` names the service, `url` opens it, `number` and `password` are asked for there.
    `is_own` marks the portal's own room, which opens in the same place.
    """

    label: Text
    url: str | None = None
    number: str | None = None
    password: str | None = None
    is_own: bool = False


class Provider(Protocol):
    """A service in which meetings can take place."""

    def doorway(self, booking: Booking, person: Person) -> Doorway | None:
        """The way in for one of the meeting's people; None when this provider has none for it."""


class PlainLink:
    """A link, number and password that a coordinator typed: the booking's own, or the session's."""

    def doorway(self, booking: Booking, person: Person) -> Doorway | None:
        """The same way in for everybody in the meeting."""
        for link in (booking, booking.consultation):
            if link.link_kind is not None:
                return _of_link(link, link.link_kind)
        return None


class OwnRoom:
    """The portal's own video room, which every meeting has."""

    def doorway(self, booking: Booking, person: Person) -> Doorway | None:
        """The room's page; it says itself from when on it is open."""
        return Doorway(Text("Video room of this portal"), url=booking.room_path, is_own=True)


PROVIDERS: tuple[Provider, ...] = (PlainLink(), OwnRoom())


def doorway(booking: Booking, person: Person) -> Doorway | None:
    """The way into a meeting for a person who is in it, or None when there is no meeting to enter.

    The caller has found the booking among those that this person may open: its two companies',
    its interpreter's, or a session's that they run.
    """
    if booking.state is not BookingState.CONFIRMED:
        return None
    if clock.now() >= booking.slot.ends_at + DOOR_CLOSES_AFTER:
        return None
    for provider in PROVIDERS:
        if way := provider.doorway(booking, person):
            return way
    return None


def _of_link(link: HasMeetingLink, kind: LinkKind) -> Doorway:
    return Doorway(
        label=Text("Video meeting") if kind is LinkKind.OTHER else kind.words,
        url=link.link_url if (link.link_url or "").startswith(WEB) else None,
        number=link.link_number,
        password=link.link_password,
    )
