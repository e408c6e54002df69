"""Password hashing with argon2id. It takes a tenth of a second: never inside a transaction."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    return _hasher.hash(password.encode("utf-8", "surrogatepass"))


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; takes the same time when nothing is stored."""
    try:
        right = _hasher.verify(stored or _decoy(), password.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False
    return right and bool(stored)


@cache
def _decoy() -> str:
    return _hasher.hash("nobody's password")
