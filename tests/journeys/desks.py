"""Browsers of people who are signed in, on a server of two processes, for journeys of a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Browser

import config
from portal.accounts.models import User
from portal.app import create_app
from tests.journeys.running import close_all
from tests.journeys.walker import Walker
from tests.races import rivals
from tests.races.server import SECRET, Server

LOCALES = {"ko": "ko-KR", "zh": "zh-CN", "en": "en-GB"}


@contextmanager
def walkers_of(
    browser: Browser, database: sa.Engine, directory: Path
) -> Iterator[Callable[[User, str], Walker]]:
    """Gives a user a browser in a language: `walker(user, "ko")`."""
    signer = create_app(config.Settings(secret_key=SECRET, rate_limits=False), database)
    url = database.url.render_as_string(hide_password=False)
    server = Server(url, directory / "server.log").start()
    address = f"http://127.0.0.1:{server.port}"

    def walker(user: User, language: str) -> Walker:
        (rival,) = rivals.signed_in(signer, server.port, [user])
        made = Walker(browser, address, LOCALES[language], script=True)
        cookies = {name: each.value for name, each in SimpleCookie(rival.cookie).items()}
        made.context.add_cookies(
            [
                {"name": name, "value": value, "url": address}
                for name, value in (cookies | {"lang": language}).items()
            ]
        )
        return made

    yield walker
    close_all(browser)
    server.stop()
