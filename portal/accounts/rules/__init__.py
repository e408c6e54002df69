"""What people may type of themselves, what makes a password good enough, how long things live."""

from portal.accounts.rules.contacts import (
    LONGEST_ADDRESS,
    LONGEST_PERSON_NAME,
    LONGEST_PHONE,
    LONGEST_POST,
    Phone,
    read_phone,
    shown_phone,
    why_not_latin,
)
from portal.accounts.rules.lasting import CONFIRMATION_LASTS, RESET_LASTS, SIGN_IN_LASTS
from portal.accounts.rules.passwords import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    why_password_is_bad,
)

__all__ = [
    "CONFIRMATION_LASTS",
    "LONGEST_ADDRESS",
    "LONGEST_PASSWORD",
    "LONGEST_PERSON_NAME",
    "LONGEST_PHONE",
    "LONGEST_POST",
    "RESET_LASTS",
    "SHORTEST_PASSWORD",
    "SIGN_IN_LASTS",
    "Phone",
    "read_phone",
    "shown_phone",
    "why_not_latin",
    "why_password_is_bad",
]
