"""The trail on the coordinator desk: who changed what, when and why, to read and to search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import g, request, url_for

from portal.kernel.languages import Text, Wording
from portal.reports import trail as reports
from portal.reports.trail import Thing, TrailFilter
from portal.web.coordinator.desk import desk
from portal.web.coordinator.trail_words import KINDS, VERBS
from portal.web.languages import reader_side
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Line:
    """One entry as the page shows it; `url` leads to what it speaks of, if there is a page of it.

    `behalf` is the company for which a coordinator acted.
    """

    at: datetime
    words: Text
    actor: str
    kind: Text | None
    names: tuple[Wording, ...]
    session: Wording | None
    url: str | None
    behalf: Wording | None
    reason: str | None


@desk.get("/trail")
def trail() -> Any:
    """What was changed in the host's sessions, to its side's companies, by its coordinators."""
    chunk = reports.trail_of(g.coordinator.host, _filter(), page_asked_for())
    things = reports.things_in(chunk.items)
    behalf = reports.names_of(entry.on_behalf_of for entry in chunk.items if entry.on_behalf_of)
    lines = [_line(entry, things.get(entry.about_id), behalf) for entry in chunk.items]
    return page(
        "coordinator/trail/list.html",
        found=Page(chunk.of(lines)),
        asked=request.args,
        kinds=KINDS,
        searched=any(request.args.get(name) for name in ("q", "about", "since", "until")),
    )


def _line(entry: Any, thing: Thing | None, behalf: dict[str, Wording]) -> Line:
    return Line(
        at=entry.at,
        words=VERBS.get(entry.verb, Text("Changed")),
        actor=entry.actor_name,
        kind=KINDS.get(entry.about_kind),
        names=thing.names if thing else (),
        session=thing.session if thing else None,
        url=_url(entry, thing) if thing else None,
        behalf=behalf.get(entry.on_behalf_of or ""),
        reason=entry.reason,
    )


def _url(entry: Any, thing: Thing) -> str | None:
    """The page of what an entry speaks of; whether its reader may open it, that page decides."""
    id, at = entry.about_id, thing.session_id
    if entry.about_kind == "company":
        return url_for("coordinator.company", public_id=id)
    if entry.about_kind == "consultation_session":
        return url_for("coordinator.consultation", public_id=id)
    if entry.about_kind in _PAGES and at is not None:
        endpoint, name = _PAGES[entry.about_kind]
        names: dict[str, Any] = {"public_id": at, name: thing.place_id or id}
        return url_for(endpoint, **names)
    return None


_PAGES = {
    "booking": ("coordinator.booking", "booking_id"),
    "consultation_log": ("coordinator.booking", "booking_id"),
    "meeting_request": ("coordinator.request", "request_id"),
    "waiting": ("coordinator.in_line", "waiting_id"),
    "participation": ("coordinator.participant", "participation_id"),
}


def _filter() -> TrailFilter:
    """What the address asks for; anything odd asks for nothing. Days are those of the reader's
    own clock, and the last of them is asked for whole."""
    about, until = request.args.get("about", ""), _day("until")
    return TrailFilter(
        words=request.args.get("q", "")[:LONGEST_SEARCH],
        about=about if about in KINDS else "",
        since=_midnight(_day("since")),
        until=_midnight(until + timedelta(days=1)) if until else None,
    )


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, reader_side().zone) if day else None
