"""What people do in and around a meeting's room."""

from portal.rooms.services.checks import save_check
from portal.rooms.services.presence import (
    CLEAR_UP,
    clear_up,
    enter,
    leave,
    must_be_open,
    say,
    stay,
    tell,
)
from portal.rooms.services.rescue import call

__all__ = [
    "CLEAR_UP",
    "call",
    "clear_up",
    "enter",
    "leave",
    "must_be_open",
    "save_check",
    "say",
    "stay",
    "tell",
]
