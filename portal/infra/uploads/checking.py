"""Decides by a file's content what it is, and refuses what could harm whoever opens it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

from portal.infra.uploads import kinds, office, pdf, pictures
from portal.infra.uploads.kinds import LARGEST_BYTES, Kind, refuse

_LOOKED_AT = 4096


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: what it is, its bytes, and a small picture of it where it is one."""

    kind: Kind
    body: bytes = field(repr=False)
    thumbnail: bytes | None = field(default=None, repr=False)

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return len(self.body)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def checked(body: bytes) -> Checked:
    """What a file is and what of it is kept; pictures are drawn anew, without their metadata.

    Raises Invalid with a sentence that says what to do instead.
    """
    if not body:
        raise refuse(kinds.EMPTY)
    if len(body) > LARGEST_BYTES:
        raise refuse(kinds.TOO_LARGE)
    return _checks_for(body)(body)


def _checks_for(body: bytes) -> Callable[[bytes], Checked]:
    if body.startswith(b"PK\x03\x04"):
        return _office
    if body.startswith(b"%PDF-"):
        return _pdf
    if pictures.kind_of(body):
        return _picture
    if body.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise refuse(kinds.OLD_OFFICE)
    raise refuse(kinds.PAGE if _is_a_page(body) else kinds.UNKNOWN)


def _office(body: bytes) -> Checked:
    return Checked(office.kind_of(body), body)


def _pdf(body: bytes) -> Checked:
    _must_be_one_file(body)
    pdf.check(body)
    return Checked(Kind.PDF, body)


def _picture(body: bytes) -> Checked:
    _must_be_one_file(body)
    drawn = pictures.drawn_anew(body)
    return Checked(drawn.kind, drawn.body, drawn.thumbnail)


def _must_be_one_file(body: bytes) -> None:
    """No archive behind a picture or a paper, no page or paper before its end."""
    if zipfile.is_zipfile(io.BytesIO(body)) or _is_a_page(body):
        raise refuse(kinds.TWO_IN_ONE)
    if b"%PDF-" in body[8:_LOOKED_AT]:
        raise refuse(kinds.TWO_IN_ONE)


def _is_a_page(body: bytes) -> bool:
    """Whether a browser that guesses might take this for a page or a drawing."""
    looked_at = body[:_LOOKED_AT].replace(b"\0", b"").lower()  # UTF-16 has a zero at every other
    return any(mark in looked_at for mark in (b"<html", b"<!doctype html", b"<script", b"<svg"))
