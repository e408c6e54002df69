"""A timetable is published while companies book the same times elsewhere, and the server dies.

Whatever comes first, walls hold, and a session has its old timetable or its new one, whole.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa

from portal.infra.db import session
from tests.races.desks import fair
from tests.races.halls import Hall, as_places
from tests.races.judge import wrong_seats
from tests.races.protection import SEATS, without
from tests.races.rivals import Answer, Race, race
from tests.races.server import Server

HALLS, PAIRS_EACH = 6, 6
# So many that publishing them takes far longer than it takes to notice and to kill.
MANY_PAIRS = 200
KILLS = 2
HELD_SECONDS = 0.02
HALVING_APP = "tests.races.unprotected:create_halving_app()"


def published_and_booked(server, browsers, halls: list[Hall]) -> Race:
    """In every hall the coordinator publishes while its companies book; in some they look first."""
    tries = []
    for number, hall in enumerate(halls):
        ours, *theirs = browsers(server, [hall.coordinator.now, *hall.users])
        some = hall.bookers(theirs, look=number % 2 == 0)
        press = hall.publish(ours)
        tries += [press, *some] if number % 3 else [*some, press]
        for each in (ours, *theirs):
            each.connect()
    return race(tries, *server.database_processes)


def published_alone(server, browsers) -> None:
    """Where nobody books at the same time, everything is published."""
    halls = [Hall(PAIRS_EACH) for _ in range(2)]
    users = [hall.coordinator.now for hall in halls]
    rivals = browsers(server, users)
    ran = race([hall.publish(each) for hall, each in zip(halls, rivals, strict=True)])
    assert (ran.statuses, halves(halls)) == ({302: 2}, [])
    assert all(hall.is_published for hall in halls)


def halves(halls: list[Hall]) -> list[str]:
    return [said for hall in halls for said in hall.what_is_wrong()]


def both_won(halls: list[Hall]) -> int:
    """How many published although a company had booked one of the times itself."""
    return sum(hall.is_published and bool(hall.booked_elsewhere()) for hall in halls)


@pytest.mark.proof
def test_a_timetable_is_published_whole_or_the_companies_keep_what_they_booked(server, browsers):
    halls = [Hall(PAIRS_EACH) for _ in range(HALLS)]
    published_alone(server, browsers)  # every process has served once

    ran = published_and_booked(server, browsers, halls)

    won = sum(hall.is_published for hall in halls)
    print(f"publish/book: {ran}; {won} of {HALLS} published at once")
    fair(ran)
    assert (wrong_seats(), halves(halls), both_won(halls)) == ([], [], 0)
    for hall in halls:
        if not hall.is_published:
            _say_what_is_in_the_way_and_publish_the_rest(server, browsers, hall)
    assert wrong_seats() == []


def _say_what_is_in_the_way_and_publish_the_rest(server, browsers, hall: Hall) -> None:
    """The refused coordinator reads who is in the way, and gives all others their meetings."""
    (ours,) = browsers(server, [hall.coordinator.now])
    refused = hall.publish(ours)()
    assert refused.status == 409
    said = conflicts(refused)
    for company, _ in hall.korean:
        if company.id in hall.booked_elsewhere():
            assert any(
                line.count(company.now.name.en) and "is in another meeting at this time" in line
                for line in said
            ), said
    left = hall.what_is_left()
    assert hall.publish(ours, hall.draft(left))().status == 302
    assert hall.standing() == as_places(left)


def conflicts(answer: Answer) -> list[str]:
    """What a page says is in the way."""
    return [" ".join(tag.get_text(" ").split()) for tag in answer.page.select(".conflicts li")]


@pytest.mark.proof
def test_nobody_who_looks_beforehand_is_needed_to_publish_it_whole(unprotected, browsers):
    halls = [Hall(PAIRS_EACH) for _ in range(HALLS)]

    ran = published_and_booked(unprotected, browsers, halls)

    print(f"publish/book, blind: {ran}")
    fair(ran)
    assert (wrong_seats(), halves(halls), both_won(halls)) == ([], [], 0)


@pytest.mark.proof
def test_control_without_the_constraint_both_are_booked(unprotected, browsers, database):
    with without(database, SEATS):
        halls = [Hall(PAIRS_EACH) for _ in range(HALLS)]

        ran = published_and_booked(unprotected, browsers, halls)

        print(f"control, publish/book: {ran}; {len(wrong_seats())} overlaps")
        assert wrong_seats()
        assert both_won(halls)


@pytest.mark.proof
def test_control_saved_in_two_steps_a_timetable_is_half_published(servers, browsers, database):
    halls = [Hall(PAIRS_EACH) for _ in range(HALLS)]

    ran = published_and_booked(servers(HALVING_APP), browsers, halls)

    print(f"control, saved in two steps: {ran}; {halves(halls)}")
    assert halves(halls)
    assert wrong_seats()


# ---- the server is killed in the middle


@pytest.fixture
def mortal(database, tmp_path):
    """A server of this test alone, which may be killed."""
    server = Server(database.url.render_as_string(hide_password=False), tmp_path / "log").start()
    yield server
    server.stop()


@pytest.mark.proof
def test_a_server_killed_in_the_middle_leaves_the_old_timetable_whole(mortal, browsers, database):
    hall = Hall(MANY_PAIRS)
    ours, *theirs = browsers(mortal, [hall.coordinator.now, *hall.users[: 3 * KILLS]])
    crowd = hall.bookers(theirs)
    for number in range(KILLS):
        publishing = Pressed(hall.publish(ours, hall.draft(hall.what_is_left())))
        wait_until_it_is_in_the_middle(database, hall, publishing)
        ran = race([*crowd[3 * number : 3 * number + 3], lambda: _kill(mortal)])
        publishing.join()
        wait_until_it_is_over(database, hall)

        print(f"killed while publishing; the crowd got {dict(ran.statuses)}")
        assert publishing.answer.status == 0  # nobody was told that it is published
        assert (wrong_seats(), hall.what_is_wrong()) == ([], [])
        mortal.start()

    left = hall.what_is_left()
    assert hall.publish(ours, hall.draft(left))().status == 302
    assert (hall.standing(), wrong_seats()) == (as_places(left), [])
    assert not mortal.failures()


class Pressed(threading.Thread):
    """A button that somebody has pressed; the answer is still to come."""

    def __init__(self, press) -> None:
        super().__init__(daemon=True)
        self.press, self.answer = press, Answer(0)
        self.start()

    def run(self) -> None:
        self.answer = self.press()


def _kill(server: Server) -> Answer:
    server.kill()
    return Answer(0)


def wait_until_it_is_in_the_middle(
    engine: sa.Engine, hall: Hall, publishing: threading.Thread
) -> None:
    """Come back when a transaction has held the session for longer than others take altogether."""
    session.remove()
    began = time.monotonic()
    with contextlib.closing(_probe(engine, hall.at.id)) as is_held:
        while time.monotonic() - began < HELD_SECONDS and publishing.is_alive():
            if not next(is_held):
                began = time.monotonic()


def wait_until_it_is_over(engine: sa.Engine, hall: Hall) -> None:
    """Come back when the database has noticed that whoever held the session is dead."""
    with contextlib.closing(_probe(engine, hall.at.id)) as is_held:
        while next(is_held):
            pass


def _probe(engine: sa.Engine, consultation: int) -> Iterator[bool]:
    """Says again and again whether somebody holds this session, and so publishes something."""
    if engine.dialect.name == "postgresql":
        connection = psycopg.connect(
            engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        )
        ask = f"SELECT id FROM consultation_session WHERE id = {consultation} FOR UPDATE NOWAIT"
    else:
        connection = sqlite3.connect(str(engine.url.database), timeout=0, isolation_level=None)
        ask = "BEGIN IMMEDIATE"
    with contextlib.closing(connection):
        while True:
            try:
                connection.execute(ask)
                held = False
            except (sqlite3.OperationalError, psycopg.errors.LockNotAvailable):
                held = True
            connection.rollback()
            yield held
