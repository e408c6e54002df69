"""Second factors: how codes for emergencies look, and when one may go."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import timedelta

from portal.kernel.languages import Text

RECOVERY_CODES = 10
# The label finds the code among the ten; the rest, 57 bits of it, is the secret.
LABEL_LENGTH = 4
_SECRET_LENGTH = 12
_LETTERS = "23456789bcdfghjkmnpqrstvwxz"

SECOND_STEP_LASTS = timedelta(minutes=10)
CHALLENGE_LASTS = timedelta(minutes=5)
MOST_PASSKEYS = 20
LONGEST_PASSKEY_NAME = 60


def new_recovery_codes() -> list[str]:
    """Ten codes whose labels differ, such as k7px-3mvw-9tqz-hhbc."""
    codes: dict[str, str] = {}
    while len(codes) < RECOVERY_CODES:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(LABEL_LENGTH + _SECRET_LENGTH))
        codes[letters[:LABEL_LENGTH]] = letters
    return list(codes.values())


def as_printed(code: str) -> str:
    """A code in groups of four, as people copy it."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def as_stored(typed: str) -> str:
    """A code as it was made, however it was typed: with capitals, spaces, or full-width letters."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(character for character in folded if character.isalnum())


def why_not_remove_factor(*, required: bool, others: int) -> Text | None:
    """The reason why this app or passkey cannot be taken away, or None."""
    if required and others == 0:
        return Text(
            "Coordinators sign in with a second factor. Please set up another one before you "
            "remove this one."
        )
    return None
