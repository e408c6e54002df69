"""What people do in a room beside seeing each other: call a coordinator, go on, write notes."""

from __future__ import annotations

from typing import Any

from portal.web import limits
from portal.web.access import user
from portal.web.limits import limiter
from portal.web.proving import signed_in
from portal.web.public import room_talk as talk
from portal.web.public.desk import desk
from portal.web.public.joining import here_by_link
from portal.web.public.rooms import here


@desk.post("/rooms/<public_id>/call")
@limiter.limit(limits.MESSAGES, key_func=limits.account)
@signed_in
def call_from_room(public_id: str) -> Any:
    """Ask a coordinator to come, or take that back."""
    return talk.called(*here(public_id), by=user())


@desk.post("/rooms/<public_id>/extend")
@limiter.limit(limits.MESSAGES, key_func=limits.account)
@signed_in
def extend_in_room(public_id: str) -> Any:
    """Go on longer than planned."""
    return talk.extended(*here(public_id), by=user())


@desk.post("/rooms/<public_id>/notes")
@limiter.limit(limits.NOTES, key_func=limits.account)
@signed_in
def write_notes_in_room(public_id: str) -> Any:
    """Save the notes of the room."""
    return talk.noted(here(public_id)[0])


@desk.post("/join/<public_id>/call")
@limiter.limit(limits.MESSAGES)
def call_by_link(public_id: str) -> Any:
    """Ask a coordinator to come, or take that back, as somebody who came by a link."""
    return talk.called(*here_by_link(public_id))


@desk.post("/join/<public_id>/notes")
@limiter.limit(limits.NOTES)
def write_notes_by_link(public_id: str) -> Any:
    """Save the notes of the room, as somebody who came by a link."""
    return talk.noted(here_by_link(public_id)[0])
