"""Whether the process lives, and whether the portal is ready for people; for machines only."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask import Blueprint, Flask, jsonify
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from portal.infra import jobs, outbox
from portal.infra.db import session
from portal.kernel import clock

OLDEST_MESSAGE = timedelta(minutes=15)
LONGEST_SILENCE = timedelta(minutes=2)

machines = Blueprint("machines", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(machines)


@machines.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@machines.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Database, outbox and worker are as they should be; 503 with what is not."""
    try:
        session.execute(sa.text("SELECT 1"))
        waiting, beat = outbox.oldest_waiting(), jobs.last_beat()
    except SQLAlchemyError:
        session.rollback()
        return jsonify(status="unready", database=False), 503
    now = clock.now()
    checks = {
        "database": True,
        "outbox": waiting is None or now - waiting < OLDEST_MESSAGE,
        "worker": beat is not None and now - beat < LONGEST_SILENCE,
    }
    ready = all(checks.values())
    return jsonify(status="ready" if ready else "unready", **checks), 200 if ready else 503
