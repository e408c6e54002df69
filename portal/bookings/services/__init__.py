"""Changes to meeting requests and bookings. Everybody who acts is named: `by=user`.

A coordinator of the session may do for a company what the company can do, and says why: `because`.
"""

from portal.bookings.services.answers import accept, decline, expire, withdraw
from portal.bookings.services.arranging import Arrangement, NewMeeting, arrange, hold_meetings
from portal.bookings.services.care import (
    assign_interpreter,
    release_interpreter,
    set_link,
    take_way,
)
from portal.bookings.services.changes import cancel, mark, move
from portal.bookings.services.changing import change_session, close_session
from portal.bookings.services.day import (
    decline_assignment,
    note_for_colleagues,
    run_late,
    start_later,
)
from portal.bookings.services.feeds import renew_feed, take_feed_back
from portal.bookings.services.handing_over import StandIn, bring, hand_over
from portal.bookings.services.leaving import leave_session, suspend_company
from portal.bookings.services.logs import Recorded, record_log
from portal.bookings.services.meetings import book
from portal.bookings.services.notices import tell_what_is_due
from portal.bookings.services.offers import (
    EXPIRE_OFFER,
    offer_freed,
    times_were_marked,
)
from portal.bookings.services.offers import expire as expire_offer
from portal.bookings.services.presence import decide_attendance, state_attendance
from portal.bookings.services.proposals import EXPIRE, HURRY, hurry, propose
from portal.bookings.services.requests import ask
from portal.bookings.services.shown import NotAsShown
from portal.bookings.services.taking_part import mark_slots
from portal.bookings.services.volunteering import offer_to_interpret, withdraw_help
from portal.bookings.services.waiting import (
    accept_offer,
    decline_offer,
    leave,
    move_in_line,
    offer_by_hand,
    take_offer_back,
    wait,
    wait_to_accept,
)

__all__ = [
    "EXPIRE",
    "EXPIRE_OFFER",
    "HURRY",
    "Arrangement",
    "NewMeeting",
    "NotAsShown",
    "Recorded",
    "StandIn",
    "accept",
    "accept_offer",
    "arrange",
    "ask",
    "assign_interpreter",
    "book",
    "bring",
    "cancel",
    "change_session",
    "close_session",
    "decide_attendance",
    "decline",
    "decline_assignment",
    "decline_offer",
    "expire",
    "expire_offer",
    "hand_over",
    "hold_meetings",
    "hurry",
    "leave",
    "leave_session",
    "mark",
    "mark_slots",
    "move",
    "move_in_line",
    "note_for_colleagues",
    "offer_by_hand",
    "offer_freed",
    "offer_to_interpret",
    "propose",
    "record_log",
    "release_interpreter",
    "renew_feed",
    "run_late",
    "set_link",
    "start_later",
    "state_attendance",
    "suspend_company",
    "take_feed_back",
    "take_offer_back",
    "take_way",
    "tell_what_is_due",
    "times_were_marked",
    "wait",
    "wait_to_accept",
    "withdraw",
    "withdraw_help",
]
