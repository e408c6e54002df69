"""Badges: eight to a sheet, with the name large in its own script and a code to the company."""

from __future__ import annotations

from collections.abc import Iterator

from portal.consultations.models import ConsultationSession
from portal.infra.pdf import A4_UPRIGHT, Document, Ink
from portal.reports.papers.meetings import Badge, badges_of
from portal.reports.papers.speaking import Speaker

PAPER = A4_UPRIGHT
# 90 by 55 mm: the card of most holders.
WIDTH, HEIGHT = 90.0, 55.0
ACROSS, DOWN = 2, 4
QR = 20.0


def write(
    document: Document, speak: Speaker, consultation: ConsultationSession, address: str
) -> Iterator[int]:
    """Sheet after sheet; yields after each. `address` is the portal's own."""
    badges = badges_of(consultation)
    left = (PAPER.width - ACROSS * WIDTH) / 2
    top = (PAPER.height - DOWN * HEIGHT) / 2
    for number, badge in enumerate(badges):
        place = number % (ACROSS * DOWN)
        if place == 0:
            document.new_page()
            yield number // (ACROSS * DOWN) + 1
        x, y = left + place % ACROSS * WIDTH, top + place // ACROSS * HEIGHT
        _badge(document, speak, consultation, badge, (x, y), address)


def _badge(
    document: Document,
    speak: Speaker,
    consultation: ConsultationSession,
    badge: Badge,
    at: tuple[float, float],
    address: str,
) -> None:
    x, y = at
    inner = WIDTH - 12
    document.box(x, y, WIDTH, HEIGHT)
    document.box(x, y, WIDTH, 2.4, fill=Ink.SKY)
    document.text(
        x + 6, y + 5, document.fitted(speak.best(consultation.title), 7, inner), 7, ink=Ink.SECOND
    )
    document.text(
        x + 6, y + 12, document.fitted(badge.person.name, 20, inner, bold=True), 20, bold=True
    )
    if badge.person.name_latin != badge.person.name:
        latin = document.fitted(badge.person.name_latin, 11, inner)
        document.text(x + 6, y + 22, latin, 11, ink=Ink.SECOND)
    narrow = inner - QR
    own = badge.company.name.best(badge.company.side.language).text
    lines = [own, badge.company.name.en if badge.company.name.en != own else None, badge.post]
    for number, line in enumerate(filter(None, lines)):
        words = document.fitted(line, 9, narrow, bold=number == 0)
        document.text(x + 6, y + 31 + number * 5, words, 9, bold=number == 0)
    region = badge.company.region
    mark = f"{badge.company.side.value} · {speak.best(region.short_name) if region else ''}"
    document.text(x + 6, y + HEIGHT - 7, mark.strip(" ·"), 8, ink=Ink.SKY)
    company = f"{address}/companies/{badge.company.public_id}"
    document.qr(x + WIDTH - QR - 4, y + HEIGHT - QR - 4, QR, company)
