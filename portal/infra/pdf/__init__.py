"""Papers as PDF: the letters of three languages embedded, small enough to be sent by mail."""

from portal.infra.pdf.document import A4_ACROSS, A4_UPRIGHT, Document, Ink, Paper
from portal.infra.pdf.fonts import FONTS_ARE_MISSING, are_there
from portal.infra.pdf.tables import Grid, write_pdf

__all__ = [
    "A4_ACROSS",
    "A4_UPRIGHT",
    "FONTS_ARE_MISSING",
    "Document",
    "Grid",
    "Ink",
    "Paper",
    "are_there",
    "write_pdf",
]
