"""Changes to companies: registration, application, invitations, decisions."""

from portal.companies.services.decisions import (
    approve,
    ask_for_changes,
    decline,
    reinstate,
    suspend,
)
from portal.companies.services.invitations import invite, take_up
from portal.companies.services.looking import look
from portal.companies.services.people import (
    invite_colleague,
    make_member,
    make_owner,
    part_from,
    withdraw_colleague,
)
from portal.companies.services.registration import (
    add_invited,
    apply,
    begin,
    confirm_address,
    note_down,
    save,
    update,
)

__all__ = [
    "add_invited",
    "apply",
    "approve",
    "ask_for_changes",
    "begin",
    "confirm_address",
    "decline",
    "invite",
    "invite_colleague",
    "look",
    "make_member",
    "make_owner",
    "note_down",
    "part_from",
    "reinstate",
    "save",
    "suspend",
    "take_up",
    "update",
    "withdraw_colleague",
]
