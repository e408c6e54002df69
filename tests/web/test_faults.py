"""What breaks around the portal: people read what to do, nothing is lost, and it mends itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from portal.bookings.models import Booking, Seat
from portal.infra import engines
from portal.infra.db import session
from portal.infra.outbox import OutboxMessage
from portal.kernel import clock
from portal.kernel.identifiers import public_id
from tests.bookings.pair import Pair
from tests.browser_client import Visitor


def rows(model: type) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


SLOTS = 40


@contextmanager
def full_disk(engine: sa.Engine) -> Iterator[None]:
    """The database finds no more room: SQLite for a further page, PostgreSQL for a booking."""
    full = _sqlite_is_full if engine.dialect.name == "sqlite" else _postgresql_is_full
    with full(engine):
        yield


@contextmanager
def _postgresql_is_full(engine: sa.Engine) -> Iterator[None]:
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER no_room BEFORE INSERT ON booking EXECUTE FUNCTION no_room()"
        )
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP FUNCTION no_room CASCADE")


@contextmanager
def _sqlite_is_full(engine: sa.Engine) -> Iterator[None]:
    def cap(connection: Any, _record: Any) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (spare,) = connection.execute("PRAGMA freelist_count").fetchone()
        connection.execute("CREATE TABLE IF NOT EXISTS filler (words)")
        connection.execute(f"PRAGMA max_page_count={pages + 2}")
        connection.executemany("INSERT INTO filler VALUES (zeroblob(4000))", [()] * spare)

    engine.dispose()
    event.listen(engine, "connect", cap)
    try:
        yield
    finally:
        event.remove(engine, "connect", cap)
        engine.dispose()
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE filler")


def book(browser: Visitor, pair: Pair, partner: str, slot: str, key: str) -> Any:
    return browser.client.post(
        f"/company/consultations/{pair.consultation.public_id}/partners/{partner}/book",
        data={
            "csrf_token": browser._token(),
            "slot": slot,
            "profile": "none",
            "reason": "Bag filters for our sintering plant. " * 12,
            "form_key": key,
        },
    )


def test_a_full_disk_loses_nothing_that_was_answered_and_the_same_form_works_later(visit, database):
    pair = Pair(slots=SLOTS)
    partners = [pair.another_chinese().company.public_id for _ in range(SLOTS)]
    tries = [
        (partner, slot.public_id, public_id())
        for partner, slot in zip(partners, pair.slots, strict=True)
    ]
    browser = visit(pair.korean_user)
    with full_disk(database):
        answers = [book(browser, pair, *each) for each in tries]
        booked = [answer for answer in answers if answer.status_code == 302]
        refused = [answer for answer in answers if answer.status_code != 302]
        assert refused
        assert {answer.status_code for answer in refused} == {503}
        assert all(answer.headers["Retry-After"] == "30" for answer in refused)
        assert (rows(Booking), rows(Seat)) == (len(booked), 2 * len(booked))
        assert browser.get("/company/meetings/").status == 200
    again = [book(browser, pair, *each) for each in tries]
    assert {answer.status_code for answer in again} == {302}
    assert (rows(Booking), rows(Seat)) == (SLOTS, 2 * SLOTS)


def test_a_database_that_went_away_for_a_moment_is_found_again(visit, database):
    pair = Pair()
    meeting = pair.met()
    browser = visit(pair.korean_user)
    if database.dialect.name == "postgresql":
        with database.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    else:
        engines.reader_of(database).dispose()
        database.dispose()
    answers = [browser.client.get("/company/meetings/") for _ in range(3)]
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert answers[-1].status_code == 200
    cancelled = browser.post(
        f"/company/meetings/{meeting.public_id}/cancel", {"reason": "We are ill"}
    )
    assert cancelled.status == 200


@pytest.mark.parametrize("days", [1, -1])
def test_a_clock_that_is_wrong_by_a_day_and_put_right_leaves_no_harm(visit, days):
    pair = Pair()
    browser = visit(pair.korean_user)
    path = (
        f"/company/consultations/{pair.consultation.public_id}/partners/"
        f"{pair.chinese.public_id}/book"
    )
    pages = ("/company/", "/company/meetings/", path, "/consultations/", "/readyz")
    with clock.stopped(clock.now()) as move_on:
        move_on(timedelta(days=days))
        assert all(browser.client.get(page).status_code in (200, 302, 503) for page in pages)
        first = book(browser, pair, pair.chinese.public_id, pair.slots[0].public_id, public_id())
        assert first.status_code in (302, 409)
        move_on(timedelta(days=-days))
        assert browser.get("/company/").status == 200
        second = book(
            browser,
            pair,
            pair.another_chinese().company.public_id,
            pair.slots[1].public_id,
            public_id(),
        )
        assert second.status_code == 302
        assert browser.get("/company/meetings/").status == 200


def test_a_mail_server_that_is_away_keeps_nobody_from_booking(visit):
    """The mails wait in the database; `tests/test_worker.py` sends them when it is back."""
    pair = Pair()
    before = rows(OutboxMessage)
    answer = book(
        visit(pair.korean_user), pair, pair.chinese.public_id, pair.slots[0].public_id, public_id()
    )
    assert answer.status_code == 302
    assert rows(OutboxMessage) == before + 2
