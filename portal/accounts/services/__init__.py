"""Changes to people and accounts: registration, sign-ins, passwords, consents, coordinators."""

from portal.accounts.services.addresses import ask_for_new_address, take_new_address
from portal.accounts.services.closing import (
    end_every_sign_in,
    reopen_account,
    suspend_account,
)
from portal.accounts.services.factors import (
    CODE_IS_WRONG,
    RECOVERY_CODE_IS_WRONG,
    FreshCode,
    begin_app,
    confirm_app,
    fresh_codes,
    keep_codes,
    remove_app,
    remove_passkey,
    reset_factors,
    use_app_code,
    use_recovery_code,
)
from portal.accounts.services.guesses import count_guess, forget_guesses
from portal.accounts.services.hosts import add_coordinator, add_host
from portal.accounts.services.links import LINK_IS_STALE, first_password_link
from portal.accounts.services.passkeys import (
    CHALLENGE_IS_STALE,
    KEY_IS_NOT_KNOWN,
    add_passkey,
    new_challenge,
    spend_challenge,
    use_passkey,
)
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
    prove,
    sign_in,
    sign_out,
)
from portal.accounts.services.signing_in import (
    ask_for_confirmation,
    ask_for_reset,
    change_password,
    confirm_address,
    rehash_password,
    reset_password,
    send_confirmation,
)

__all__ = [
    "ADDRESS_TAKEN",
    "CHALLENGE_IS_STALE",
    "CODE_IS_WRONG",
    "KEY_IS_NOT_KNOWN",
    "LINK_IS_STALE",
    "RECOVERY_CODE_IS_WRONG",
    "FreshCode",
    "Registration",
    "add_coordinator",
    "add_host",
    "add_passkey",
    "add_person",
    "ask_for_confirmation",
    "ask_for_new_address",
    "ask_for_reset",
    "begin_app",
    "change_password",
    "change_person",
    "choose_consents",
    "choose_language",
    "confirm_address",
    "confirm_app",
    "count_guess",
    "end_every_sign_in",
    "end_one",
    "end_others",
    "first_password_link",
    "forget_guesses",
    "fresh_codes",
    "keep_codes",
    "new_challenge",
    "note_seen",
    "open_account",
    "prove",
    "record_consents",
    "register",
    "rehash_password",
    "remove_app",
    "remove_passkey",
    "reopen_account",
    "reset_factors",
    "reset_password",
    "send_confirmation",
    "sign_in",
    "sign_out",
    "spend_challenge",
    "suspend_account",
    "take_new_address",
    "use_app_code",
    "use_passkey",
    "use_recovery_code",
]
