"""One structured line for each request, without personal data; each answer carries its id."""

from __future__ import annotations

import logging
import secrets
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()


def security(event: str, *, of: Any = None, refused: bool = False, **facts: Any) -> None:
    """One line about somebody who signs in, or would like to; with ids, never with addresses.

    It carries the id of its request, and `security` so that a watcher finds it.
    """
    say = log.warning if refused else log.info
    say(event, security=True, user=of.public_id if of else None, **facts)


def init(app: Flask) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )

    @app.before_request
    def begin() -> None:
        g.began = time.monotonic()
        g.request_id = secrets.token_hex(8)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if request.endpoint not in ("static", "machines.healthz", "machines.readyz"):
            log.info(
                "answered",
                method=request.method,
                endpoint=request.endpoint,
                status=response.status_code,
                milliseconds=round(1000 * (time.monotonic() - g.get("began", time.monotonic()))),
            )
        return response
