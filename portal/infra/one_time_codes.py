"""One-time codes of an authenticator app: six figures for each half minute (RFC 6238)."""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno

SECONDS_OF_A_STEP = 30
# The phone's clock may be half a minute off, and the typist slow.
STEPS_AROUND = (0, -1, 1)


def new_secret() -> str:
    """A secret of 160 bits in base32, as apps take it."""
    return pyotp.random_base32()


def address_of(secret: str, *, account: str, site: str) -> str:
    """What an app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=site)


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """The half minute whose code this is, near the moment; None when it is not right."""
    typed = "".join(unicodedata.normalize("NFKC", code).split())
    now = int(at.timestamp()) // SECONDS_OF_A_STEP
    codes = pyotp.TOTP(secret)
    found = None
    for around in STEPS_AROUND:
        right = codes.generate_otp(now + around)
        if hmac.compare_digest(right.encode(), typed.encode("utf-8", "surrogatepass")):
            found = now + around
    return found


@dataclass(frozen=True)
class Picture:
    """A QR code as the path of an SVG, in squares of one unit with the white margin it needs."""

    size: int
    path: str


MARGIN = 4


def picture_of(text: str) -> Picture:
    """The QR code of a text, drawn row by row."""
    code = segno.make(text, micro=False, error="m")
    strokes = [
        f"M{MARGIN + x} {MARGIN + y}h1v1h-1z"
        for y, row in enumerate(code.matrix)
        for x, dark in enumerate(row)
        if dark
    ]
    return Picture(len(code.matrix) + 2 * MARGIN, "".join(strokes))
