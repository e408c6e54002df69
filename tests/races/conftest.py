"""The web server, on both engines, once for all races."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa
from flask import Flask

import config
from portal.accounts.models import User
from portal.app import create_app
from tests.bookings.pair import Pair
from tests.races import rivals
from tests.races.desks import Desk
from tests.races.rivals import Rival
from tests.races.server import OUR_APP, SECRET, Server

UNPROTECTED_APP = "tests.races.unprotected:create_app()"


@pytest.fixture(scope="package")
def servers(engine: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable]:
    """The server of an application, started when it is first asked for."""
    place: Path = tmp_path_factory.mktemp("servers")
    running: dict[str, Server] = {}

    def server(app: str = OUR_APP) -> Server:
        if app not in running:
            url = engine.url.render_as_string(hide_password=False)
            running[app] = Server(url, place / f"{len(running)}.log", app=app).start()
            running[app].database_processes = database_processes(engine)
        return running[app]

    yield server
    for each in running.values():
        each.stop()


def database_processes(engine: sa.Engine) -> tuple[int, ...]:
    """The process that all others of a database server descend from, if there is one."""
    if engine.dialect.name != "postgresql":
        return ()
    with engine.connect() as connection:
        own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    return (psutil.Process(own).ppid(),)


@pytest.fixture
def server(servers, database) -> Iterator[Server]:
    """The portal as it is; no request may fail in it."""
    ours = servers()
    yield ours
    assert not ours.failures()


@pytest.fixture
def unprotected(servers, database) -> Server:
    """The portal without what its services look at before they write."""
    return servers(UNPROTECTED_APP)


@pytest.fixture
def signer(database) -> Flask:
    """An application with the server's secret, to make cookies with."""
    return create_app(config.Settings(secret_key=SECRET, rate_limits=False), database)


@pytest.fixture
def browsers(signer) -> Callable[[Server, list[User]], list[Rival]]:
    """Signed-in browsers for users: `browsers(server, users)`."""
    return lambda server, users: rivals.signed_in(signer, server.port, users)


@pytest.fixture
def desks(browsers) -> Callable[[Server, list[Pair]], list[Desk]]:
    """The desks of these pairs at a server."""

    def open_desks(server: Server, of: list[Pair]) -> list[Desk]:
        users = [
            user for each in of for user in (each.korean_user, each.chinese_user, each.coordinator)
        ]
        found = iter(browsers(server, users))
        return [Desk(each, next(found), next(found), next(found)) for each in of]

    return open_desks
