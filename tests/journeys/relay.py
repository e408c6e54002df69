"""A real relay (coturn) on this machine, with the lines of `deploy/turnserver.conf`."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import config
from tests.journeys.running import free_port

SECRET = "a secret that the portal shares with the relay"
STARTS_WITHIN_SECONDS = 20
LINES = config.ROOT / "deploy" / "turnserver.conf"
# What stands there for the place where the relay runs.
OF_THE_PLACE = re.compile(
    r"^(listening-port|tls-listening-port|static-auth-secret|cert|pkey)=.*\n", re.MULTILINE
)


def why_not() -> str | None:
    """What this machine lacks for a relay; None when nothing."""
    if shutil.which("turnserver") is None:
        return "coturn is missing: apt-get install coturn"
    return None


class Relay:
    """coturn, listening for UDP, TCP and TLS on an address of this machine."""

    def __init__(self, directory: Path) -> None:
        self.address = own_address()
        self.port, self.tls_port = free_port(), free_port()
        cert, key = _certificate(directory, self.address)
        place = {
            "listening-ip": self.address,
            "relay-ip": self.address,
            "listening-port": self.port,
            "tls-listening-port": self.tls_port,
            "static-auth-secret": SECRET,
            "cert": cert,
            "pkey": key,
            # Browsers sit beside the relay here, where its lines let nobody reach.
            "allowed-peer-ip": self.address,
            "log-file": "stdout",
            "pidfile": directory / "turnserver.pid",
            "userdb": directory / "turnserver.db",
        }
        lines = OF_THE_PLACE.sub("", LINES.read_text())
        self.file = directory / "turnserver.conf"
        self.file.write_text(
            lines + "".join(f"{name}={value}\n" for name, value in place.items()) + "verbose\n"
        )
        self.said: list[str] = []

    @property
    def urls(self) -> dict[str, str]:
        """The addresses of the relay by the way that packets take to it."""
        return {
            "udp": f"turn:{self.address}:{self.port}?transport=udp",
            "tcp": f"turn:{self.address}:{self.port}?transport=tcp",
            "tls": f"turns:{self.address}:{self.tls_port}?transport=tcp",
        }

    def __enter__(self) -> Relay:
        self.process = subprocess.Popen(
            ["turnserver", "-c", str(self.file)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.listens = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        assert self.listens.wait(STARTS_WITHIN_SECONDS), "".join(self.said)
        return self

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if f"TLS/TCP listener opened on : {self.address}:{self.tls_port}" in line:
                self.listens.set()

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.wait(20)


def own_address() -> str:
    """The address under which others would find this machine; nothing is sent to learn it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("198.51.100.1", 9))
        return str(probe.getsockname()[0])


def _certificate(directory: Path, address: str) -> tuple[Path, Path]:
    cert, key = directory / "cert.pem", directory / "key.pem"
    subprocess.run(
        f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={address} "
        f"-addext subjectAltName=IP:{address} -keyout {key} -out {cert}".split(),
        check=True,
        capture_output=True,
    )
    return cert, key
