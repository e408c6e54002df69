"""Reads about rooms: who somebody is to a meeting, who is there, how the day stands."""

from portal.rooms.queries.checks import check_of
from portal.rooms.queries.day import (
    PRESSING,
    BoardFilter,
    Day,
    Row,
    day_of,
    row_now,
    today_of,
)
from portal.rooms.queries.presence import (
    attendance_of,
    booking_of,
    messages_in,
    presence_of,
    role_of,
    signals_for,
    there,
)

__all__ = [
    "PRESSING",
    "BoardFilter",
    "Day",
    "Row",
    "attendance_of",
    "booking_of",
    "check_of",
    "day_of",
    "messages_in",
    "presence_of",
    "role_of",
    "row_now",
    "signals_for",
    "there",
    "today_of",
]
