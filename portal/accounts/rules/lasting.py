"""How long a sign-in and the links in mails live."""

from __future__ import annotations

from datetime import timedelta

SIGN_IN_LASTS = timedelta(days=14)
CONFIRMATION_LASTS = timedelta(days=3)
RESET_LASTS = timedelta(hours=1)
