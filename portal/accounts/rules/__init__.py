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
from portal.accounts.rules.lasting import (
    CONFIRMATION_LASTS,
    PROOF_LASTS,
    RESET_LASTS,
    SEEN_EVERY,
    Lasting,
    is_due_to_be_seen,
    is_proof_fresh,
)
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
    "PROOF_LASTS",
    "RESET_LASTS",
    "SEEN_EVERY",
    "SHORTEST_PASSWORD",
    "Lasting",
    "Phone",
    "is_due_to_be_seen",
    "is_proof_fresh",
    "read_phone",
    "shown_phone",
    "why_not_latin",
    "why_password_is_bad",
]
