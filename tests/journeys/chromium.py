"""A real browser with a made-up camera and microphone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, BrowserType

# Cameras and microphones that Chromium makes up, and ways between pages on one machine.
CAMERAS = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


def launched(chromium: BrowserType, program: str | Path, *more: str) -> Browser:
    """A browser without a screen, with a made-up camera and microphone."""
    quiet = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
    return chromium.launch(executable_path=program, args=[*quiet, *CAMERAS, *more])
