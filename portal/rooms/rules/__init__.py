"""When a room is open, where its people are on the day, and what a check of devices means."""

from portal.rooms.rules.checks import MOST_KBPS, Found, recommended
from portal.rooms.rules.places import Place, place_of, stage_of
from portal.rooms.rules.room import (
    CLOSES_AFTER,
    LONGEST_MESSAGE,
    LONGEST_NAME,
    LONGEST_SIGNAL,
    MESSAGES_SHOWN,
    MOST_IN_A_ROOM,
    MOST_SIGNALS_WAITING,
    PRESENCE_LASTS,
    RELAY_LASTS,
    SEEN_EVERY,
    closes_at,
    is_due_to_be_noted,
    is_gone,
    opens_at,
    why_not_enter,
    why_not_join,
)

__all__ = [
    "CLOSES_AFTER",
    "LONGEST_MESSAGE",
    "LONGEST_NAME",
    "LONGEST_SIGNAL",
    "MESSAGES_SHOWN",
    "MOST_IN_A_ROOM",
    "MOST_KBPS",
    "MOST_SIGNALS_WAITING",
    "PRESENCE_LASTS",
    "RELAY_LASTS",
    "SEEN_EVERY",
    "Found",
    "Place",
    "closes_at",
    "is_due_to_be_noted",
    "is_gone",
    "opens_at",
    "place_of",
    "recommended",
    "stage_of",
    "why_not_enter",
    "why_not_join",
]
