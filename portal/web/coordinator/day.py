"""The day of a session on the coordinator desk: its board, as a page, a sheet and a picture."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from flask import Response, current_app, g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.bookings import queries
from portal.consultations import queries as consultations
from portal.infra import cards
from portal.infra.cards import Line
from portal.infra.pdf import Ink
from portal.kernel.clocks import both_clocks_words
from portal.rooms import queries as days
from portal.rooms.queries import PRESSING, BoardFilter
from portal.rooms.states import Stage, Where
from portal.web import limits
from portal.web.coordinator.desk import desk
from portal.web.doorways import known as known_ways
from portal.web.languages import current_language, reader_side, say
from portal.web.limits import limiter
from portal.web.pages import date_words, page
from portal.web.pages import words as best_words

# What `?show=` may ask for, beside everything.
SHOWS = {
    "pressing": PRESSING,
    "late": (Stage.LATE,),
    "now": (Stage.NOW,),
    "next": (Stage.NEXT,),
    "all": tuple(Stage),
}
# So many meetings stand on one picture; a longer one cannot be read in a chat.
MOST_ON_A_PICTURE = 24


@desk.get("/consultations/<public_id>/day")
def day(public_id: str) -> Any:
    """Every meeting of a day: what is late, on and next, who is in, how late the others are."""
    asked = _asked(public_id)
    contested = queries.contested_in(asked["consultation"])
    return page(
        "coordinator/day/board.html",
        contested=contested,
        statements=queries.stated_of(contested),
        at_venues=days.venues_by_turn(
            asked["consultation"], asked["on"], [row.booking for row in asked["board"].rows]
        ),
        **asked,
    )


@desk.get("/consultations/<public_id>/day/print")
def day_sheet(public_id: str) -> Any:
    """The same on one sheet."""
    return page("coordinator/day/print.html", **_asked(public_id))


@desk.get("/consultations/<public_id>/day/picture.png")
@limiter.limit(limits.EXPORTS, key_func=limits.account)
def day_picture(public_id: str) -> Any:
    """The same as one picture to forward; its code leads colleagues to the board."""
    asked = _asked(public_id)
    found, on = asked["consultation"], asked["on"]
    settings = current_app.extensions["settings"]
    board = url_for("coordinator.day", public_id=public_id, day=on)
    picture = cards.drawn(
        _lines(asked),
        f"{settings.address}{board}",
        [Line(_("Scan to open the board of the day"), 34, bold=True, above=12)],
        current_language(),
    )
    response = Response(picture, content_type="image/png")
    name = f"{found.code}-{on.isoformat()}.png"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked(public_id: str) -> dict[str, Any]:
    """What the address asks for of a session's day; anything odd asks for what one sees first."""
    found = consultations.consultation_run_by(g.coordinator, public_id)
    known = [each.date for each in consultations.days_of([found])[found.id]]
    on = next((each for each in known if each == _date()), days.today_of(known))
    board = days.day_of(found, on, known_ways())
    regions, interpreters = found.regions, consultations.interpreters_of(found)
    wanted = BoardFilter(
        region=_known(request.args.get("region"), [each.code for each in regions]),
        interpreter=_known(
            request.args.get("interpreter"), [each.public_id for each in interpreters]
        ),
    )
    pressing = any(board.number(stage) for stage in PRESSING)
    show = _known(request.args.get("show"), SHOWS) or ("pressing" if pressing else "all")
    shown = board.shown(replace(wanted, stages=SHOWS[show]))
    return {
        "consultation": found,
        "days": known,
        "on": on,
        "board": board,
        "show": show,
        "wanted": wanted,
        "regions": regions,
        "interpreters": interpreters,
        "shown": shown,
        "stages": [
            (stage, [row for row in shown if row.stage is stage])
            for stage in Stage
            if any(row.stage is stage for row in shown)
        ],
        "Stage": Stage,
    }


def _known(asked: str | None, choices: Any) -> str | None:
    return asked if asked in choices else None


def _date() -> date | None:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


@desk.app_template_global()
def whereabouts_words(place: Any) -> str:
    """Where somebody is, in words: "in the room", "6 minutes late"."""
    if place.where is Where.MISSING:
        return str(ngettext("%(num)d minute late", "%(num)d minutes late", place.minutes))
    words: dict[Where, str] = {
        Where.IN: _("in the room"),
        Where.APART: _("in the room, not connected to the others"),
        Where.LOST: _("connection lost"),
        Where.LEFT: _("has left the room"),
        Where.EXPECTED: _("not there yet"),
        Where.UNSEEN: _("not seen from here"),
        Where.STAYED_AWAY: _("was not in the room"),
        Where.CAME: _("was in the room"),
    }
    return words[place.where]


def _lines(asked: dict[str, Any]) -> list[Line]:
    """What stands on the picture."""
    found, board, shown = asked["consultation"], asked["board"], asked["shown"]
    lines = [
        Line(best_words(found.title).text, 48, bold=True, above=0),
        Line(date_words(asked["on"]), 34, ink=Ink.SECOND, above=8),
        Line(_("As of %(moment)s", moment=_moment(board.at)), 34, ink=Ink.SECOND, above=4),
    ]
    for row in shown[:MOST_ON_A_PICTURE]:
        lines += _lines_of(row)
    left = len(shown) - MOST_ON_A_PICTURE
    if left > 0:
        more = ngettext("and %(num)d meeting more", "and %(num)d meetings more", left)
        lines.append(Line(more, 32, ink=Ink.SECOND, above=24))
    if not shown:
        lines.append(Line(_("No meeting fits."), 34, above=24))
    return lines


def _lines_of(row: Any) -> list[Line]:
    booking = row.booking
    pair = _(
        "%(korean)s and %(chinese)s",
        korean=best_words(booking.korean_company.name).text,
        chinese=best_words(booking.chinese_company.name).text,
    )
    people = [f"{say(place.role.words)}: {whereabouts_words(place)}" for place in row.places]
    ink = Ink.INK if row.stage is Stage.LATE else Ink.SECOND
    return [
        Line(f"{_moment(booking.span.starts_at)} – {say(row.stage.words)}", 30, ink=ink, above=28),
        Line(pair, 36, bold=True, above=4),
        Line(" · ".join(people), 28, ink=Ink.SECOND, above=4),
    ]


def _moment(moment: Any) -> str:
    return both_clocks_words(moment, current_language(), reader_side(), with_date=False)
