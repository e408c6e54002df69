"""The phases of a consultation session and the states of a participation."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.languages import Text


class BookingMode(StrEnum):
    """How the slots of a session are filled."""

    OPEN = "OPEN"
    REQUEST = "REQUEST"
    TIMETABLE = "TIMETABLE"

    @property
    def words(self) -> Text:
        """What people call this way of booking."""
        return {
            BookingMode.OPEN: Text("First come, first served"),
            BookingMode.REQUEST: Text("By request"),
            BookingMode.TIMETABLE: Text("By timetable"),
        }[self]


class Phase(StrEnum):
    """Where a session stands; `rules.phase_of` works it out from its deadlines and the clock."""

    DRAFT = "DRAFT"
    JOINING = "JOINING"
    ASKING = "ASKING"
    BOOKING = "BOOKING"
    FROZEN = "FROZEN"
    RUNNING = "RUNNING"
    CLOSED = "CLOSED"

    @property
    def words(self) -> Text:
        """What people call this phase."""
        return {
            Phase.DRAFT: Text("Draft"),
            Phase.JOINING: Text("Open for joining"),
            Phase.ASKING: Text("Asking for meetings"),
            Phase.BOOKING: Text("Booking meetings"),
            Phase.FROZEN: Text("Bookings are final"),
            Phase.RUNNING: Text("Running"),
            Phase.CLOSED: Text("Closed"),
        }[self]

    def words_in(self, mode: BookingMode) -> Text:
        """What it is called where a coordinator builds the timetable from wishes, and elsewhere."""
        if mode is BookingMode.TIMETABLE and self is Phase.ASKING:
            return Text("Collecting wishes")
        if mode is BookingMode.TIMETABLE and self is Phase.BOOKING:
            return Text("Placing meetings")
        return self.words

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        if self in (Phase.DRAFT, Phase.CLOSED):
            return "wait"
        return "ok" if self is Phase.FROZEN else "live"


class ParticipationState(StrEnum):
    """A company's place in one session."""

    INVITED = "INVITED"
    ASKED = "ASKED"
    ACCEPTED = "ACCEPTED"
    WAITING = "WAITING"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"

    @property
    def words(self) -> Text:
        """What coordinators call this state; a company is told more."""
        return {
            ParticipationState.INVITED: Text("Invited"),
            ParticipationState.ASKED: Text("Wants to take part"),
            ParticipationState.ACCEPTED: Text("Takes part"),
            ParticipationState.WAITING: Text("On the waiting list"),
            ParticipationState.DECLINED: Text("Not accepted"),
            ParticipationState.WITHDRAWN: Text("Withdrawn"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it to a coordinator."""
        return {
            ParticipationState.ASKED: "act",
            ParticipationState.ACCEPTED: "ok",
            ParticipationState.DECLINED: "no",
            ParticipationState.WITHDRAWN: "no",
        }.get(self, "wait")


PARTICIPATION_MOVES: dict[ParticipationState, frozenset[ParticipationState]] = {
    ParticipationState.INVITED: frozenset(
        {
            ParticipationState.ASKED,
            ParticipationState.ACCEPTED,
            ParticipationState.WAITING,
            ParticipationState.WITHDRAWN,
        }
    ),
    ParticipationState.ASKED: frozenset(
        {
            ParticipationState.ACCEPTED,
            ParticipationState.WAITING,
            ParticipationState.DECLINED,
            ParticipationState.WITHDRAWN,
        }
    ),
    ParticipationState.WAITING: frozenset(
        {
            ParticipationState.ACCEPTED,
            ParticipationState.DECLINED,
            ParticipationState.WITHDRAWN,
        }
    ),
    ParticipationState.ACCEPTED: frozenset({ParticipationState.WITHDRAWN}),
    ParticipationState.DECLINED: frozenset(
        {ParticipationState.ACCEPTED, ParticipationState.WAITING}
    ),
    ParticipationState.WITHDRAWN: frozenset(
        {ParticipationState.ASKED, ParticipationState.ACCEPTED, ParticipationState.WAITING}
    ),
}


class OfferState(StrEnum):
    """Where an offer of a waiting list stands; only OFFERED keeps what it offers."""

    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"

    @property
    def words(self) -> Text:
        """What people call this state."""
        return {
            OfferState.OFFERED: Text("Offered"),
            OfferState.ACCEPTED: Text("Offer accepted"),
            OfferState.DECLINED: Text("Offer declined"),
            OfferState.EXPIRED: Text("Offer expired"),
            OfferState.WITHDRAWN: Text("Offer withdrawn"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return {OfferState.OFFERED: "act", OfferState.ACCEPTED: "ok"}.get(self, "no")


class Whereabouts(StrEnum):
    """From where a company joins its meetings."""

    OWN_OFFICE = "OWN_OFFICE"
    VENUE = "VENUE"

    @property
    def words(self) -> Text:
        if self is Whereabouts.VENUE:
            return Text("At the venue")
        return Text("In its own office")


class LinkKind(StrEnum):
    """In which service a meeting takes place."""

    ROOM = "ROOM"
    JITSI = "JITSI"
    VOOV = "VOOV"
    TENCENT = "TENCENT"
    ZOOM = "ZOOM"
    FEISHU = "FEISHU"
    TEAMS = "TEAMS"
    PHONE = "PHONE"
    OTHER = "OTHER"

    @property
    def words(self) -> Text:
        """The name of the service."""
        return {
            LinkKind.ROOM: Text("Video room of this portal"),
            LinkKind.JITSI: Text("Jitsi"),
            LinkKind.VOOV: Text("VooV Meeting"),
            LinkKind.TENCENT: Text("Tencent Meeting"),
            LinkKind.ZOOM: Text("Zoom"),
            LinkKind.FEISHU: Text("Feishu"),
            LinkKind.TEAMS: Text("Microsoft Teams"),
            LinkKind.PHONE: Text("Telephone"),
            LinkKind.OTHER: Text("Another service"),
        }[self]

    @property
    def is_arranged(self) -> bool:
        """Whether the portal itself opens the way in, so that nobody has to write one down."""
        return self in (LinkKind.ROOM, LinkKind.JITSI)


class Availability(StrEnum):
    """What an interpreter answers to whether they come to a session."""

    ASKED = "ASKED"
    CONFIRMED = "CONFIRMED"
    DECLINED = "DECLINED"

    @property
    def words(self) -> Text:
        """What coordinators and interpreters call it."""
        return {
            Availability.ASKED: Text("Not confirmed yet"),
            Availability.CONFIRMED: Text("Hours confirmed"),
            Availability.DECLINED: Text("Does not come"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return {
            Availability.ASKED: "wait",
            Availability.CONFIRMED: "ok",
            Availability.DECLINED: "no",
        }[self]
