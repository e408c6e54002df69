"""Wishes of companies, and the timetables that coordinators make of them."""

from portal.timetabling.models.timetables import (
    InterpreterWaiver,
    Timetable,
    TimetableAgreement,
    TimetableMeeting,
    TimetableStep,
)
from portal.timetabling.models.wishes import Wish, WishReminder

__all__ = [
    "InterpreterWaiver",
    "Timetable",
    "TimetableAgreement",
    "TimetableMeeting",
    "TimetableStep",
    "Wish",
    "WishReminder",
]
