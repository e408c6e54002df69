"""Security headers on every answer, errors and files included; and whose forwarding is trusted."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request, session
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
ONE_YEAR = 365 * 24 * 3600
# Whoever has an address that begins so may do what it is for, so nobody else is told it: of the
# address no more than the portal's own name is passed on, whatever the answer is.
SECRET_ADDRESSES = (
    "/confirm/",
    "/invitation/",
    "/join/",
    "/my-calendar/",
    "/new-address/",
    "/reset/",
    "/venue/",
)
QUIET = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "strict-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def init(app: Flask) -> None:
    settings = app.extensions["settings"]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )

    @app.before_request
    def know_the_host() -> Response | None:
        """No address can be made for a host that is none, so there is no page to say it with."""
        if isinstance(request.routing_exception, BadRequest):
            return Response("400 Bad Request: unknown host\n", 400, mimetype="text/plain")
        return None

    @app.after_request
    def protect(response: Response) -> Response:
        headers: dict[str, Any] = {
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
        }
        if settings.is_https:
            headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}; includeSubDomains"
        if request.endpoint != "static" and _is_personal():
            headers["Cache-Control"] = "no-store"
        if request.path.startswith(SECRET_ADDRESSES):
            headers |= QUIET
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response


def _is_personal() -> bool:
    """Whether the answer may be for one reader alone; says so without asking the database."""
    return request.method != "GET" or "_user_id" in session
