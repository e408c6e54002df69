"""`portal run`: web server and worker live and die together."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

PATIENCE_SECONDS = 40
QUICKLY_SECONDS = 12


class Portal:
    """A portal started as an operator starts it, on a port and a database of its own."""

    def __init__(self, directory: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port = listening.getsockname()[1]
        self.environ = {
            **os.environ,
            "PORTAL_ENV": "development",
            "DATABASE_URL": f"sqlite:///{directory / 'portal.sqlite3'}",
            "SECRET_KEY": "a secret of the tests that is long enough",
            "PORT": str(self.port),
            "MAIL_URL": "console://",
            "WEB_PROCESSES": "1",
        }
        self.output = directory / "output"
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "portal.cli", *arguments],
            env=self.environ,
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
        )

    def start(self) -> None:
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.cli", "run"],
                env=self.environ,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def get(self, path: str) -> tuple[int, dict]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError:
            return 0, {}

    def children(self) -> list[int]:
        pid = self.process.pid
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def words(self) -> str:
        return self.output.read_text(errors="replace")


@pytest.fixture
def portal(tmp_path):
    portal = Portal(tmp_path)
    yield portal
    if portal.process and portal.process.poll() is None:
        os.killpg(portal.process.pid, signal.SIGKILL)
        portal.process.wait()


def within(seconds: float, happens) -> bool:
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while time.monotonic() < deadline:
        if happens():
            return True
        pause.wait(0.05)
    return False


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_the_portal_starts_is_ready_and_stops_on_ctrl_c(portal):
    assert portal.command("db", "upgrade").returncode == 0
    portal.start()
    assert within(PATIENCE_SECONDS, lambda: portal.get("/healthz") == (200, {"status": "ok"}))
    assert within(PATIENCE_SECONDS, lambda: portal.get("/readyz")[0] == 200), portal.words()
    assert portal.get("/readyz")[1] == {
        "status": "ready",
        "database": True,
        "outbox": True,
        "worker": True,
    }
    children = portal.children()
    assert len(children) == 2
    portal.process.send_signal(signal.SIGINT)
    assert portal.process.wait(QUICKLY_SECONDS) == 0
    assert all(within(1, lambda pid=pid: is_gone(pid)) for pid in children)
    assert portal.get("/healthz") == (0, {})
    assert "Traceback" not in portal.words()


def test_ctrl_c_in_a_terminal_reaches_all_of_them_and_all_stop(portal):
    assert portal.command("db", "upgrade").returncode == 0
    portal.start()
    assert within(PATIENCE_SECONDS, lambda: portal.get("/readyz")[0] == 200), portal.words()
    os.killpg(portal.process.pid, signal.SIGINT)
    assert portal.process.wait(QUICKLY_SECONDS) == 0
    assert "Traceback" not in portal.words()


def test_when_the_worker_dies_the_web_server_ends_too_and_says_so(portal):
    assert portal.command("db", "upgrade").returncode == 0
    portal.start()
    assert within(PATIENCE_SECONDS, lambda: portal.get("/readyz")[0] == 200), portal.words()
    web, worker = portal.children()
    os.kill(worker, signal.SIGKILL)
    assert portal.process.wait(QUICKLY_SECONDS) == 1
    assert within(1, lambda: is_gone(web))


def test_a_portal_without_tables_says_what_to_do(portal):
    result = portal.command("run")
    assert result.returncode == 1
    assert "portal db upgrade" in result.stderr


def test_a_portal_with_bad_settings_does_not_start(portal):
    portal.environ["PORTAL_ENV"] = "production"
    portal.environ["SECRET_KEY"] = "short"
    result = portal.command("run")
    assert result.returncode == 1
    assert "SECRET_KEY" in result.stderr
