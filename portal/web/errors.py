"""What a person sees when the portal says no or fails; the right status, a sentence, a way on."""

from __future__ import annotations

import structlog
from flask import Flask, Response, current_app, jsonify, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, NotFound, SecurityError

from portal.infra.db import session
from portal.kernel.errors import Missing, NotAllowed, Refusal
from portal.kernel.languages import Text
from portal.web.languages import say
from portal.web.logs import security
from portal.web.refusals import status_of
from portal.web.templates import rendered

log = structlog.get_logger()

Answer = tuple[str | Response, int] | tuple[str, int, dict[str, str]]


def init(app: Flask) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(Missing, _missing)
    app.register_error_handler(SecurityError, _wrong_name)
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


def _missing(_error: Missing) -> Answer:
    """Not there, or not the reader's: they are told the same, and only the log may wonder."""
    if current_user.is_authenticated and request.view_args:
        security("not found", of=current_user, refused=True, endpoint=request.endpoint)
    return _page("404", 404)


def _refused(error: Refusal) -> Answer:
    status = 403 if isinstance(error, NotAllowed) else status_of(error)
    if status == 403:
        someone = current_user if current_user.is_authenticated else None
        security("not allowed", of=someone, refused=True, endpoint=request.endpoint)
    if request.is_json:  # a script asked, and shows the sentence where it belongs
        return jsonify(sentence=say(error.text)), status
    return rendered("errors/refused.html", sentence=say(error.text)), status


def _wrong_name(_error: SecurityError) -> Answer:
    """Asked for by a name that is not the portal's; nothing is built from that name."""
    security("asked for by another name", refused=True)
    return "This portal has another address.", 400, {"Content-Type": "text/plain; charset=utf-8"}


def _form_too_old(_error: CSRFError) -> Answer:
    security("form without its token", refused=True, endpoint=request.endpoint)
    sentence = say(
        Text("This form was open for too long or came from another page. Please send it again.")
    )
    return rendered("errors/refused.html", sentence=sentence), 400


def _http_error(error: HTTPException) -> Answer | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    if code == 429:
        security("too often", refused=True, endpoint=request.endpoint)
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
