"""Password hashing with argon2id. It takes a tenth of a second: never inside a transaction."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

# The second of the two settings that RFC 9106 recommends: three passes over 64 MiB in four lanes.
_hasher = PasswordHasher(
    time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, salt_len=16, type=Type.ID
)
# Codes that the portal made are not to be guessed anyway, and are hashed ten at a time: the least
# that OWASP recommends.
_code_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)


def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    return _hasher.hash(_bytes(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; takes the same time when nothing is stored."""
    return _matches(_hasher, password, stored)


def is_outdated(stored: str) -> bool:
    """Whether it was hashed with other settings than today's, so that it should be hashed anew."""
    return _hasher.check_needs_rehash(stored)


def hashed_code(code: str) -> str:
    """The argon2id hash of a code that the portal made."""
    return _code_hasher.hash(_bytes(code))


def code_matches(code: str, stored: str | None) -> bool:
    """Whether the code is the stored one; takes the same time when nothing is stored."""
    return _matches(_code_hasher, code, stored)


def _matches(hasher: PasswordHasher, typed: str, stored: str | None) -> bool:
    try:
        right = hasher.verify(stored or _decoy(hasher), _bytes(typed))
    except (VerificationError, InvalidHashError):
        return False
    return right and bool(stored)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@cache
def _decoy(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody's password")
