"""Entering one meeting's room by a link from a mail: a button, then the room, and nothing else.

The page behind the link only shows a button, since programs that look through mails open links.
Pressing it leaves a pass (`passes`), which no other page of the portal knows.
"""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from wtforms import SubmitField

from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing
from portal.rooms import queries, rules, services
from portal.rooms.providers import Entrant
from portal.rooms.states import Role
from portal.web import limits
from portal.web.forms import ActionForm
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.public import passes
from portal.web.public import room_talk as talk
from portal.web.public.desk import desk
from portal.web.transactions import write

COMPANY_OF = {Role.KOREAN: Side.KR, Role.CHINESE: Side.CN}


class MailsForm(ActionForm):
    """Whether mails with links are wanted again; without a word they are not."""

    again = SubmitField()


@desk.get("/join/<public_id>/<secret>")
@limiter.limit(limits.JOINING)
def join(public_id: str, secret: str) -> Any:
    """Which meeting a link opens, for whom and when, with the button that opens it."""
    return _page(public_id, secret, ActionForm(None))


@desk.post("/join/<public_id>/<secret>")
@limiter.limit(limits.JOINING)
def use_join_link(public_id: str, secret: str) -> Any:
    """Give this browser the pass of the link, and lead it to the room."""
    form = ActionForm()
    if not form.validate_on_submit():
        return _page(public_id, secret, form)
    link = services.open_link(public_id, secret)
    return passes.given(link, url_for("public.guest_room", public_id=public_id))


@desk.get("/join/<public_id>/<secret>/mails")
@limiter.limit(limits.JOINING)
def link_mails(public_id: str, secret: str) -> Any:
    """Who gave the address that a link was mailed to, and the button that ends such mails."""
    return _mails(services.mailed_link(public_id, secret))


@desk.post("/join/<public_id>/<secret>/mails")
@limiter.limit(limits.JOINING)
def choose_link_mails(public_id: str, secret: str) -> Any:
    """Send no more such mails to that address, or send them again."""
    link, form = services.mailed_link(public_id, secret), MailsForm()
    if form.validate_on_submit():
        choose = services.want_mails if form.again.data else services.want_no_mails
        write(choose, link)
        here = url_for("public.link_mails", public_id=public_id, secret=secret)
        return redirect(here, 303)
    return _mails(link, form)


@desk.get("/join/<public_id>")
@limiter.limit(limits.JOINING)
def guest_room(public_id: str) -> Any:
    """The room of the one meeting, for who pressed the button of their link."""
    link = carried(public_id)
    if not queries.belongs(link):
        return _closed()
    return talk.room_page(
        link.booking,
        link.role,
        address=url_for("public.guest_room", public_id=public_id),
        link=link,
    )


@desk.post("/join/<public_id>/enter")
@limiter.limit(limits.JOINING)
def enter_by_link(public_id: str) -> Any:
    """Be in the room from now on; says under which key, and which relays there are."""
    link = carried(public_id)
    return talk.entered(link.booking, write(services.enter_by_link, link))


@desk.get("/join/<public_id>/there")
@limiter.limit(limits.JOINING)
def go_there_by_link(public_id: str) -> Any:
    """To where the meeting takes place, as the person of the link."""
    link = carried(public_id)
    services.must_open(link)
    return talk.gone_there(link.booking, Entrant(link.public_id, link.name, link.role))


@desk.post("/join/<public_id>/ask")
def ask_by_link(public_id: str) -> Any:
    """Who is there, what was told and what was written since; says that one is still there."""
    return talk.answered(*here_by_link(public_id))


@desk.post("/join/<public_id>/tell")
def tell_by_link(public_id: str) -> Any:
    """Tell another page in the room how to reach this one."""
    return talk.told(here_by_link(public_id)[1])


@desk.post("/join/<public_id>/say")
@limiter.limit(limits.MESSAGES)
def say_by_link(public_id: str) -> Any:
    """Write to everybody in the room."""
    return talk.said(here_by_link(public_id)[1])


@desk.post("/join/<public_id>/leave")
def leave_by_link(public_id: str) -> Any:
    """Be in the room no longer."""
    return talk.left(*here_by_link(public_id))


def _page(public_id: str, secret: str, form: ActionForm) -> Any:
    try:
        link = services.open_link(public_id, secret)
    except Missing:
        return _closed()
    booking = link.booking
    why_not = rules.why_not_enter(
        state=booking.state,
        starts_at=booking.slot.starts_at,
        ends_at=booking.span.ends_at,
        now=clock.now(),
    )
    return page(
        "public/rooms/join.html",
        form=form,
        link=link,
        booking=booking,
        why_not=why_not,
        opens_at=rules.opens_at(booking.slot.starts_at),
    )


def _mails(link: Any, form: ActionForm | None = None) -> Any:
    return page(
        "public/rooms/mails.html",
        form=form or MailsForm(None),
        link=link,
        booking=link.booking,
        named_by=link.made_by,
        company=link.booking.company_of(COMPANY_OF[link.role]) if link.role in COMPANY_OF else None,
        is_quiet=queries.is_quiet(link.reader),
    )


def _closed() -> Any:
    return page("public/rooms/closed_link.html", status=404)


def carried(public_id: str) -> Any:
    """The link whose pass this browser carries, even when it was taken back. Raises Missing."""
    link = queries.link_of(public_id)
    if link is None or not passes.is_carried(link):
        raise Missing
    return link


def here_by_link(public_id: str) -> tuple[Any, Any]:
    """The meeting of one's link and one's own presence in its room, while both are open."""
    link = carried(public_id)
    services.must_open(link)
    services.must_be_open(link.booking)
    return link.booking, queries.presence_by_link(link, talk.key())
