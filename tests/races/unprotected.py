"""The portal with everything that looks before it writes taken away.

With the constraints in place it is as safe as the real one, since the looking is only a courtesy.
Without them, too, it must book twice: that is how a race test shows that it would notice.
Limits have no constraint but a lock: without it rivals look at the same moment and go beyond.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal import app
from portal.bookings import queries, rules
from portal.bookings.queries import pairs, spare
from portal.bookings.services import answers, limits, seats, waiting
from portal.infra.db import session
from portal.timetabling.queries import publication


def create_app() -> Flask:
    """The application, blind."""
    spare._has_seat = lambda *_, **__: sa.false()
    queries.why_surely_not_free = lambda *_: None
    queries.booking_of_form = lambda *_: None
    rules.why_not_answer = lambda *_: None
    rules.why_not_book = lambda *_, **__: None
    rules.why_not_accept = lambda *_, **__: None
    rules.why_not_cancel = lambda *_, **__: None
    rules.why_not_change = lambda *_: None
    make_booking = answers.make_booking

    def of_no_request(*given: Any, **named: Any) -> Any:
        return make_booking(*given, **{**named, "request": None, "form_key": None})

    answers.make_booking = of_no_request
    _let_rivals_look_at_once()
    _let_offers_be_answered_twice()
    publication._seats = lambda *_: defaultdict(list)
    return app.create_app()


def create_halving_app() -> Flask:
    """The application, blind, which saves the meetings of a timetable before their seats."""
    settle = seats.settle

    def settle_later(*given: Any) -> None:
        session.commit()
        settle(*given)

    seats.settle = settle_later
    return create_app()


def _let_rivals_look_at_once() -> None:
    """On SQLite a writer is alone anyway, so it does not look at all."""
    look, count = limits._said, limits.counted

    def is_alone() -> bool:
        return session.get_bind().dialect.name == "sqlite"

    limits._lock = lambda _companies: None
    limits._said = lambda *given: [] if is_alone() else look(*given)
    limits.counted = lambda *given: given[2] if is_alone() else count(*given)
    pairs._PAIR_NOW._for_update_arg = None


def _let_offers_be_answered_twice() -> None:
    waiting.why_not_answer_offer = lambda *_: None
    waiting.made_of = lambda _: None
