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
from portal.accounts.rules.duties import (
    why_not_administer,
    why_not_change_account,
    why_not_lose,
)
from portal.accounts.rules.factors import (
    CHALLENGE_LASTS,
    LABEL_LENGTH,
    LONGEST_PASSKEY_NAME,
    MOST_PASSKEYS,
    SECOND_STEP_LASTS,
    as_printed,
    as_stored,
    new_recovery_codes,
    why_not_remove_factor,
)
from portal.accounts.rules.guesses import (
    FORGOTTEN_AFTER,
    FREE_FROM_KNOWN_BROWSERS,
    FREE_FROM_ONE_ADDRESS,
    FREE_FROM_STRANGERS,
    LONGEST_PAUSE,
    pause_after,
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
    "CHALLENGE_LASTS",
    "CONFIRMATION_LASTS",
    "FORGOTTEN_AFTER",
    "FREE_FROM_KNOWN_BROWSERS",
    "FREE_FROM_ONE_ADDRESS",
    "FREE_FROM_STRANGERS",
    "LABEL_LENGTH",
    "LONGEST_ADDRESS",
    "LONGEST_PASSKEY_NAME",
    "LONGEST_PASSWORD",
    "LONGEST_PAUSE",
    "LONGEST_PERSON_NAME",
    "LONGEST_PHONE",
    "LONGEST_POST",
    "MOST_PASSKEYS",
    "PROOF_LASTS",
    "RESET_LASTS",
    "SECOND_STEP_LASTS",
    "SEEN_EVERY",
    "SHORTEST_PASSWORD",
    "Lasting",
    "Phone",
    "as_printed",
    "as_stored",
    "is_due_to_be_seen",
    "is_proof_fresh",
    "new_recovery_codes",
    "pause_after",
    "read_phone",
    "shown_phone",
    "why_not_administer",
    "why_not_change_account",
    "why_not_latin",
    "why_not_lose",
    "why_not_remove_factor",
    "why_password_is_bad",
]
