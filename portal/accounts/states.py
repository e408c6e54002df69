"""The words of accounts: what people consent to, what links are for, what a coordinator may do."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.languages import Text


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

    @property
    def words(self) -> Text:
        return {
            Duty.APPROVE: Text("Approve companies"),
            Duty.SCHEDULE: Text("Run sessions and meetings"),
            Duty.EXPORT: Text("Export lists"),
            Duty.ADMINISTER: Text("Administer coordinators and imports"),
        }[self]


class AccountAction(StrEnum):
    """What an administrator does to a colleague's account."""

    SUSPEND = "SUSPEND"
    REOPEN = "REOPEN"
    SIGN_OUT = "SIGN_OUT"
    RESET_FACTORS = "RESET_FACTORS"

    @property
    def words(self) -> Text:
        return {
            AccountAction.SUSPEND: Text("Close the account"),
            AccountAction.REOPEN: Text("Open the account again"),
            AccountAction.SIGN_OUT: Text("Sign them out everywhere"),
            AccountAction.RESET_FACTORS: Text("Reset their second factors"),
        }[self]
