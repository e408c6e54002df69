"""Wishes of companies, and the timetables that coordinators make of them."""

from portal.timetabling.models.timetables import Timetable, TimetableMeeting, TimetableStep
from portal.timetabling.models.wishes import Wish, WishReminder

__all__ = ["Timetable", "TimetableMeeting", "TimetableStep", "Wish", "WishReminder"]
