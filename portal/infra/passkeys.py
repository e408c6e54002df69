"""Passkeys, as WebAuthn has them: what a browser is asked for, and whether its answer is right."""

from __future__ import annotations

import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

MILLISECONDS_TO_ANSWER = 5 * 60 * 1000
LONGEST_ANSWER = 20_000

# What a malformed answer makes a parser raise; all of it means the same.
_ODD = (
    WebAuthnException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    binascii.Error,
    RecursionError,
)


class NotVerified(Exception):
    """The answer is not that of the right key to this challenge; the reason is for the log."""


@dataclass(frozen=True)
class Site:
    """Where the keys are good: the name of the host, and the address that pages are opened at."""

    host: str
    name: str
    origin: str


@dataclass(frozen=True)
class Known:
    """A key as the portal knows it."""

    credential_id: str
    public_key: str = ""
    sign_count: int = 0
    transports: tuple[str, ...] = ()


def asked_to_make(
    site: Site, *, challenge: str, handle: str, account: str, name: str, known: Sequence[Known]
) -> dict[str, Any]:
    """What the browser is told to make: a key that finds its account by itself."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=handle.encode(),
        user_name=account,
        user_display_name=name,
        challenge=challenge.encode(),
        timeout=MILLISECONDS_TO_ANSWER,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(known),
    )
    return dict(json.loads(options_to_json(options)))


def asked_to_show(site: Site, *, challenge: str, known: Sequence[Known] = ()) -> dict[str, Any]:
    """What the browser is told to show: one of these keys, or any that it has for the site."""
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge.encode(),
        timeout=MILLISECONDS_TO_ANSWER,
        allow_credentials=_descriptors(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(json.loads(options_to_json(options)))


def made(site: Site, answer: str, *, challenge: str) -> Known:
    """The key that was made. Raises NotVerified."""
    try:
        found = verify_registration_response(
            credential=_read(answer),
            expected_challenge=challenge.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
        transports = _transports_of(answer)
    except _ODD as error:
        raise NotVerified(f"{type(error).__name__}: {error}") from error
    return Known(
        bytes_to_base64url(found.credential_id),
        bytes_to_base64url(found.credential_public_key),
        found.sign_count,
        transports,
    )


def credential_of(answer: str) -> str:
    """Which key an answer says it comes from. Raises NotVerified."""
    try:
        return bytes_to_base64url(base64url_to_bytes(str(_read(answer)["id"])))
    except _ODD as error:
        raise NotVerified(f"{type(error).__name__}: {error}") from error


def shown(site: Site, answer: str, *, challenge: str, known: Known) -> int:
    """How often the key says it was used. Raises NotVerified, also when that went back."""
    try:
        found = verify_authentication_response(
            credential=_read(answer),
            expected_challenge=challenge.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(known.public_key),
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except _ODD as error:
        raise NotVerified(f"{type(error).__name__}: {error}") from error
    return found.new_sign_count


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("longer than any answer")
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise TypeError("not an object")
    return read


def _transports_of(answer: str) -> tuple[str, ...]:
    """How the device can be reached, as far as the browser said it in words that are known."""
    said = _read(answer)["response"].get("transports")
    known = {each.value for each in AuthenticatorTransport}
    return tuple(sorted({str(each) for each in said if str(each) in known})) if said else ()


def _descriptors(known: Sequence[Known]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(each.credential_id),
            transports=[AuthenticatorTransport(word) for word in each.transports] or None,
        )
        for each in known
    ]
