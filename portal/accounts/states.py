"""The words of accounts: what people consent to, what links are for, what a coordinator may do."""

from __future__ import annotations

from enum import StrEnum


class ConsentPurpose(StrEnum):
    """What a person agrees to, one row each; only the first two are needed to take part."""

    TERMS = "TERMS"
    PRIVACY = "PRIVACY"
    TRANSFER_ABROAD = "TRANSFER_ABROAD"
    ATTENDEE_LIST = "ATTENDEE_LIST"
    NEWS = "NEWS"


REQUIRED_CONSENTS = (ConsentPurpose.TERMS, ConsentPurpose.PRIVACY, ConsentPurpose.TRANSFER_ABROAD)

# The version of the texts that a person agreed to; a changed text gets a new one.
CONSENT_TEXT_VERSION = "2026-11"


class LinkPurpose(StrEnum):
    """What a link in a mail is for."""

    CONFIRM_ADDRESS = "CONFIRM_ADDRESS"
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105 - a purpose, not a password
    CHANGE_ADDRESS = "CHANGE_ADDRESS"


class ChallengePurpose(StrEnum):
    """What a passkey is asked to answer for."""

    ADD = "ADD"
    SIGN_IN = "SIGN_IN"
    PROVE = "PROVE"


class Duty(StrEnum):
    """What a coordinator may do for their host."""

    APPROVE = "APPROVE"
    SCHEDULE = "SCHEDULE"
    EXPORT = "EXPORT"
    ADMINISTER = "ADMINISTER"
