"""A device with passkeys, as a browser would speak for it: makes keys and signs challenges."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN = "http://localhost"
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """One key on one device. Attributes can be set wrong, to see what the portal makes of it."""

    origin: str = ORIGIN
    host: str = "localhost"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    owner: str | None = None

    @property
    def name(self) -> str:
        return text_of(self.credential)

    def make(self, options: dict[str, Any]) -> str:
        """The answer to `navigator.credentials.create`."""
        self.owner = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        )
        described = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + public
        statement = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._data(self.flags | WITH_KEY) + described,
        }
        said = self._said("webauthn.create", options["challenge"])
        return self._answer(
            {
                "clientDataJSON": text_of(said),
                "attestationObject": text_of(cbor2.dumps(statement)),
                "transports": ["internal", "a word of tomorrow"],
            }
        )

    def show(self, options: dict[str, Any]) -> str:
        """The answer to `navigator.credentials.get`."""
        if self.count:
            self.count += 1
        data = self._data(self.flags)
        said = self._said("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": text_of(said),
                "authenticatorData": text_of(data),
                "signature": text_of(signature),
                "userHandle": self.owner,
            }
        )

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        ).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        return json.dumps(
            {"id": self.name, "rawId": self.name, "type": "public-key", "response": response}
        )
