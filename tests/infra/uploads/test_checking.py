"""What becomes of each kind of file that somebody may send; SECURITY.md says the same in words."""

import io
import unicodedata

import pytest
from PIL import Image

from portal.infra.uploads import LARGEST_BYTES, Kind, checked, cleaned, kinds
from portal.kernel.errors import Invalid
from tests.infra.uploads import corpus

TAKEN = {
    "a PDF": (corpus.pdf(), Kind.PDF),
    "a PNG": (corpus.picture("PNG"), Kind.PNG),
    "a JPEG": (corpus.photograph(), Kind.JPEG),
    "a WebP": (corpus.picture("WEBP"), Kind.WEBP),
    "a Word document": (corpus.office(), Kind.DOCX),
    "an Excel workbook": (corpus.office(corpus.XLSX_MAIN), Kind.XLSX),
    "a PowerPoint presentation": (corpus.office(corpus.PPTX_MAIN), Kind.PPTX),
    "a document with a link to click": (corpus.office_that_fetches("hyperlink"), Kind.DOCX),
}

REFUSED = {
    "nothing": (b"", kinds.EMPTY),
    "40 MB": (corpus.pdf() + b" " * 40 * 1024 * 1024, kinds.TOO_LARGE),
    "a text": ("환경".encode(), kinds.UNKNOWN),
    "a program": (b"MZ" + bytes(200), kinds.UNKNOWN),
    "an SVG with a script": (corpus.SVG, kinds.PAGE),
    "a web page": (corpus.HTML, kinds.PAGE),
    "a web page in UTF-16": (corpus.HTML.decode().encode("utf-16"), kinds.PAGE),
    "a web page that begins as a PDF": (b"%PDF-1.7\n" + corpus.HTML, kinds.TWO_IN_ONE),
    "a web page behind a GIF's head": (b"GIF89a/*" + corpus.HTML, kinds.PAGE),
    "a web page in a picture": (
        corpus.picture("PNG")[:33] + corpus.HTML + corpus.picture("PNG")[33:],
        kinds.TWO_IN_ONE,
    ),
    "a picture with an archive behind it": (
        corpus.picture() + corpus.archive({"a.exe": b"MZ"}),
        kinds.TWO_IN_ONE,
    ),
    "a PDF with an archive behind it": (
        corpus.pdf() + corpus.archive({"a.jar": b"x"}),
        kinds.TWO_IN_ONE,
    ),
    "a PDF that goes on": (corpus.pdf() + b"#!/bin/sh\nrm -rf /\n", kinds.TWO_IN_ONE),
    "half a PDF": (corpus.pdf()[:400], kinds.DAMAGED),
    "a locked PDF": (corpus.pdf_with(b"/Encrypt 5 0 R"), kinds.LOCKED),
    "a PDF with a script": (corpus.pdf_with(b"/S /JavaScript /JS (app.alert(1))"), kinds.SCRIPTED),
    "one that writes it otherwise": (corpus.pdf_with(b"/S /J#61vaScript"), kinds.SCRIPTED),
    "one that packs it": (corpus.pdf_with_packed(b"<< /S /JavaScript >>"), kinds.SCRIPTED),
    "a PDF that starts a program": (corpus.pdf_with(b"/S /Launch"), kinds.SCRIPTED),
    "a PDF that is a bomb": (corpus.pdf_with_packed(bytes(80 * 1024 * 1024)), kinds.BOMB),
    "a picture cut off": (corpus.picture("JPEG", (900, 900))[:3000], kinds.DAMAGED),
    "only a picture's head": (b"\x89PNG\r\n\x1a\n", kinds.DAMAGED),
    "a PNG of 400 million dots": (corpus.png_of_pixels(20_000, 20_000), kinds.TOO_MANY_PIXELS),
    "a PNG of 41 million dots": (corpus.png_of_pixels(8_200, 5_000), kinds.TOO_MANY_PIXELS),
    "an archive": (corpus.archive({"a.txt": b"a"}), kinds.UNKNOWN),
    "an old Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), kinds.OLD_OFFICE),
    "a locked document": (corpus.locked(corpus.office()), kinds.OLD_OFFICE),
    "a document with macros": (corpus.office(**{"word/vbaProject.bin": b"x"}), kinds.MACROS),
    "one that only says so": (corpus.office(corpus.MACRO_MAIN), kinds.MACROS),
    "a document with an object": (
        corpus.office(**{"word/embeddings/oleObject1.bin": b"x"}),
        kinds.MACROS,
    ),
    "a document with a foreign template": (
        corpus.office_that_fetches("attachedTemplate"),
        kinds.OUTSIDE,
    ),
    "a DOCX bomb": (
        corpus.office(**{"word/media/a.bin": bytes(60 * 1024 * 1024)}),
        kinds.BOMB,
    ),
    "a document of 3,000 parts": (
        corpus.office(**{f"word/media/{n}": b"" for n in range(3000)}),
        kinds.BOMB,
    ),
    "a document with entities": (
        corpus.archive({"[Content_Types].xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        kinds.DAMAGED,
    ),
    "half a document": (corpus.office()[:-30], kinds.DAMAGED),
    "a document behind a page": (corpus.HTML + corpus.office(), kinds.PAGE),
    "a document with a page behind it": (corpus.office() + corpus.HTML, kinds.TWO_IN_ONE),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_is_what_its_content_says(name):
    body, kind = TAKEN[name]
    found = checked(body)
    assert found.kind is kind
    assert (found.thumbnail is not None) == kind.is_picture


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_harm_its_reader_is_refused_with_a_sentence(name):
    body, sentence = REFUSED[name]
    with pytest.raises(Invalid) as refusal:
        checked(body)
    assert refusal.value.text.msgid == sentence.msgid
    assert refusal.value.field == "file"


def test_a_document_that_lies_about_its_size_is_counted_to_its_real_end():
    small = corpus.office(**{"word/media/a.bin": bytes(60 * 1024 * 1024)})
    lying = small.replace((60 * 1024 * 1024).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != small
    with pytest.raises(Invalid):
        checked(lying)


def test_a_photograph_does_not_say_where_it_was_taken():
    taken = corpus.photograph()
    assert b"Dangjin" in taken
    kept = checked(taken)
    for body in (kept.body, kept.thumbnail):
        assert b"Dangjin" not in body
        assert not Image.open(io.BytesIO(body)).getexif()
    assert Image.open(io.BytesIO(kept.body)).size == (640, 480)
    assert Image.open(io.BytesIO(kept.thumbnail)).size == (320, 240)


@pytest.mark.parametrize(
    ("given", "kind", "name"),
    [
        ("여과집진기 성능시험.pdf", Kind.PDF, "여과집진기 성능시험.pdf"),
        (unicodedata.normalize("NFD", "여과집진기.pdf"), Kind.PDF, "여과집진기.pdf"),  # of macOS
        (r"C:\Users\kim\袋式除尘器.PDF", Kind.PDF, "袋式除尘器.PDF"),
        ("../../etc/passwd", Kind.PDF, "passwd.pdf"),
        ("invoice.pdf.exe", Kind.PNG, "invoice.pdf.exe.png"),
        ("report\u202efdp.exe\r\nX: y", Kind.PDF, "reportfdp.exeX y.pdf"),
        ("", Kind.DOCX, "file.docx"),
        ("photo.jpeg", Kind.JPEG, "photo.jpeg"),
        ("\ud800.pdf", Kind.PDF, "file.pdf"),
    ],
)
def test_a_name_stays_as_it_was_given_where_that_is_safe(given, kind, name):
    assert cleaned(given, kind) == name


@pytest.mark.parametrize("character", ["각", "尘"])
def test_a_name_of_255_bytes_stays_whole_and_a_longer_one_ends_between_characters(character):
    full = character * 83 + "ab.pdf"
    assert len(full.encode()) == 255
    assert cleaned(full, Kind.PDF) == full
    longer = cleaned(character * 200 + ".pdf", Kind.PDF)
    assert longer == character * 83 + ".pdf"


def test_the_limit_is_written_down():
    assert LARGEST_BYTES == 20 * 1024 * 1024
