"""What a journey needs: a browser, and a portal that runs as an operator would run it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.chromium import CHROMIUM, launched
from tests.journeys.meeting import Meeting
from tests.journeys.running import Portal, close_all


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launched(playwright.chromium, CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def meeting(database, tmp_path, browser) -> Iterator[Meeting]:
    made = Meeting(database, tmp_path)
    yield made
    close_all(browser)
    made.server.stop()


@pytest.fixture
def portal_on(
    browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Portal]]:
    """Start a portal on a fresh database of an engine: `portal_on("sqlite")`."""
    started: list[Portal] = []

    def start(engine: str) -> Portal:
        if engine == "sqlite":
            url = f"sqlite:///{tmp_path / 'journey.sqlite3'}"
        else:
            url = fresh_database(request.getfixturevalue("postgresql_url"))
        portal = Portal(url, tmp_path)
        started.append(portal)
        portal.start()
        return portal

    yield start
    close_all(browser)
    for portal in started:
        portal.stop()
        print(portal.log.read_text("utf-8", errors="replace")[-20_000:])  # shown when it failed


def fresh_database(server_url: str) -> str:
    """A database of the journey's own beside the one of the other tests."""
    server = sa.create_engine(server_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS journey WITH (FORCE)")
        connection.exec_driver_sql("CREATE DATABASE journey")
    server.dispose()
    url = sa.make_url(server_url).set(database="journey")
    return url.render_as_string(hide_password=False)
