"""People, their accounts and how they sign in, the hosts they work for, what they consented to."""

from portal.accounts.models.factors import (
    AuthenticatorApp,
    Passkey,
    PasskeyChallenge,
    RecoveryCode,
)
from portal.accounts.models.people import (
    Consent,
    Coordinator,
    Host,
    Person,
    ThisSignIn,
    User,
)
from portal.accounts.models.signing_in import GuessCount, MailLink, SignIn

__all__ = [
    "AuthenticatorApp",
    "Consent",
    "Coordinator",
    "GuessCount",
    "Host",
    "MailLink",
    "Passkey",
    "PasskeyChallenge",
    "Person",
    "RecoveryCode",
    "SignIn",
    "ThisSignIn",
    "User",
]
