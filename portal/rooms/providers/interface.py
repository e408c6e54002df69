"""What a service must do in which meetings can take place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from portal.bookings.models import Booking
from portal.consultations.rules import Link
from portal.kernel.languages import Text
from portal.rooms.states import Role


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

    @property
    def leads_out(self) -> bool:
        """Whether its address is one outside the portal, the same for everybody in the meeting."""
        return self.url is not None and not self.url.startswith("/")

    @property
    def is_made_for_each(self) -> bool:
        """Whether another service is opened by an address that is made for whoever goes there."""
        return self.url is not None and not self.leads_out and not self.is_own


@dataclass(frozen=True)
class Entrant:
    """Who goes in: known by a random name, under which name the others read, and as what."""

    key: str
    name: str
    role: Role


class Provider(Protocol):
    """A service in which meetings can take place."""

    def doorway(self, booking: Booking, link: Link) -> Doorway:
        """The way in as it is shown to everybody in the meeting."""

    def entrance(self, booking: Booking, link: Link, entrant: Entrant) -> str | None:
        """The address that lets this person in now; None where the portal has none to open."""
