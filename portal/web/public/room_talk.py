"""A meeting's room as a browser is shown it and speaks to it, whoever sits there.

What a page sends comes as JSON with the token of the page's form; the view has found out who sent
it, and which presence in the room is theirs.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import current_app, jsonify, redirect, request

from portal.bookings import queries as bookings
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Invalid
from portal.kernel.languages import Text
from portal.rooms import queries, relay, rules, services
from portal.rooms.providers import Doorway, Entrant
from portal.rooms.states import Role, SignalKind
from portal.technologies import queries as technologies
from portal.web import scripts
from portal.web.doorways import doorway, entrance
from portal.web.languages import say
from portal.web.pages import page, words
from portal.web.transactions import write

CAMERAS = "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=()"


def room_page(found: Any, role: Any, *, address: str, **more: Any) -> Any:
    """The room before one enters, and while one is in it; outside its hours, when it opens.

    `address` is where the page sends what it has to say.
    """
    people = bookings.attendees_of(found)
    why_not = rules.why_not_enter(
        state=found.state,
        starts_at=found.slot.starts_at,
        ends_at=found.span.ends_at,
        now=clock.now(),
    )
    companies = [found.korean_company_id, found.chinese_company_id]
    shown = {"link": None, "venue": None} | more
    body, status = page(
        "public/rooms/room.html",
        booking=found,
        role=role,
        address=address,
        why_not=why_not,
        opens_at=rules.opens_at(found.slot.starts_at),
        there=[] if why_not else queries.there(found),
        elsewhere=None if why_not else _elsewhere(found, address),
        sides=[(each, found.company_of(each), people[found.company_of(each).id]) for each in Side],
        interpreter=found.interpreter,
        profiles=technologies.profiles_of_companies(companies),
        **shown,
    )
    return body, status, {"Permissions-Policy": CAMERAS}


def key() -> str:
    """The key under which the page that asks says that it is in the room."""
    said = scripts.sent().get("key")
    return said if isinstance(said, str) else ""


def entered(booking: Any, presence: Any) -> Any:
    """What a page needs that has just entered: its key, the relays, and who is there."""
    settings = current_app.extensions["settings"]
    return jsonify(
        key=presence.key,
        servers=relay.servers(settings.turn_url, settings.turn_secret, presence.key, clock.now()),
        next=_next(booking, presence),
        **state(booking, presence),
    )


def answered(booking: Any, presence: Any) -> Any:
    """What is new in the room; notes that the page is still there."""
    said = scripts.sent().get("got")
    got = [each for each in said if scripts.is_number(each)][:500] if isinstance(said, list) else []
    unreached = rules.said_unreached(scripts.sent().get("unreached"))
    is_due = rules.is_due_to_be_noted(presence.seen_at, clock.now())
    if got or is_due or unreached != presence.unreached:
        write(services.stay, presence, got, unreached)
    return jsonify(**state(booking, presence))


def told(presence: Any) -> Any:
    """Pass on how another page reaches this one."""
    sent = scripts.sent()
    kind, to, body = (sent.get(name) for name in ("kind", "to", "body"))
    if kind not in list(SignalKind) or not isinstance(to, str) or not isinstance(body, str):
        raise Invalid(Text("This is not understood."))
    write(services.tell, presence, to[:24], SignalKind(kind), body)
    return jsonify()


def said(presence: Any) -> Any:
    """Pass on what was written for everybody in the room."""
    write(services.say, presence, scripts.text("text"))
    return jsonify()


def left(booking: Any, presence: Any) -> Any:
    """Note that the page is in the room no longer.

    A page that is closed sends along what was typed last in the notes. Raises Invalid when they
    cannot be saved; the page has left then, too.
    """
    try:
        return noted(booking) if "text" in scripts.sent() else jsonify()
    finally:
        write(services.leave, presence)


def gone_there(booking: Any, entrant: Entrant) -> Any:
    """Lead somebody to where the meeting takes place; back to its room where that is the place.

    Raises NotAllowed outside the room's hours.
    """
    services.must_be_open(booking)
    answer = redirect(entrance(booking, entrant) or _here(), 303)
    answer.headers.update({"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    return answer


def _elsewhere(booking: Any, address: str) -> Doorway | None:
    """The way in that a coordinator set instead of this room, if any.

    One that is made for each person is made when they go there.
    """
    way = doorway(booking)
    if way is None or way.is_own:
        return None
    return replace(way, url=f"{address}/there") if way.is_made_for_each else way


def _here() -> str:
    """The address of the page that asks, from that of what it asks for."""
    return request.path.rpartition("/")[0]


def called(booking: Any, presence: Any, *, by: Any = None) -> Any:
    """Ask a coordinator to come, or take that back."""
    if scripts.sent().get("back"):
        write(services.take_call_back, booking)
    else:
        write(services.call_coordinator, booking, presence, by=by)
    return jsonify(**state(booking, presence))


def extended(booking: Any, presence: Any, *, by: Any) -> Any:
    """Go on longer than planned, where everybody and the room are free; a refusal says why."""
    try:
        ends_at = datetime.fromisoformat(scripts.text("ends"))
    except ValueError:
        raise Invalid(Text("This is not understood.")) from None
    if ends_at.tzinfo is None:
        raise Invalid(Text("This is not understood."))
    write(services.extend, booking, scripts.number("minutes"), ends_at=ends_at, by=by)
    return jsonify(**state(booking, presence))


def noted(booking: Any) -> Any:
    """Save the notes; what others wrote meanwhile comes back with one's own."""
    notes = write(services.write_notes, booking, scripts.text("text"), base=scripts.text("base"))
    return jsonify(text=notes.text, version=notes.version)


def _next(booking: Any, presence: Any) -> dict[str, str] | None:
    """Whom the person at this page meets next, and when; nothing for who came by a link, which
    is good for one meeting and tells of no other."""
    if presence.user_id is None:
        return None
    found = queries.next_of(booking, presence.role)
    if found is None:
        return None
    partners = {Role.KOREAN: Side.CN, Role.CHINESE: Side.KR}
    sides = [partners[presence.role]] if presence.role in partners else list(Side)
    return {
        "url": found.room_path,
        "starts": found.span.starts_at.isoformat(),
        "with": " × ".join(words(found.company_of(side).name).text for side in sides),
    }


def _shown(way: Doorway | None) -> dict[str, str | None] | None:
    """A way in as the page of a running meeting shows it."""
    if way is None:
        return None
    return {
        "label": say(way.label),
        "url": way.url,
        "number": way.number,
        "password": way.password,
    }


def state(booking: Any, presence: Any) -> dict[str, Any]:
    """How the room is now, and what is new since the page asked last."""
    call, notes, files = queries.beside(booking)
    return {
        "ends": booking.span.ends_at.isoformat(),
        "call": call and {"name": call.name, "coming": call.coming},
        "notes": (
            {"text": notes.text, "version": notes.version}
            if notes and notes.version != scripts.number("notes")
            else None
        ),
        "files": files,
        "people": [
            {
                "key": each.key,
                "who": f"{each.role.value} {each.name}",
                "name": each.name,
                "role": each.role.value,
                "is": say(each.role.words),
            }
            for each in queries.there(booking)
        ],
        "signals": [
            {"id": each.id, "from": each.sender, "kind": each.kind.value, "body": each.body}
            for each in queries.signals_for(presence)
        ],
        "messages": [
            {"id": each.id, "name": each.name, "is": say(each.role.words), "text": each.text}
            for each in queries.messages_in(booking, scripts.number("after"))
        ],
        "elsewhere": _shown(_elsewhere(booking, _here())),
        "now": clock.now().isoformat(),
    }
