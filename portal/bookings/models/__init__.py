"""Meeting requests, bookings with seats and attendees, and waiting lists with their offers."""

from portal.bookings.models.attendance import Attendee
from portal.bookings.models.day import AttendanceStatement, BookingNote, RunningLate
from portal.bookings.models.feeds import CalendarFeed
from portal.bookings.models.logs import ConsultationLog
from portal.bookings.models.meetings import Booking, InterpreterVolunteer, Seat
from portal.bookings.models.notices import BookingNotice
from portal.bookings.models.requests import MeetingRequest, RequestProposal, proposed_slot
from portal.bookings.models.waiting import SlotOffer, Waiting

__all__ = [
    "AttendanceStatement",
    "Attendee",
    "Booking",
    "BookingNote",
    "BookingNotice",
    "CalendarFeed",
    "ConsultationLog",
    "InterpreterVolunteer",
    "MeetingRequest",
    "RequestProposal",
    "RunningLate",
    "Seat",
    "SlotOffer",
    "Waiting",
    "proposed_slot",
]
