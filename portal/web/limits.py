"""How often one address, or one account, may do what guesses, mails, tells or costs."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user

limiter = Limiter(get_remote_address, strategy="moving-window", in_memory_fallback_enabled=True)

# Written once, so that the README and the tests speak of the same numbers.
SIGN_IN_TRIES = "20 per minute; 200 per hour"
MAILS_ASKED_FOR = "10 per minute; 60 per hour"
REGISTRATIONS = "20 per hour"
MEETINGS_WANTED = "120 per hour"
EXPORTS = "60 per hour"
UPLOADS = "60 per hour"
# A coordinator writes to whole groups; a test goes to its writer alone.
LETTERS = "30 per hour"
MESSAGES = "60 per minute"
# Notes are saved while somebody types.
NOTES = "120 per minute"
# A calendar program asks every few minutes at most; many share an address.
CALENDARS = "60 per minute"
# A link that lets one person into a meeting; colleagues often share an address.
JOINING = "120 per minute"
# A whole venue may share one address.
PUBLIC_LISTS = "600 per minute"


def account() -> str:
    """Whose share is counted: an account's, whichever address it comes from."""
    return str(current_user.public_id) if current_user.is_authenticated else get_remote_address()


def init(app: Flask) -> None:
    settings = app.extensions["settings"]
    app.config["RATELIMIT_ENABLED"] = settings.rate_limits
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "memory://"
    limiter.init_app(app)
