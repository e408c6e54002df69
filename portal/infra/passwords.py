"""Password hashing with argon2id. It takes a tenth of a second: never inside a transaction."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

# The second of the two settings that RFC 9106 recommends: three passes over 64 MiB in four lanes.
_hasher = PasswordHasher(
    time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, salt_len=16, type=Type.ID
)


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


def is_outdated(stored: str) -> bool:
    """Whether it was hashed with other settings than today's, so that it should be hashed anew."""
    return _hasher.check_needs_rehash(stored)


@cache
def _decoy() -> str:
    return _hasher.hash("nobody's password")
