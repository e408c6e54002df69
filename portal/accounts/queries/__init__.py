"""Reads about people, their accounts and how they sign in."""

from portal.accounts.queries.people import (
    DEMONSTRATION,
    consent_history,
    coordinator_of,
    coordinators_of_side,
    host_of_import_key,
    host_of_public_id,
    hosts,
    is_demonstration,
    standing_consents,
    user_of_address,
)
from portal.accounts.queries.signing_in import link_of, live_sign_ins, user_of_sign_in

__all__ = [
    "DEMONSTRATION",
    "consent_history",
    "coordinator_of",
    "coordinators_of_side",
    "host_of_import_key",
    "host_of_public_id",
    "hosts",
    "is_demonstration",
    "link_of",
    "live_sign_ins",
    "standing_consents",
    "user_of_address",
    "user_of_sign_in",
]
