"""What people do in and around a meeting's room."""

from portal.rooms.services.calling import call_coordinator, come, take_call_back
from portal.rooms.services.checks import save_check
from portal.rooms.services.extending import extend
from portal.rooms.services.handing import hand_over, open_handed, take_file_back
from portal.rooms.services.joining import (
    Guest,
    enter_by_link,
    mailed_link,
    must_open,
    open_link,
    send_join_link,
    take_join_link_back,
)
from portal.rooms.services.notes import write_notes
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
from portal.rooms.services.quiet import want_mails, want_no_mails
from portal.rooms.services.reminding import remind_guests
from portal.rooms.services.rescue import call
from portal.rooms.services.venues import (
    enter_from_venue,
    make_venue,
    move_on,
    must_be_its_turn,
    open_venue,
    take_venue_back,
)

__all__ = [
    "CLEAR_UP",
    "Guest",
    "call",
    "call_coordinator",
    "clear_up",
    "come",
    "enter",
    "enter_by_link",
    "enter_from_venue",
    "extend",
    "hand_over",
    "leave",
    "mailed_link",
    "make_venue",
    "move_on",
    "must_be_its_turn",
    "must_be_open",
    "must_open",
    "open_handed",
    "open_link",
    "open_venue",
    "remind_guests",
    "save_check",
    "say",
    "send_join_link",
    "stay",
    "take_call_back",
    "take_file_back",
    "take_join_link_back",
    "take_venue_back",
    "tell",
    "want_mails",
    "want_no_mails",
    "write_notes",
]
