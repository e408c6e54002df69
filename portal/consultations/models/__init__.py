"""Consultation sessions with slots, rooms and who takes part, and interpreters with their hours."""

from portal.consultations.models.interpreters import (
    Interpreter,
    InterpreterHours,
    InterpreterInvitation,
    interpreter_consultation,
)
from portal.consultations.models.sessions import (
    ConsultationSession,
    Delegate,
    HasMeetingLink,
    Participation,
    PlaceOffer,
    Room,
    Slot,
    consultation_region,
    unavailable_slot,
)

__all__ = [
    "ConsultationSession",
    "Delegate",
    "HasMeetingLink",
    "Interpreter",
    "InterpreterHours",
    "InterpreterInvitation",
    "Participation",
    "PlaceOffer",
    "Room",
    "Slot",
    "consultation_region",
    "interpreter_consultation",
    "unavailable_slot",
]
