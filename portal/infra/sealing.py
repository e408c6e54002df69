"""Secrets that the portal must be able to read again, encrypted in the database.

The key is derived from SECRET_KEY, which stands in the environment and in no backup: a copy of the
database alone makes no one-time code. Whoever changes SECRET_KEY loses what was sealed; people then
sign in with a recovery code or are helped by `portal coordinator reset-factors`.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Unreadable(Exception):
    """It was sealed with another key, or it is damaged."""


class Seal:
    """Seals and opens texts for one purpose; what was sealed for another does not open."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        key = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(
            secret_key.encode("utf-8", "surrogatepass")
        )
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def sealed(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def opened(self, sealed: str) -> str:
        """Raises Unreadable."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except (InvalidToken, ValueError) as error:
            raise Unreadable from error
