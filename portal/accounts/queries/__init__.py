"""Reads about people, their accounts and how they sign in."""

from portal.accounts.queries.factors import (
    Factors,
    app_of,
    factors_of,
    has_factor,
    passkey_of_credential,
    recovery_code_of,
    user_of_public_id,
)
from portal.accounts.queries.guesses import has_guessed, still_to_wait
from portal.accounts.queries.people import (
    DEMONSTRATION,
    colleague_in,
    consent_history,
    coordinator_of,
    coordinators_of,
    coordinators_of_side,
    host_of_import_key,
    host_of_public_id,
    hosts,
    is_demonstration,
    people_by_public_id,
    standing_consents,
    user_of_address,
    user_of_id,
)
from portal.accounts.queries.signing_in import link_of, live_sign_ins

__all__ = [
    "DEMONSTRATION",
    "Factors",
    "app_of",
    "colleague_in",
    "consent_history",
    "coordinator_of",
    "coordinators_of",
    "coordinators_of_side",
    "factors_of",
    "has_factor",
    "has_guessed",
    "host_of_import_key",
    "host_of_public_id",
    "hosts",
    "is_demonstration",
    "link_of",
    "live_sign_ins",
    "passkey_of_credential",
    "people_by_public_id",
    "recovery_code_of",
    "standing_consents",
    "still_to_wait",
    "user_of_address",
    "user_of_id",
    "user_of_public_id",
]
