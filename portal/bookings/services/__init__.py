"""Changes to meeting requests and bookings. Everybody who acts is named: `by=user`.

A coordinator of the session may do for a company what the company can do, and says why: `because`.
"""

from portal.bookings.services.care import Link, assign_interpreter, release_interpreter, set_link
from portal.bookings.services.changing import change_session
from portal.bookings.services.meetings import book, cancel, mark, move
from portal.bookings.services.proposals import EXPIRE, propose
from portal.bookings.services.requests import accept, ask, decline, expire, withdraw

__all__ = [
    "EXPIRE",
    "Link",
    "accept",
    "ask",
    "assign_interpreter",
    "book",
    "cancel",
    "change_session",
    "decline",
    "expire",
    "mark",
    "move",
    "propose",
    "release_interpreter",
    "set_link",
    "withdraw",
]
