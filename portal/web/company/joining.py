"""Letting people into one of the company's meetings by a link."""

from __future__ import annotations

from typing import Any

from flask import url_for

from portal.bookings import queries
from portal.kernel.clocks import Side
from portal.rooms.states import Role
from portal.web import limits
from portal.web.access import this_company
from portal.web.company.desk import desk
from portal.web.join_links import links_page, take_back
from portal.web.limits import limiter


@desk.route("/meetings/<public_id>/links", methods=["GET", "POST"])
@limiter.limit(limits.MAILS_ASKED_FOR, key_func=limits.account, methods=["POST"])
def join_links(public_id: str) -> Any:
    """Whom the company let into a meeting by a link, and letting somebody in."""
    booking = queries.booking_for(this_company(), public_id)
    partner = booking.partner_of(this_company())
    return links_page(
        "company/meetings/links.html", booking, _own_role(), _here(public_id), partner=partner
    )


@desk.post("/meetings/<public_id>/links/<link_id>/take-back")
def take_join_link_back(public_id: str, link_id: str) -> Any:
    """Let a link into a meeting open nothing any more."""
    booking = queries.booking_for(this_company(), public_id)
    return take_back(booking, link_id, _own_role(), _here(public_id))


def _own_role() -> tuple[Role, ...]:
    return (Role.KOREAN if this_company().side is Side.KR else Role.CHINESE,)


def _here(public_id: str) -> str:
    return url_for("company.join_links", public_id=public_id)
