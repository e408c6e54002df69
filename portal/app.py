"""Assembles the web application; decides nothing."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect

import config
from portal import registry
from portal.infra import db, engines, uploads
from portal.web import (
    access,
    doorways,
    errors,
    files,
    headers,
    health,
    languages,
    limits,
    logs,
    looking,
    pages,
    session_days,
    technology_words,
    templates,
    terms_words,
    touched,
)
from portal.web.company.desk import desk as company
from portal.web.coordinator.desk import desk as coordinator
from portal.web.interpreter.desk import desk as interpreter
from portal.web.public.desk import desk as public
from portal.web.wishes import showing as wishes

DESKS = (public, company, coordinator, interpreter)
PARTS = (
    logs,
    headers,
    access,
    doorways,
    languages,
    looking,
    pages,
    session_days,
    technology_words,
    terms_words,
    touched,
    files,
    wishes,
    limits,
    errors,
    health,
)
LARGEST_UPLOAD_BYTES = 10 * 1024 * 1024


def create_app(settings: config.Settings | None = None, engine: Any = None) -> Flask:
    """The portal as a WSGI application, for these settings and this database."""
    settings = settings or config.load()
    app = Flask(
        __name__,
        template_folder=str(config.ROOT / "templates"),
        static_folder=str(config.ROOT / "static"),
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD_BYTES,
        WTF_CSRF_TIME_LIMIT=None,
        SESSION_COOKIE_NAME="__Host-portal" if settings.is_https else "portal",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        TRUSTED_HOSTS=settings.trusted_hosts,
    )
    app.extensions["settings"] = settings
    assert registry.metadata.tables
    uploads.keep_in(settings.files)
    db.connect(engine or engines.make_engine(settings.database_url))
    for part in PARTS:
        part.init(app)
    CSRFProtect(app)  # after the log, so that a form it refuses has a line and an id, too
    for desk in DESKS:
        app.register_blueprint(desk)
    templates.init(app)
    app.teardown_appcontext(lambda _error: db.session.remove())
    return app
