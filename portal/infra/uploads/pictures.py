"""Pictures: decoded within a bound, drawn anew without metadata, and made small for lists."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from portal.infra.uploads import kinds
from portal.infra.uploads.kinds import LARGEST_BYTES, Kind, refuse

MOST_PIXELS = 40_000_000
THUMBNAIL = (320, 240)
_MODES = {Kind.PNG: ("1", "L", "LA", "P", "RGB", "RGBA"), Kind.JPEG: ("L", "RGB", "CMYK")}


@dataclass(frozen=True)
class Drawn:
    """A picture as it is kept: only its dots, turned the right way up."""

    kind: Kind
    body: bytes
    thumbnail: bytes


def kind_of(body: bytes) -> Kind | None:
    """Which kind of picture the first bytes announce."""
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if body.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    return Kind.WEBP if body[:4] == b"RIFF" and body[8:12] == b"WEBP" else None


def drawn_anew(body: bytes) -> Drawn:
    """Decode a picture whole and write its dots as a new file.

    So where and with what it was taken, and whatever was hidden behind it, do not stay in it.
    Raises Invalid for one that is damaged, cut off or too large to decode.
    """
    kind = kind_of(body)
    assert kind is not None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body), formats=[kind.value]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise refuse(kinds.TOO_MANY_PIXELS)
                picture.load()
                upright = ImageOps.exif_transpose(picture)
    except Image.DecompressionBombError:
        raise refuse(kinds.TOO_MANY_PIXELS) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, OverflowError):
        raise refuse(kinds.DAMAGED) from None
    return _kept(kind, upright)


def _kept(kind: Kind, picture: Image.Image) -> Drawn:
    whole = _written(_fit_for(kind, picture), kind)
    if len(whole) > LARGEST_BYTES:
        raise refuse(kinds.TOO_LARGE)
    small = picture.convert("RGBA" if "A" in picture.getbands() else "RGB")
    small.thumbnail(THUMBNAIL)
    return Drawn(kind, whole, _written(small, Kind.WEBP))


def _fit_for(kind: Kind, picture: Image.Image) -> Image.Image:
    """The same dots in a mode that the kind of file knows."""
    if picture.mode in _MODES.get(kind, ("RGB", "RGBA")):
        return picture
    return picture.convert("RGBA" if "A" in picture.getbands() and kind is not Kind.JPEG else "RGB")


def _written(picture: Image.Image, kind: Kind) -> bytes:
    plain = picture.copy()
    plain.info = {k: v for k, v in picture.info.items() if k in ("transparency", "icc_profile")}
    stream = io.BytesIO()
    more = {} if kind is Kind.PNG else {"quality": 92}
    plain.save(stream, kind.value, exif=b"", **more)
    return stream.getvalue()
