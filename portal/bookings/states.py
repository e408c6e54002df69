"""The life of a meeting request and of a booking."""

from __future__ import annotations

from enum import StrEnum


class RequestState(StrEnum):
    """Where a meeting request stands; only ASKED waits for somebody."""

    ASKED = "ASKED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


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


class BookingState(StrEnum):
    """Where a booking stands; all but CANCELLED keep their seats."""

    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"
    MET = "MET"
    MISSED = "MISSED"


BOOKING_MOVES: dict[BookingState, frozenset[BookingState]] = {
    BookingState.CONFIRMED: frozenset(
        {BookingState.CANCELLED, BookingState.MET, BookingState.MISSED}
    ),
    # Whoever ticked the wrong box on a busy day can tick the other.
    BookingState.MET: frozenset({BookingState.MISSED}),
    BookingState.MISSED: frozenset({BookingState.MET}),
}
