"""The life of a meeting request and of a booking."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.languages import Text


class RequestState(StrEnum):
    """Where a meeting request stands; only ASKED waits for somebody."""

    ASKED = "ASKED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"

    @property
    def words(self) -> Text:
        """What people call this state."""
        return {
            RequestState.ASKED: Text("Waiting for an answer"),
            RequestState.ACCEPTED: Text("Accepted"),
            RequestState.DECLINED: Text("Declined request"),
            RequestState.WITHDRAWN: Text("Withdrawn request"),
            RequestState.EXPIRED: Text("Expired"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return {
            RequestState.ASKED: "wait",
            RequestState.ACCEPTED: "ok",
        }.get(self, "no")


REQUEST_MOVES: dict[RequestState, frozenset[RequestState]] = {
    RequestState.ASKED: frozenset(
        {
            RequestState.ACCEPTED,
            RequestState.DECLINED,
            RequestState.WITHDRAWN,
            RequestState.EXPIRED,
        }
    ),
}


class WaitingState(StrEnum):
    """How a company's waiting for a time with another stands, or how it ended."""

    WAITING = "WAITING"
    BOOKED = "BOOKED"
    LEFT = "LEFT"

    @property
    def words(self) -> Text:
        """What people call this state."""
        return {
            WaitingState.WAITING: Text("Waits for a time"),
            WaitingState.BOOKED: Text("Got a meeting"),
            WaitingState.LEFT: Text("No longer waits"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return {WaitingState.WAITING: "wait", WaitingState.BOOKED: "ok"}.get(self, "no")


class BookingState(StrEnum):
    """Where a booking stands; all but CANCELLED keep their seats."""

    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"
    MET = "MET"
    MISSED = "MISSED"

    @property
    def words(self) -> Text:
        """What people call this state."""
        return {
            BookingState.CONFIRMED: Text("Confirmed"),
            BookingState.CANCELLED: Text("Cancelled"),
            BookingState.MET: Text("Met"),
            BookingState.MISSED: Text("Missed"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return "ok" if self in (BookingState.CONFIRMED, BookingState.MET) else "no"


BOOKING_MOVES: dict[BookingState, frozenset[BookingState]] = {
    BookingState.CONFIRMED: frozenset(
        {BookingState.CANCELLED, BookingState.MET, BookingState.MISSED}
    ),
    # Whoever ticked the wrong box on a busy day can tick the other.
    BookingState.MET: frozenset({BookingState.MISSED}),
    BookingState.MISSED: frozenset({BookingState.MET}),
}

# The other side's people and contact data are shown for these only.
OPENS_CONTACT = frozenset({BookingState.CONFIRMED, BookingState.MET})


class MeetingResult(StrEnum):
    """What one side says came of a meeting."""

    NO_INTEREST = "NO_INTEREST"
    FOLLOW_UP = "FOLLOW_UP"
    SAMPLES = "SAMPLES"
    SITE_VISIT = "SITE_VISIT"
    NDA = "NDA"
    MOU = "MOU"
    CONTRACT_TALKS = "CONTRACT_TALKS"
    SIGNED = "SIGNED"

    @property
    def words(self) -> Text:
        return {
            MeetingResult.NO_INTEREST: Text("No common interest"),
            MeetingResult.FOLLOW_UP: Text("We stay in touch"),
            MeetingResult.SAMPLES: Text("Samples or a test are agreed"),
            MeetingResult.SITE_VISIT: Text("A site visit is agreed"),
            MeetingResult.NDA: Text("A non-disclosure agreement (NDA)"),
            MeetingResult.MOU: Text("A memorandum (MoU) or letter of intent (LOI)"),
            MeetingResult.CONTRACT_TALKS: Text("Talks about a contract"),
            MeetingResult.SIGNED: Text("A contract is signed"),
        }[self]


class Currency(StrEnum):
    """In which currency amounts are given."""

    KRW = "KRW"
    CNY = "CNY"
    USD = "USD"

    @property
    def words(self) -> Text:
        return {
            Currency.KRW: Text("Korean won (KRW)"),
            Currency.CNY: Text("Chinese yuan (CNY)"),
            Currency.USD: Text("US dollars (USD)"),
        }[self]
