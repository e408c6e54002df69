"""A meeting to forward where people are, in WeChat or KakaoTalk: as a short text, and as a card."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, current_app, request
from flask_babel import gettext as _

from portal.infra import cards
from portal.infra.cards import Line
from portal.infra.pdf import Ink
from portal.kernel.clocks import both_clocks_words
from portal.web.languages import current_language, reader_side
from portal.web.pages import words


def join_address(booking: Any) -> str:
    """Where one joins; whoever is not of the meeting is not let in there."""
    return f"{current_app.extensions['settings'].address}{booking.room_path}"


def short_text(booking: Any) -> str:
    """Who meets whom, when on both clocks, and where to join; a line each."""
    when = both_clocks_words(booking.slot.starts_at, current_language(), reader_side())
    return "\n".join((_pair(booking), when, _("Join: %(address)s", address=join_address(booking))))


def card_of(booking: Any) -> Response:
    """The same as a picture with a code to scan; not drawn again for whoever has it."""
    lines, below = _lines(booking), _below(booking)
    facts = repr((lines, below, join_address(booking), current_language()))
    response = Response(content_type="image/png")
    response.set_etag(hashlib.sha256(facts.encode()).hexdigest()[:32])
    name = f"{booking.consultation.code}-{booking.code}.png"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.make_conditional(request)
    if response.status_code == 200:
        response.set_data(cards.drawn(lines, join_address(booking), below, current_language()))
    return response


def _pair(booking: Any) -> str:
    korean, chinese = (
        words(each.name).text for each in (booking.korean_company, booking.chinese_company)
    )
    pair: str = _("%(korean)s and %(chinese)s", korean=korean, chinese=chinese)
    return pair


def _lines(booking: Any) -> list[Line]:
    site = current_app.extensions["settings"].site_name
    when = both_clocks_words(booking.slot.starts_at, current_language(), reader_side())
    return [
        Line(site, 34, bold=True, ink=Ink.SKY, above=0),
        Line(_("One-on-one meeting by video"), 34, ink=Ink.SECOND, above=4),
        Line(words(booking.korean_company.name).text, 60, bold=True, above=44),
        Line(words(booking.chinese_company.name).text, 60, bold=True, above=16),
        Line(when, 40, above=40),
        Line(words(booking.consultation.title).text, 34, ink=Ink.SECOND, above=20),
    ]


def _below(booking: Any) -> list[Line]:
    return [
        Line(_("Scan to join the meeting"), 38, bold=True, above=12),
        Line(_("Code: %(code)s", code=booking.code), 32, ink=Ink.SECOND, above=6),
    ]
