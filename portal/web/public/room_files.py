"""The files that companies hand to each other in a meeting, in its room and beside it.

Whoever is in the room reads which files were handed over. Only companies' people with an account
hand files over; the partner opens what it was handed, an interpreter or a coordinator what the
ladder of disclosure opens to them, and who came by a link nothing.
"""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for

from portal.kernel.clocks import Side
from portal.kernel.errors import Missing
from portal.rooms import queries, rules, services
from portal.rooms.states import Role
from portal.technologies.queries import disclosure
from portal.web import limits
from portal.web.access import user
from portal.web.disclosure import reach_to
from portal.web.files import served
from portal.web.forms import ActionForm
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.proving import signed_in
from portal.web.public import venue
from portal.web.public.desk import desk
from portal.web.public.joining import carried
from portal.web.transactions import write

SIDES = {Role.KOREAN: Side.KR, Role.CHINESE: Side.CN}


@desk.get("/rooms/<public_id>/files")
@signed_in
def room_files(public_id: str) -> Any:
    """What was handed over in a meeting; a company's people find their own files to hand over."""
    booking = queries.booking_of(public_id)
    role = queries.role_of(user(), booking)
    companies = (booking.korean_company, booking.chinese_company)
    return _page(booking, role, reaches={each.id: reach_to(each) for each in companies})


@desk.post("/rooms/<public_id>/files/<file_id>/hand-over")
@limiter.limit(limits.MESSAGES, key_func=limits.account)
@signed_in
def hand_file_over(public_id: str, file_id: str) -> Any:
    """Hand one of one's own published files to the partner of this meeting."""
    booking, own = _own_side(public_id)
    write(services.hand_over, booking, own, file_id, by=user())
    return redirect(url_for("public.room_files", public_id=public_id))


@desk.post("/rooms/<public_id>/files/<file_id>/take-back")
@limiter.limit(limits.MESSAGES, key_func=limits.account)
@signed_in
def take_file_back(public_id: str, file_id: str) -> Any:
    """Let the partner open a file by the hand-over no more."""
    booking, own = _own_side(public_id)
    write(services.take_file_back, booking, own, file_id, by=user())
    return redirect(url_for("public.room_files", public_id=public_id))


@desk.post("/rooms/<public_id>/files/<file_id>/open")
@limiter.limit(limits.EXPORTS, key_func=limits.account)
@signed_in
def open_room_file(public_id: str, file_id: str) -> Any:
    """A file that was handed over, after it was written down who opens it."""
    booking = queries.booking_of(public_id)
    reader = _company_of(booking, queries.role_of(user(), booking))
    ladder = reach_to(queries.handed_file(booking, file_id).owner)
    file = write(services.open_handed, booking, file_id, ladder, reader=reader, by=user())
    return served(file)


@desk.get("/join/<public_id>/files")
@limiter.limit(limits.JOINING)
def room_files_by_link(public_id: str) -> Any:
    """What was handed over, by name, for who came by a link."""
    link = carried(public_id)
    services.must_open(link)
    services.must_be_open(link.booking)
    return _page(link.booking, link.role)


@desk.get(f"{venue.ROOM}/files")
@limiter.limit(limits.JOINING)
def room_files_from_venue(public_id: str, booking_id: str) -> Any:
    """What was handed over, by name, for the venue whose turn it is."""
    found = venue.carried(public_id)
    turn = queries.turn_in(found, booking_id)
    services.must_be_its_turn(found, turn)
    services.must_be_open(turn.booking)
    return _page(turn.booking, turn.role)


def _page(booking: Any, role: Role, *, reaches: dict[int, Any] | None = None) -> Any:
    """The page of a meeting's files; without `reaches`, for a reader who only reads their names."""
    own = _company_of(booking, role) if reaches is not None else None
    handed = queries.handed_in(booking)
    return page(
        "public/rooms/files.html",
        booking=booking,
        role=role,
        own=own,
        by_link=reaches is None,
        why_not=rules.why_not_hand_over(booking.state),
        number=queries.beside(booking).files,
        handed=[(each, _is_open(each, reaches)) for each in handed],
        given={each.file_id: each for each in handed},
        files=disclosure.published_files_of(own) if own else [],
        agreed=own is not None and disclosure.agreed_with(own.id, [booking.partner_of(own).id]),
        form=ActionForm(formdata=None),
    )


def _is_open(handed: Any, reaches: dict[int, Any] | None) -> bool:
    """Whether this reader may open a file that was handed over."""
    if reaches is None or not handed.is_unchanged:
        return False
    return bool(reaches[handed.owner_id].opens(handed.file.rung))


def _company_of(booking: Any, role: Role) -> Any:
    """The company that somebody acts for in a meeting; None for interpreters and coordinators."""
    return booking.company_of(SIDES[role]) if role in SIDES else None


def _own_side(public_id: str) -> tuple[Any, Any]:
    """The meeting and one's own company in it. Raises Missing for who is no company's."""
    booking = queries.booking_of(public_id)
    own = _company_of(booking, queries.role_of(user(), booking))
    if own is None:
        raise Missing
    return booking, own
