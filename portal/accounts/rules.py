"""What makes a password good enough, and how long sign-ins and links live."""

from __future__ import annotations

from datetime import timedelta

from portal.kernel.languages import Text

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128

SIGN_IN_LASTS = timedelta(days=14)
CONFIRMATION_LASTS = timedelta(days=3)
RESET_LASTS = timedelta(hours=1)


def why_password_is_bad(password: str, *, about: str = "") -> Text | None:
    """The reason why a password is refused, or None.

    Length decides, as OWASP ASVS 5.0 6.2 asks; there are no rules of composition. `about` is the
    person's address or name, which must not be the whole password.
    """
    if len(password) < SHORTEST_PASSWORD:
        return Text(
            "The password needs at least %(count)d characters. A short sentence is good.",
            count=SHORTEST_PASSWORD,
        )
    if len(password) > LONGEST_PASSWORD:
        return Text("The password may have at most %(count)d characters.", count=LONGEST_PASSWORD)
    plain = password.casefold()
    if len(set(plain)) < 4 or plain in {about.casefold(), about.casefold().split("@")[0]}:
        return Text("This password is too easy to guess. Please choose another.")
    return None
