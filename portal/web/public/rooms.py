"""The video room of a meeting: its page, and what the page asks while somebody is in it.

Only the people of the meeting find it: its companies' representatives, its interpreter, and the
coordinators of its session. What a page sends comes as JSON with the token of the page's form.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, jsonify, request

from portal.bookings import queries as bookings
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Invalid
from portal.kernel.languages import Text
from portal.rooms import queries, relay, rules, services
from portal.rooms.providers import Doorway, doorway
from portal.rooms.states import SignalKind
from portal.technologies import queries as technologies
from portal.web import limits
from portal.web.access import user
from portal.web.languages import say
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.proving import signed_in
from portal.web.public.desk import desk
from portal.web.transactions import write

CAMERAS = "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=()"


@desk.get("/rooms/<public_id>")
@signed_in
def room(public_id: str) -> Any:
    """The room before one enters, and while one is in it; outside its hours, when it opens."""
    found = queries.booking_of(public_id)
    role = queries.role_of(user(), found)
    people = bookings.attendees_of(found)
    why_not = rules.why_not_enter(
        state=found.state,
        starts_at=found.slot.starts_at,
        ends_at=found.slot.ends_at,
        now=clock.now(),
    )
    words, status = page(
        "public/rooms/room.html",
        booking=found,
        role=role,
        why_not=why_not,
        opens_at=rules.opens_at(found.slot.starts_at),
        there=[] if why_not else queries.there(found),
        elsewhere=None if why_not else _elsewhere(found),
        profiles=technologies.profiles_of_companies(
            [found.korean_company_id, found.chinese_company_id]
        ),
        sides=[(each, found.company_of(each), people[found.company_of(each).id]) for each in Side],
        interpreter=found.interpreter,
    )
    return words, status, {"Permissions-Policy": CAMERAS}


@desk.post("/rooms/<public_id>/enter")
@signed_in
def enter_room(public_id: str) -> Any:
    """Be in the room from now on; says under which key, and which relays there are."""
    booking = queries.booking_of(public_id)
    presence = write(services.enter, booking, by=user())
    settings = current_app.extensions["settings"]
    return jsonify(
        key=presence.key,
        servers=relay.servers(settings.turn_url, settings.turn_secret, presence.key, clock.now()),
        **_state(booking, presence, after=0),
    )


@desk.post("/rooms/<public_id>/ask")
@signed_in
def ask_room(public_id: str) -> Any:
    """Who is there, what was told and what was written since; says that one is still there."""
    booking, presence = _here(public_id)
    asked = _asked()
    said = asked.get("got")
    got = [each for each in said if isinstance(each, int)][:500] if isinstance(said, list) else []
    if got or rules.is_due_to_be_noted(presence.seen_at, clock.now()):
        write(services.stay, presence, got)
    after = asked.get("after", 0)
    return jsonify(**_state(booking, presence, after=after if isinstance(after, int) else 0))


@desk.post("/rooms/<public_id>/tell")
@signed_in
def tell_in_room(public_id: str) -> Any:
    """Tell another page in the room how to reach this one."""
    _booking, presence = _here(public_id)
    asked = _asked()
    kind, to, body = (asked.get(name) for name in ("kind", "to", "body"))
    if kind not in list(SignalKind) or not isinstance(to, str) or not isinstance(body, str):
        raise Invalid(Text("This is not understood."))
    write(services.tell, presence, to[:24], SignalKind(kind), body)
    return jsonify()


@desk.post("/rooms/<public_id>/say")
@limiter.limit(limits.MESSAGES, key_func=limits.account)
@signed_in
def say_in_room(public_id: str) -> Any:
    """Write to everybody in the room."""
    _booking, presence = _here(public_id)
    text = _asked().get("text")
    if not isinstance(text, str) or "\x00" in text:
        raise Invalid(Text("Please write something."))
    write(services.say, presence, text.encode("utf-8", "replace").decode())
    return jsonify()


@desk.post("/rooms/<public_id>/leave")
@signed_in
def leave_room(public_id: str) -> Any:
    """Be in the room no longer."""
    _booking, presence = _here(public_id)
    write(services.leave, presence)
    return jsonify()


def _here(public_id: str) -> tuple[Any, Any]:
    """The meeting and one's own presence in its room, while it is open. Raises Missing."""
    booking = queries.booking_of(public_id)
    queries.role_of(user(), booking)
    services.must_be_open(booking)
    key = _asked().get("key")
    return booking, queries.presence_of(user(), booking, key if isinstance(key, str) else "")


def _elsewhere(booking: Any) -> Doorway | None:
    """The way in that a coordinator set instead of this room, if any."""
    way = doorway(booking, user().person)
    return way if way is not None and not way.is_own else None


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


def _asked() -> dict[str, Any]:
    asked = request.get_json(silent=True)
    return asked if isinstance(asked, dict) else {}


def _state(booking: Any, presence: Any, *, after: int) -> dict[str, Any]:
    return {
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
            for each in queries.messages_in(booking, after)
        ],
        "elsewhere": _shown(_elsewhere(booking)),
        "now": clock.now().isoformat(),
    }
