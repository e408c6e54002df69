"""A crawler goes through the portal as each role, attacks every form, and finds nothing.

It runs in an environment of its own (`requirements-crawler.txt`), and asks this machine alone.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

import config
from portal.accounts.models import User
from portal.app import create_app
from portal.demonstration import services as demonstration
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from tests import make
from tests.proof.test_crashes import OwnDatabase
from tests.races import rivals
from tests.races.server import OUR_APP, SECRET, Server

pytestmark = pytest.mark.proof

CRAWLER = config.ROOT / ".venv" / "crawler" / "bin" / "wapiti"
PLANTED = "tests.proof.planted:create_app()"
MODULES = "csp,crlf,exec,file,http_headers,permanentxss,redirect,sql,xss"
FEWEST_PAGES = 40
SECONDS_TO_LOOK = 30
SECONDS_TO_ATTACK = 8  # with each module

# Who crawls what; a stranger has no account.
CRAWLS = {
    "/": None,
    "/company/": "shanghai@demo.example",
    "/coordinator/": "coordinator@demo.example",
    "/interpreter/": "interpreter@demo.example",
}


@dataclass
class Found:
    """What the crawler saw, and what it holds to be wrong."""

    pages: int
    findings: list[str]


@pytest.fixture
def crawl(tmp_path: Path) -> Iterator[Callable[..., Found]]:
    """Let the crawler loose on a living demonstration: `crawl(path, email)`."""
    database = OwnDatabase("sqlite", tmp_path)
    with db.writing():
        demonstration.make(password_hash=make.password_hash(), now=clock.now())
    servers = []

    def run(path: str, email: str | None, *, app: str = OUR_APP) -> Found:
        server = Server(database.url, tmp_path / "server.log", app=app).start()
        servers.append(server)
        return _crawled(server.port, path, _cookie(database, server, email), tmp_path)

    yield run
    for server in servers:
        server.stop()
    database.close()


def _cookie(database: OwnDatabase, server: Server, email: str | None) -> str | None:
    if email is None:
        return None
    user = session.scalars(sa.select(User).where(User.email == email)).unique().one()
    signer = create_app(config.Settings(secret_key=SECRET, rate_limits=False), database.engine)
    (rival,) = rivals.signed_in(signer, server.port, [user])
    return rival.cookie.split(";")[0].split("=", 1)[1]


def _crawled(port: int, path: str, cookie: str | None, place: Path) -> Found:
    start, report = f"http://127.0.0.1:{port}{path}", place / "report.json"
    command = [str(CRAWLER), "-u", start, "--scope", "folder", "-m", MODULES]
    if cookie:
        jar = place / "jar"
        kept = {"value": cookie, "version": 0, "expires": None, "secure": False, "port": None}
        jar.write_text(json.dumps({"127.0.0.1": {"/": {"portal": kept}}}))
        command += ["-c", str(jar)]
    command += ["-x", f"http://127.0.0.1:{port}/sign-out", "--max-links-per-page", "30"]
    command += ["--max-scan-time", str(SECONDS_TO_LOOK)]
    command += ["--max-attack-time", str(SECONDS_TO_ATTACK), "--max-parameters", "15"]
    command += ["--dns-endpoint", "localhost", "--no-bugreport", "--flush-session"]
    command += ["--store-session", str(place), "-f", "json", "-o", str(report)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    said = json.loads(report.read_text())
    return Found(
        pages=said["infos"]["crawled_pages_nbr"],
        findings=[
            f"{kind}: {each['method']} {each['path']} {each['info']}"
            for kind, found in {**said["vulnerabilities"], **said["anomalies"]}.items()
            for each in found
        ],
    )


@pytest.mark.parametrize("path", CRAWLS)
def test_a_crawl_as_each_role_finds_nothing(crawl, path):
    found = crawl(path, CRAWLS[path])

    print(f"crawl of {path}: {found.pages} pages, {len(found.findings)} findings")
    assert found.findings == []
    assert found.pages >= (FEWEST_PAGES if path != "/interpreter/" else 1)


def test_control_a_planted_fault_is_found(crawl):
    found = crawl("/company/echo?words=hello", CRAWLS["/company/"], app=PLANTED)

    print(f"control, planted fault: {found.pages} pages, {len(found.findings)} findings")
    assert any("/company/echo" in finding for finding in found.findings)
