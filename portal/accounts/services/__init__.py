"""Changes to people and accounts: registration, sign-ins, passwords, consents, coordinators."""

from portal.accounts.services.hosts import add_coordinator, add_host
from portal.accounts.services.links import LINK_IS_STALE, first_password_link
from portal.accounts.services.people import (
    ADDRESS_TAKEN,
    add_person,
    change_person,
    choose_consents,
    choose_language,
    open_account,
    record_consents,
)
from portal.accounts.services.registration import Registration, register
from portal.accounts.services.sign_ins import (
    end_one,
    end_others,
    note_seen,
    sign_in,
    sign_out,
)
from portal.accounts.services.signing_in import (
    ask_for_confirmation,
    ask_for_reset,
    change_password,
    confirm_address,
    reset_password,
    send_confirmation,
)

__all__ = [
    "ADDRESS_TAKEN",
    "LINK_IS_STALE",
    "Registration",
    "add_coordinator",
    "add_host",
    "add_person",
    "ask_for_confirmation",
    "ask_for_reset",
    "change_password",
    "change_person",
    "choose_consents",
    "choose_language",
    "confirm_address",
    "end_one",
    "end_others",
    "first_password_link",
    "note_seen",
    "open_account",
    "record_consents",
    "register",
    "reset_password",
    "send_confirmation",
    "sign_in",
    "sign_out",
]
