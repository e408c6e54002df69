"""Office documents: archives that are sized before and while they are unpacked, without macros."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from portal.infra.uploads import kinds
from portal.infra.uploads.kinds import Kind, refuse

MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_OF_XML = 4 * 1024 * 1024  # of the few parts that are parsed here
MOST_TIMES = 200  # how much larger than itself a file may become
_AT_ONCE = 1 << 20
_FOOT = 22  # bytes of the record that ends an archive, when no comment follows

_TYPES = "[Content_Types].xml"
_PART = "application/vnd.openxmlformats-officedocument."
_MAIN = {
    f"{_PART}wordprocessingml.document.main+xml": Kind.DOCX,
    f"{_PART}spreadsheetml.sheet.main+xml": Kind.XLSX,
    f"{_PART}presentationml.presentation.main+xml": Kind.PPTX,
    f"{_PART}presentationml.slideshow.main+xml": Kind.PPTX,
}
_PROGRAMS = ("vbaproject", "vbadata", "macroenabled", "activex", "oleobject")


def kind_of(body: bytes) -> Kind:
    """Which kind of document it is, by its main part.

    Raises Invalid for another archive, one that is damaged, locked or a bomb, and a document with
    macros, embedded programs, or parts that it fetches from elsewhere.
    """
    if not body[-_FOOT:].startswith(b"PK\x05\x06"):
        raise refuse(kinds.TWO_IN_ONE if b"PK\x05\x06" in body else kinds.DAMAGED)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            _must_be_calm(archive, len(body))
            types = _content_types(archive)
            _must_have_no_programs([*archive.namelist(), *types])
            found = {_MAIN[each] for each in types if each in _MAIN}
            if len(found) != 1:
                raise refuse(kinds.TWO_IN_ONE if found else kinds.UNKNOWN)
            _must_stand_alone(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise refuse(kinds.DAMAGED) from None
    except (ParseError, DefusedXmlException, RuntimeError):
        raise refuse(kinds.DAMAGED) from None
    return found.pop()


def _must_be_calm(archive: zipfile.ZipFile, size: int) -> None:
    """What the archive says of itself first, since that costs nothing; then what is true."""
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise refuse(kinds.OLD_OFFICE)
    if len({entry.filename for entry in entries}) != len(entries):
        raise refuse(kinds.TWO_IN_ONE)
    if not entries or min(entry.header_offset for entry in entries) != 0:
        raise refuse(kinds.TWO_IN_ONE)
    most = min(MOST_UNPACKED, max(size * MOST_TIMES, _AT_ONCE))
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > most:
        raise refuse(kinds.BOMB)
    left = most
    for entry in entries:
        with archive.open(entry) as part:
            while chunk := part.read(_AT_ONCE):
                left -= len(chunk)
                if left < 0:
                    raise refuse(kinds.BOMB)


def _content_types(archive: zipfile.ZipFile) -> list[str]:
    if _TYPES not in archive.namelist():
        raise refuse(kinds.UNKNOWN)
    return [each.get("ContentType", "") for each in _parsed(archive, _TYPES)]


def _must_have_no_programs(words: Iterable[str]) -> None:
    if any(program in word.lower() for word in words for program in _PROGRAMS):
        raise refuse(kinds.MACROS)


def _must_stand_alone(archive: zipfile.ZipFile) -> None:
    """Links to click are fine; templates, pictures and objects from elsewhere are not."""
    for name in archive.namelist():
        if not name.lower().endswith(".rels"):
            continue
        for relation in _parsed(archive, name):
            kind = relation.get("Type", "").lower()
            if relation.get("TargetMode") == "External" and not kind.endswith("/hyperlink"):
                raise refuse(kinds.OUTSIDE)
            _must_have_no_programs([kind])


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:
    if archive.getinfo(name).file_size > MOST_OF_XML:
        raise refuse(kinds.BOMB)
    return fromstring(archive.read(name), forbid_dtd=True)
