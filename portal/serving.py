"""Runs the web server and the worker as two children that live and die together."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
from types import FrameType

from flask import Flask

import config
from portal.app import create_app

GRACE_SECONDS = 10
LOOK_SECONDS = 0.5
# Whoever holds a lock of the database must not wait long for a thread that draws a page: Python
# would let it for five times as long.
SWITCH_SECONDS = 0.001


def application() -> Flask:
    """What each web process serves."""
    sys.setswitchinterval(SWITCH_SECONDS)
    app = create_app()
    # What stands now stays: no collection of garbage has to look through it in the midst of an
    # answer, which would take 0.2 s.
    gc.collect()
    gc.freeze()
    return app


def serve(settings: config.Settings) -> int:
    """Start both, wait, and stop both when one ends or a signal comes; returns the exit code."""
    children = [
        subprocess.Popen(web_command(settings)),
        subprocess.Popen([sys.executable, "-m", "portal.cli", "worker"]),
    ]
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    print(f"{settings.site_name} is at {settings.address} (Ctrl-C stops it)", flush=True)
    while not stopping.wait(LOOK_SECONDS) and all(child.poll() is None for child in children):
        pass
    failed = not stopping.is_set()
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
    return 1 if failed else 0


def web_command(settings: config.Settings) -> list[str]:
    """The command that serves the web application alone."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "portal.serving:application()",
        f"--bind={os.environ.get('BIND', '127.0.0.1')}:{settings.port}",
        f"--workers={settings.web_processes}",
        "--threads=8",
        "--worker-class=gthread",
        "--no-control-socket",
        "--graceful-timeout=8",
        "--log-level=warning",
    ]
