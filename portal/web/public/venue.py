"""A venue's page of the day: its meetings in order, whose turn it is, and their rooms.

Its link works as one into a single meeting does (`joining`): a button, then a pass.
"""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for

from portal.kernel import clock
from portal.kernel.errors import Missing
from portal.rooms import queries, rules, services
from portal.rooms.providers import Entrant
from portal.web import limits
from portal.web.forms import ActionForm
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.public import passes
from portal.web.public import room_talk as talk
from portal.web.public.desk import desk
from portal.web.transactions import write
from portal.web.venue_forms import NextForm

ROOM = "/venue/<public_id>/rooms/<booking_id>"


@desk.get("/venue/<public_id>/<secret>")
@limiter.limit(limits.JOINING)
def open_venue(public_id: str, secret: str) -> Any:
    """Which venue and day a link is for, with the button that opens it."""
    return _opening(public_id, secret, ActionForm(None))


@desk.post("/venue/<public_id>/<secret>")
@limiter.limit(limits.JOINING)
def use_venue_link(public_id: str, secret: str) -> Any:
    """Give this browser the pass of the venue, and lead it to its page of the day."""
    form = ActionForm()
    if not form.validate_on_submit():
        return _opening(public_id, secret, form)
    found = services.open_venue(public_id, secret)
    return passes.given(found, url_for("public.venue", public_id=public_id))


@desk.get("/venue/<public_id>")
@limiter.limit(limits.JOINING)
def venue(public_id: str) -> Any:
    """The meetings of the day in order, whose turn it is, and the way into its room."""
    found = carried(public_id)
    return _closed() if found.revoked_at else _day(found, NextForm(None))


@desk.post("/venue/<public_id>/next")
@limiter.limit(limits.JOINING)
def move_venue_on(public_id: str) -> Any:
    """Let the next meeting have its turn."""
    found = carried(public_id)
    if found.revoked_at:
        return _closed()
    form = NextForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            write(services.move_on, found, str(form.done.data))
            return redirect(url_for("public.venue", public_id=public_id))
    return _day(found, form)


@desk.get(ROOM)
@limiter.limit(limits.JOINING)
def venue_room(public_id: str, booking_id: str) -> Any:
    """The room of the meeting whose turn it is; of any other the page of the day."""
    found = carried(public_id)
    turn = queries.turn_in(found, booking_id)
    now = None if found.revoked_at else queries.turn_now(found)
    if now is None or now.id != turn.id:
        return redirect(url_for("public.venue", public_id=public_id))
    return talk.room_page(
        turn.booking,
        turn.role,
        address=url_for("public.venue_room", public_id=public_id, booking_id=booking_id),
        link=found,
        venue=found,
    )


@desk.post(f"{ROOM}/enter")
@limiter.limit(limits.JOINING)
def enter_from_venue(public_id: str, booking_id: str) -> Any:
    """Be in the room from now on; says under which key, and which relays there are."""
    found = carried(public_id)
    turn = queries.turn_in(found, booking_id)
    return talk.entered(turn.booking, write(services.enter_from_venue, found, turn))


@desk.get(f"{ROOM}/there")
@limiter.limit(limits.JOINING)
def go_there_from_venue(public_id: str, booking_id: str) -> Any:
    """To where the meeting takes place whose turn it is, as its company."""
    found = carried(public_id)
    turn = queries.turn_in(found, booking_id)
    services.must_be_its_turn(found, turn)
    entrant = Entrant(found.public_id, queries.name_at_venue(found, turn), turn.role)
    return talk.gone_there(turn.booking, entrant)


@desk.post(f"{ROOM}/ask")
def ask_from_venue(public_id: str, booking_id: str) -> Any:
    """Who is there, what was told and what was written since; says that one is still there."""
    return talk.answered(*_here(public_id, booking_id))


@desk.post(f"{ROOM}/tell")
def tell_from_venue(public_id: str, booking_id: str) -> Any:
    """Tell another page in the room how to reach this one."""
    return talk.told(_here(public_id, booking_id)[1])


@desk.post(f"{ROOM}/say")
@limiter.limit(limits.MESSAGES)
def say_from_venue(public_id: str, booking_id: str) -> Any:
    """Write to everybody in the room."""
    return talk.said(_here(public_id, booking_id)[1])


@desk.post(f"{ROOM}/leave")
def leave_from_venue(public_id: str, booking_id: str) -> Any:
    """Be in the room no longer."""
    return talk.left(*_here(public_id, booking_id))


@desk.post(f"{ROOM}/call")
@limiter.limit(limits.MESSAGES)
def call_from_venue(public_id: str, booking_id: str) -> Any:
    """Ask a coordinator to come, or take that back."""
    return talk.called(*_here(public_id, booking_id))


@desk.post(f"{ROOM}/notes")
@limiter.limit(limits.NOTES)
def write_notes_from_venue(public_id: str, booking_id: str) -> Any:
    """Save the notes of the room."""
    return talk.noted(_here(public_id, booking_id)[0])


def _opening(public_id: str, secret: str, form: ActionForm) -> Any:
    try:
        found = services.open_venue(public_id, secret)
    except Missing:
        return _closed()
    return page("public/rooms/open_venue.html", form=form, venue=found)


def _day(found: Any, form: NextForm) -> Any:
    turns = queries.turns_at(found)
    now = rules.turn_of(turns, found.booking_id, clock.now())
    if now is not None:
        form.done.data = now.booking.public_id
    return page(
        "public/rooms/venue.html",
        form=form,
        venue=found,
        turns=turns,
        turn=now,
        following=rules.after(turns, now.id) if now else None,
        is_open=now is not None and clock.now() >= rules.opens_at(now.booking.slot.starts_at),
        opens_at=rules.opens_at(now.booking.slot.starts_at) if now else None,
    )


def _closed() -> Any:
    return page("public/rooms/closed_link.html", status=404)


def carried(public_id: str) -> Any:
    """The venue whose pass this browser carries, even when it was taken back. Raises Missing."""
    found = queries.venue_of(public_id)
    if found is None or not passes.is_carried(found):
        raise Missing
    return found


def _here(public_id: str, booking_id: str) -> tuple[Any, Any]:
    """The meeting whose turn it is and the venue's presence in its room, while both are open."""
    found = carried(public_id)
    turn = queries.turn_in(found, booking_id)
    services.must_be_its_turn(found, turn)
    services.must_be_open(turn.booking)
    return turn.booking, queries.presence_with(talk.key(), turn.booking, queries.from_venue(found))
