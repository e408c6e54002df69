"""What companies and interpreters are told about requests and meetings: rows in the outbox."""

from portal.bookings.notifications.arranged import (
    Arranged,
    News,
    both_of,
    meetings_arranged,
    words_of,
    words_to_helper,
)
from portal.bookings.notifications.attendance import attendees_changed
from portal.bookings.notifications.day import (
    assignment_declined,
    begins_later,
    coordinator_called,
    interpreter_late,
    interpreter_offers,
    please_join,
)
from portal.bookings.notifications.meetings import (
    interpreter_changed,
    meeting_booked,
    meeting_cancelled,
    meeting_changed,
    meeting_moved,
)
from portal.bookings.notifications.notices import meeting_soon, record_wanted, what_came_of_it
from portal.bookings.notifications.requests import (
    request_accepted,
    request_asked,
    request_changed,
    request_declined,
    request_ends_soon,
    request_expired,
    request_waits_for_time,
    request_withdrawn,
    times_proposed,
)
from portal.bookings.notifications.waiting import (
    slot_offer_expired,
    slot_offer_withdrawn,
    slot_offered,
    wait_ended,
)

__all__ = [
    "Arranged",
    "News",
    "assignment_declined",
    "attendees_changed",
    "begins_later",
    "both_of",
    "coordinator_called",
    "interpreter_changed",
    "interpreter_late",
    "interpreter_offers",
    "meeting_booked",
    "meeting_cancelled",
    "meeting_changed",
    "meeting_moved",
    "meeting_soon",
    "meetings_arranged",
    "please_join",
    "record_wanted",
    "request_accepted",
    "request_asked",
    "request_changed",
    "request_declined",
    "request_ends_soon",
    "request_expired",
    "request_waits_for_time",
    "request_withdrawn",
    "slot_offer_expired",
    "slot_offer_withdrawn",
    "slot_offered",
    "times_proposed",
    "wait_ended",
    "what_came_of_it",
    "words_of",
    "words_to_helper",
]
