"""The real web server for tests that need one: gunicorn with two processes, as in production."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import config
from portal.serving import web_command

SECRET = "a secret of the tests that is long enough"
LONGEST_START = 90
OUR_APP = "portal.serving:application()"


class Server:
    """Two web processes on a port of their own; `app` names another application to serve."""

    def __init__(self, database_url: str, log: Path, *, app: str = OUR_APP) -> None:
        self.database_url = database_url
        self.log = log
        self.app = app
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.database_processes: tuple[int, ...] = ()

    def start(self) -> Server:
        """Start and wait until it answers."""
        settings = config.Settings(port=self.port, web_processes=2)
        command = [self.app if part == OUR_APP else part for part in web_command(settings)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=config.ROOT,
                env={
                    **os.environ,
                    "DATABASE_URL": self.database_url,
                    "SECRET_KEY": SECRET,
                    "PORT": str(self.port),
                    "RATE_LIMITS": "off",
                },
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_until_it_answers()
        return self

    def wait_until_it_answers(self, path: str = "/healthz") -> float:
        """Wait for a good answer; says how many seconds it took."""
        began = time.monotonic()
        while time.monotonic() - began < LONGEST_START:
            assert self.process is None or self.process.poll() is None, self.log.read_text()[-2000:]
            if self._answers(path):
                return time.monotonic() - began
            time.sleep(0.02)
        raise TimeoutError(self.log.read_text()[-2000:])

    def _answers(self, path: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """SIGKILL to every one of its processes at once, as a crash would."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)
            self.process.wait(20)

    def failures(self) -> str:
        """What the processes wrote about requests that failed."""
        return "\n".join(
            line
            for line in self.log.read_text().splitlines()
            if "request failed" in line or "Traceback" in line or "Error" in line
        )


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
