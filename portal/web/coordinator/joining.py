"""Letting people into a meeting by a link, on any side, and taking back whoever's link."""

from __future__ import annotations

from typing import Any

from flask import url_for

from portal.rooms.states import Role
from portal.web import limits
from portal.web.coordinator.desk import desk
from portal.web.coordinator.naming import meeting_named
from portal.web.join_links import links_page, take_back
from portal.web.limits import limiter

ROLES = (Role.KOREAN, Role.CHINESE, Role.INTERPRETER)
HERE = "/consultations/<public_id>/bookings/<booking_id>/links"


@desk.route(HERE, methods=["GET", "POST"])
@limiter.limit(limits.MAILS_ASKED_FOR, key_func=limits.account, methods=["POST"])
def join_links(public_id: str, booking_id: str) -> Any:
    """Who may enter the meeting by a link, and letting somebody in."""
    found = meeting_named(public_id, booking_id)
    return links_page(
        "coordinator/bookings/links.html",
        found,
        ROLES,
        _here(public_id, booking_id),
        consultation=found.consultation,
    )


@desk.post(f"{HERE}/<link_id>/take-back")
def take_join_link_back(public_id: str, booking_id: str, link_id: str) -> Any:
    """Let a link into the meeting open nothing any more."""
    found = meeting_named(public_id, booking_id)
    return take_back(found, link_id, ROLES, _here(public_id, booking_id))


def _here(public_id: str, booking_id: str) -> str:
    return url_for("coordinator.join_links", public_id=public_id, booking_id=booking_id)
