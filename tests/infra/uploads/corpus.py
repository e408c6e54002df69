"""Files for the tests of uploads, good and bad, all made here."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from fpdf import FPDF
from PIL import Image

DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
PPTX_MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def pdf(words: str = "Bag filter, 50 to 7.6 mg/Nm3") -> bytes:
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=12)
    made.cell(text=words)
    return bytes(made.output())


def pdf_with(inside: bytes) -> bytes:
    """A PDF with one more object."""
    head, foot = pdf().split(b"xref", 1)
    return head + b"99 0 obj\n<< " + inside + b" >>\nendobj\nxref" + foot


def pdf_with_packed(inside: bytes) -> bytes:
    """A PDF that keeps the object where only those who unpack see it."""
    packed = zlib.compress(inside)
    head, foot = pdf().split(b"xref", 1)
    stream = b"99 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + packed
    return head + stream + b"\nendstream\nendobj\nxref" + foot


def picture(kind: str = "PNG", size: tuple[int, int] = (640, 480), **more) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "#0a5c99").save(stream, kind, **more)
    return stream.getvalue()


def photograph() -> bytes:
    """A JPEG that says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "taken at the plant in Dangjin"
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", exif=exif)


def png_of_pixels(width: int, height: int) -> bytes:
    """A small PNG that unpacks to very many dots."""
    rows = zlib.compress(b"\0" * ((width // 8 + 1) * height), 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def office(main: str = DOCX_MAIN, **parts: bytes) -> bytes:
    """A document whose main part says that it is of this type, with further parts by name."""
    types = f"""<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/
content-types"><Override PartName="/word/document.xml" ContentType="{main}"/></Types>"""
    return archive({"[Content_Types].xml": types.encode(), "word/document.xml": b"<d/>", **parts})


def archive(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in parts.items():
            made.writestr(name, body)
    return stream.getvalue()


def office_that_fetches(what: str) -> bytes:
    """A document with a relation to somewhere else."""
    relation = f"""<Relationships><Relationship Id="r1" Type="{RELATION}{what}"
Target="https://elsewhere.example/x" TargetMode="External"/></Relationships>"""
    return office(**{"word/_rels/settings.xml.rels": relation.encode()})


def locked(body: bytes) -> bytes:
    """The same archive, saying of its entries that they are encrypted."""
    marked = bytearray(body)
    at = 0
    while (at := marked.find(b"PK\x01\x02", at)) >= 0:
        marked[at + 8] |= 1
        at += 4
    return bytes(marked)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
