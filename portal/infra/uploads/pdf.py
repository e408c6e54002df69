"""PDF: whole from its first to its last byte, open to be read, and without programs inside."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from portal.infra.uploads import kinds
from portal.infra.uploads.kinds import refuse

MOST_UNPACKED = 64 * 1024 * 1024
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_OBJECTS = re.compile(rb"/ObjStm\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_PROGRAM = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z0-9])"
)
_LOCK = re.compile(rb"/Encrypt(?![A-Za-z0-9])")


def check(body: bytes) -> None:
    """Raises Invalid for a PDF that is cut off, goes on behind its end, is locked, or would run,
    open or send something by itself. Compressed objects are unpacked within a bound to be read.
    """
    start, mark, behind = body.rpartition(b"%%EOF")
    if not mark or b"startxref" not in start[-1024:]:
        raise refuse(kinds.DAMAGED)
    if behind.strip(b"\r\n\t \0"):
        raise refuse(kinds.TWO_IN_ONE)
    for part in _structure(body):
        plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)
        if _LOCK.search(plain):
            raise refuse(kinds.LOCKED)
        if _PROGRAM.search(plain):
            raise refuse(kinds.SCRIPTED)


def _structure(body: bytes) -> Iterator[bytes]:
    """All objects of a PDF without the pictures, fonts and pages that streams hold."""
    yield _STREAM.sub(b" ", body)
    left = MOST_UNPACKED
    for found in _STREAM.finditer(body):
        if not _OBJECTS.search(
            _ESCAPED.sub(_letter, body[max(0, found.start() - 400) : found.start()])
        ):
            continue
        unpacked = _unpacked(found[1], left)
        left -= len(unpacked)
        yield unpacked


def _letter(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _unpacked(packed: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(packed, max(most, 1))
    except zlib.error:
        return packed
    if unpacker.unconsumed_tail:
        raise refuse(kinds.BOMB)
    return unpacked
