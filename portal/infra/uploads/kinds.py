"""The kinds of files that the portal takes, and the sentence for each one that it does not."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.errors import Invalid
from portal.kernel.languages import Text

LARGEST_BYTES = 20 * 1024 * 1024

_OFFICE = "application/vnd.openxmlformats-officedocument."


class Kind(StrEnum):
    """What a file is, as its content says."""

    PDF = "PDF"
    PNG = "PNG"
    JPEG = "JPEG"
    WEBP = "WEBP"
    DOCX = "DOCX"
    XLSX = "XLSX"
    PPTX = "PPTX"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings of names that say this kind, the usual one first, with their dots."""
        return (".jpg", ".jpeg") if self is Kind.JPEG else (f".{self.value.lower()}",)

    @property
    def is_picture(self) -> bool:
        return self in (Kind.PNG, Kind.JPEG, Kind.WEBP)


_MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.WEBP: "image/webp",
    Kind.DOCX: f"{_OFFICE}wordprocessingml.document",
    Kind.XLSX: f"{_OFFICE}spreadsheetml.sheet",
    Kind.PPTX: f"{_OFFICE}presentationml.presentation",
}

EMPTY = Text("The file is empty.")
TOO_LARGE = Text("The file is larger than %(max)d MB.", max=LARGEST_BYTES // 1024**2)
UNKNOWN = Text(
    "Please choose a PDF, a picture (PNG, JPEG, WebP) or a Word, Excel or PowerPoint file."
)
PAGE = Text(
    "This is a web page or an SVG drawing, which can run programs. Please save it as a PDF."
)
OLD_OFFICE = Text(
    "This is an old or password-protected Office file. "
    "Please save it as DOCX, XLSX or PPTX without a password."
)
MACROS = Text("The file holds macros or other programs. Please save it without them, or as a PDF.")
OUTSIDE = Text("The file fetches parts of itself from elsewhere. Please save it as a PDF.")
BOMB = Text("The file unpacks to far more than its size. Please save it again, or as a PDF.")
TWO_IN_ONE = Text("The file is two files in one. Please save it again with its usual program.")
DAMAGED = Text("The file is damaged or incomplete. Please save it again and send it once more.")
LOCKED = Text("The PDF is protected with a password, so it cannot be checked. Please remove it.")
SCRIPTED = Text("The PDF holds programs or other files. Please print it to a new PDF.")
TOO_MANY_PIXELS = Text("The picture has more than %(max)d million pixels.", max=40)


def refuse(why: Text) -> Invalid:
    """The refusal of a file, to stand beside the field `file`."""
    return Invalid(why, field="file")
