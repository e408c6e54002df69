"""What a person sees when the portal says no or fails; the right status, a sentence, a way on."""

from __future__ import annotations

import structlog
from flask import Flask, current_app, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, NotFound

from portal.infra.db import session
from portal.kernel.errors import Missing, NotAllowed, Refusal
from portal.kernel.languages import Text
from portal.web.languages import say
from portal.web.refusals import status_of
from portal.web.templates import rendered

log = structlog.get_logger()

Answer = tuple[str, int] | tuple[str, int, dict[str, str]]


def init(app: Flask) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(Missing, lambda _error: _page("404", 404))
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(Exception, _failed)
    app.before_request(_refuse_unreadable_address)


# They must come when the database does not, so nobody asks who is reading them.
_STAND_ALONE = {"500", "503"}


def _refuse_unreadable_address() -> None:
    """No text in the database holds a NUL, and PostgreSQL fails when it is asked for one."""
    if "\0" in request.path or any("\0" in value for value in request.args.values()):
        raise NotFound


def _page(name: str, status: int) -> tuple[str, int]:
    if name in _STAND_ALONE:
        return current_app.jinja_env.get_template(f"errors/{name}.html").render(), status
    return rendered(f"errors/{name}.html"), status


def _refused(error: Refusal) -> Answer:
    status = 403 if isinstance(error, NotAllowed) else status_of(error)
    return rendered("errors/refused.html", sentence=say(error.text)), status


def _form_too_old(_error: CSRFError) -> Answer:
    sentence = say(
        Text("This form was open for too long or came from another page. Please send it again.")
    )
    return rendered("errors/refused.html", sentence=sentence), 400


def _http_error(error: HTTPException) -> Answer | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    known = {403, 404, 405, 413, 429, 500, 503}
    return _page(str(code) if code in known else ("500" if code >= 500 else "400"), code)


def _database_away(error: OperationalError) -> Answer:
    log.error("database away", reason=type(error.orig).__name__)
    session.remove()
    return *_page("503", 503), {"Retry-After": "30"}


def _failed(error: Exception) -> Answer:
    log.exception("request failed", kind=type(error).__name__)
    session.remove()
    return _page("500", 500)
