"""Papers as PDF: the letters of three languages embedded, small enough to be sent by mail."""

from portal.infra.pdf.document import Document, Ink, Paper
from portal.infra.pdf.fonts import FONTS_ARE_MISSING, are_there
from portal.infra.pdf.tables import write_pdf

__all__ = ["FONTS_ARE_MISSING", "Document", "Ink", "Paper", "are_there", "write_pdf"]
