"""The video room of a meeting: its page, and what the page asks while somebody is in it.

Only the people of the meeting find it: its companies' representatives, its interpreter, and the
coordinators of its session. What a page sends comes as JSON with the token of the page's form.
"""

from __future__ import annotations

from typing import Any

from flask import url_for

from portal.rooms import queries, services
from portal.rooms.providers import Entrant
from portal.web import limits
from portal.web.access import user
from portal.web.limits import limiter
from portal.web.proving import signed_in
from portal.web.public import room_talk as talk
from portal.web.public.desk import desk
from portal.web.transactions import write


@desk.get("/rooms/<public_id>")
@signed_in
def room(public_id: str) -> Any:
    """The room before one enters, and while one is in it; outside its hours, when it opens."""
    found = queries.booking_of(public_id)
    role = queries.role_of(user(), found)
    return talk.room_page(found, role, address=url_for("public.room", public_id=public_id))


@desk.post("/rooms/<public_id>/enter")
@limiter.limit(limits.JOINING, key_func=limits.account)
@signed_in
def enter_room(public_id: str) -> Any:
    """Be in the room from now on; says under which key, and which relays there are."""
    booking = queries.booking_of(public_id)
    return talk.entered(booking, write(services.enter, booking, by=user()))


@desk.get("/rooms/<public_id>/there")
@signed_in
def go_there(public_id: str) -> Any:
    """To where the meeting takes place, as the person one is."""
    found = queries.booking_of(public_id)
    who = user()
    entrant = Entrant(who.public_id, queries.both_names(who), queries.role_of(who, found))
    return talk.gone_there(found, entrant)


@desk.post("/rooms/<public_id>/ask")
@signed_in
def ask_room(public_id: str) -> Any:
    """Who is there, what was told and what was written since; says that one is still there."""
    return talk.answered(*here(public_id))


@desk.post("/rooms/<public_id>/tell")
@signed_in
def tell_in_room(public_id: str) -> Any:
    """Tell another page in the room how to reach this one."""
    return talk.told(here(public_id)[1])


@desk.post("/rooms/<public_id>/say")
@limiter.limit(limits.MESSAGES, key_func=limits.account)
@signed_in
def say_in_room(public_id: str) -> Any:
    """Write to everybody in the room."""
    return talk.said(here(public_id)[1])


@desk.post("/rooms/<public_id>/leave")
@signed_in
def leave_room(public_id: str) -> Any:
    """Be in the room no longer."""
    return talk.left(*here(public_id))


def here(public_id: str) -> tuple[Any, Any]:
    """The meeting and one's own presence in its room, while it is open. Raises Missing."""
    booking = queries.booking_of(public_id)
    queries.role_of(user(), booking)
    services.must_be_open(booking)
    return booking, queries.presence_of(user(), booking, talk.key())
