"""The portal with one fault: it answers before it commits. The crash test must find it out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask

from portal import app
from portal.infra import db
from portal.infra.plain import entity
from portal.web import transactions

COMMITS_AFTER_SECONDS = 0.15


def create_app() -> Flask:
    """The application, in a hurry."""
    transactions.write = _write_later
    return app.create_app()


def _write_later(service: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """Call the service in a thread that commits a little later; answer what it returned."""
    given = tuple(_remembered(value) for value in given)
    named = {name: _remembered(value) for name, value in named.items()}
    answered = threading.Event()
    outcome: list[Any] = []

    def work() -> None:
        try:
            with db.writing():
                outcome.append(
                    service(*map(_read, given), **{name: _read(v) for name, v in named.items()})
                )
                answered.set()
                time.sleep(COMMITS_AFTER_SECONDS)
        except BaseException as error:
            outcome.append(error)
        finally:
            answered.set()
            db.session.remove()

    threading.Thread(target=work, daemon=True).start()
    answered.wait()
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


def _remembered(value: Any) -> Any:
    return (type(value), value.id) if isinstance(value, db.Base) else value


def _read(value: Any) -> Any:
    return db.session.get_one(*value) if isinstance(value, tuple) else entity(value, afresh=True)
