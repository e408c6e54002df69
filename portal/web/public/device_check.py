"""Checking one's camera, microphone, speakers and network before a meeting, any time."""

from __future__ import annotations

from os import urandom
from typing import Any

from flask import Response, current_app, jsonify, request

from portal.kernel import clock, identifiers
from portal.kernel.errors import Invalid
from portal.kernel.languages import Text
from portal.rooms import queries, relay, services
from portal.rooms.rules import Found
from portal.web import limits, scripts
from portal.web.access import user
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.proving import signed_in
from portal.web.public.desk import desk
from portal.web.public.devices import device_words
from portal.web.public.room_talk import CAMERAS
from portal.web.transactions import write

# What is fetched, and what is sent, to measure how fast the line is; in bytes.
LOAD = 512 * 1024


@desk.get("/device-check")
@signed_in
def device_check() -> Any:
    """The check, and what the last one found."""
    settings = current_app.extensions["settings"]
    key = identifiers.public_id()
    words, status = page(
        "public/device_check.html",
        last=queries.check_of(user()),
        servers=relay.servers(settings.turn_url, settings.turn_secret, key, clock.now()),
        load=LOAD,
    )
    return words, status, {"Permissions-Policy": CAMERAS}


@desk.get("/device-check/load")
@limiter.limit(limits.MESSAGES, key_func=limits.account)
@signed_in
def device_check_load() -> Response:
    """So many bytes that nothing on the way can make fewer."""
    response = Response(urandom(LOAD), content_type="application/octet-stream")
    response.headers["Cache-Control"] = "no-store"
    return response


@desk.post("/device-check/load")
@limiter.limit(limits.MESSAGES, key_func=limits.account)
@signed_in
def device_check_sent() -> Any:
    """Says how many bytes arrived."""
    return jsonify(bytes=len(request.get_data(cache=False)))


@desk.post("/device-check")
@limiter.limit(limits.MESSAGES, key_func=limits.account)
@signed_in
def save_device_check() -> Any:
    """Keep what the page found."""
    write(services.save_check, _found(), device_words(request.user_agent.string), by=user())
    return jsonify()


def _found() -> Found:
    asked = scripts.sent()
    kbps = asked.get("kbps")
    if not scripts.is_number(kbps):
        raise Invalid(Text("This is not understood."))
    return Found(
        camera=asked.get("camera") is True,
        microphone=asked.get("microphone") is True,
        speakers=_yes_or_no(asked.get("speakers")),
        direct=asked.get("direct") is True,
        relayed=_yes_or_no(asked.get("relayed")),
        kbps=kbps,
    )


def _yes_or_no(said: object) -> bool | None:
    return said if isinstance(said, bool) else None
