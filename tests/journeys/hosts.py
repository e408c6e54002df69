"""A second host on this machine: a network namespace whose cable can be pulled and plugged in.

Needs Linux, `ip` of iproute2, and the rights of root.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path


def why_not() -> str | None:
    """What this machine lacks for hosts of its own; None when nothing."""
    if shutil.which("ip") is None:
        return "`ip` is missing: apt-get install iproute2"
    if os.geteuid() != 0:
        return "only root may make network namespaces"
    return None


class Host:
    """A host that reaches this machine at `gateway`, from an address that can be changed."""

    gateway = "10.199.7.1"
    addresses = ("10.199.7.2", "10.199.7.3")

    def __init__(self) -> None:
        self.name = f"portal-{os.getpid()}"
        self.address = self.addresses[0]
        self.outer, self.inner = f"po{os.getpid()}", f"pi{os.getpid()}"

    def __enter__(self) -> Host:
        try:
            self._begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _begin(self) -> None:
        _take_away_what_killed_runs_left()
        _ip("netns", "add", self.name)
        _ip("link", "add", self.outer, "type", "veth", "peer", "name", self.inner)
        _ip("link", "set", self.inner, "netns", self.name)
        _ip("addr", "add", f"{self.gateway}/24", "dev", self.outer)
        _ip("link", "set", self.outer, "up")
        self._inside("link", "set", "lo", "up")
        self._inside("addr", "add", f"{self.address}/24", "dev", self.inner)
        self.plug_in()

    def __exit__(self, *_error: object) -> None:
        # What was not made yet, or is gone already, cannot be taken away: that is no failure.
        for what in (("link", "del", self.outer), ("netns", "del", self.name)):
            subprocess.run(["ip", *what], check=False, capture_output=True)

    def command(self, program: str, directory: Path) -> Path:
        """A command that runs a program on this host, with whatever arguments it is given."""
        script = directory / "there"
        script.write_text(f'#!/bin/sh\nexec ip netns exec {self.name} {program} "$@"\n')
        script.chmod(0o755)
        return script

    def pull(self) -> None:
        """Pull the cable: nothing goes in or out."""
        self._inside("link", "set", self.inner, "down")

    def plug_in(self) -> None:
        self._inside("link", "set", self.inner, "up")
        self._inside("route", "replace", "default", "via", self.gateway)

    def move(self) -> None:
        """Be in another network, as when a telephone leaves the house: another address."""
        old, self.address = self.addresses
        self._inside("addr", "del", f"{old}/24", "dev", self.inner)
        self._inside("addr", "add", f"{self.address}/24", "dev", self.inner)
        self.plug_in()

    def narrow(self, kilobits: int) -> None:
        """No more than so many kilobits a second go out; what waits for over 0.3 s is lost."""
        line = f"rate {kilobits}kbit burst 8kb latency 300ms".split()
        queue = ("tc", "qdisc", "replace", "dev", self.inner, "root", "tbf", *line)
        _ip("netns", "exec", self.name, *queue)

    def _inside(self, *arguments: str) -> None:
        _ip("-n", self.name, *arguments)


def _take_away_what_killed_runs_left() -> None:
    """Hosts of processes that are gone: they would answer at our addresses."""
    listed = subprocess.run(["ip", "netns"], check=True, capture_output=True, text=True).stdout
    for process in re.findall(r"^portal-(\d+)", listed, re.MULTILINE):
        if not Path(f"/proc/{process}").exists():
            for what in (("link", "del", f"po{process}"), ("netns", "del", f"portal-{process}")):
                subprocess.run(["ip", *what], check=False, capture_output=True)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, timeout=20)
