"""How often one address may try something that guesses, mails or costs."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, strategy="moving-window", in_memory_fallback_enabled=True)

# Written once, so that the README and the tests speak of the same numbers.
SIGN_IN_TRIES = "20 per minute; 200 per hour"
MAILS_ASKED_FOR = "10 per minute; 60 per hour"
REGISTRATIONS = "20 per hour"


def init(app: Flask) -> None:
    settings = app.extensions["settings"]
    app.config["RATELIMIT_ENABLED"] = settings.rate_limits
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "memory://"
    limiter.init_app(app)
