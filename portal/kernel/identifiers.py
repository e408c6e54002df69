"""Identifiers that the portal makes up: public ids, booking codes, secrets and their digests."""

from __future__ import annotations

import hashlib
import secrets

# No letter that is mistaken for a figure, and no vowel that makes a word.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
PUBLIC_ID_LENGTH = 18
CODE_LENGTH = 6


def public_id() -> str:
    """A random name for an object in addresses: 85 bits, not a secret, only not to be guessed."""
    return _random(PUBLIC_ID_LENGTH)


def code() -> str:
    """A short code that a person can read out on the telephone, such as K7PX3M."""
    return _random(CODE_LENGTH).upper()


def _random(length: int) -> str:
    """So many letters by chance, from one random number: each by itself takes ten times as long."""
    number = secrets.randbelow(len(_ALPHABET) ** length)
    letters = []
    for _ in range(length):
        number, letter = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[letter])
    return "".join(letters)


def secret() -> str:
    """A secret for a link or a cookie: 256 bits."""
    return secrets.token_urlsafe(32)


def digest(secret_value: str) -> str:
    """What is stored of a secret, so that a copy of the database opens nothing."""
    return hashlib.sha256(secret_value.encode("utf-8", "surrogatepass")).hexdigest()
