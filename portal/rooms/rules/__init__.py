"""When a room is open, where its people are on the day, and what a check of devices means."""

from portal.rooms.rules.calling import CALLS_TOLD_EVERY, are_told_of_call
from portal.rooms.rules.checks import MOST_KBPS, Found, recommended
from portal.rooms.rules.handing import why_not_hand_over
from portal.rooms.rules.joining import CLOSED, MOST_JOIN_LINKS, WANTS_NO_MAILS, why_not_let_in
from portal.rooms.rules.notes import LONGEST_NOTES, merged
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
    said_unreached,
    why_not_enter,
    why_not_join,
)
from portal.rooms.rules.venues import LONGEST_VENUE, MOST_VENUES, after, turn_of
from portal.rooms.rules.ways import Proposal, proposed

__all__ = [
    "CALLS_TOLD_EVERY",
    "CLOSED",
    "CLOSES_AFTER",
    "LONGEST_MESSAGE",
    "LONGEST_NAME",
    "LONGEST_NOTES",
    "LONGEST_SIGNAL",
    "LONGEST_VENUE",
    "MESSAGES_SHOWN",
    "MOST_IN_A_ROOM",
    "MOST_JOIN_LINKS",
    "MOST_KBPS",
    "MOST_SIGNALS_WAITING",
    "MOST_VENUES",
    "PRESENCE_LASTS",
    "RELAY_LASTS",
    "SEEN_EVERY",
    "WANTS_NO_MAILS",
    "Found",
    "Place",
    "Proposal",
    "after",
    "are_told_of_call",
    "closes_at",
    "is_due_to_be_noted",
    "is_gone",
    "merged",
    "opens_at",
    "place_of",
    "proposed",
    "recommended",
    "said_unreached",
    "stage_of",
    "turn_of",
    "why_not_enter",
    "why_not_hand_over",
    "why_not_join",
    "why_not_let_in",
]
