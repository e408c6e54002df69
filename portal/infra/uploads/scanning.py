"""Asks the operator's virus scanner, where there is one, about each file before it is kept."""

from __future__ import annotations

import subprocess  # nosec B404
import tempfile
from collections.abc import Sequence

import structlog

from portal.infra.uploads.kinds import refuse
from portal.kernel.errors import Invalid
from portal.kernel.languages import Text

INFECTED = Text("The virus scanner refuses this file.")
NOT_NOW = Text("Files cannot be checked for viruses at the moment. Please try again later.")
LONGEST_SECONDS = 60

log = structlog.get_logger()


def scan(body: bytes, command: Sequence[str]) -> None:
    """Call a scanner, such as `clamdscan --fdpass --no-summary`, with the name of a private copy.

    Its answers are those of ClamAV: 0 is clean, 1 is a virus. Raises Invalid for a virus, and for
    anything else, too: what was not checked is not kept. Without a command nothing is asked.
    """
    if not command:
        return
    with tempfile.NamedTemporaryFile(prefix="upload-") as copy:
        copy.write(body)
        copy.flush()
        answer = _answer_of([*command, copy.name])
    if answer == 1:
        raise refuse(INFECTED)
    if answer != 0:
        log.error("virus scanner failed", answer=answer)
        raise _not_now()


def _answer_of(command: Sequence[str]) -> int:
    try:
        asked = subprocess.run(command, capture_output=True, timeout=LONGEST_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("virus scanner failed", kind=type(error).__name__)
        return -1
    return asked.returncode


def _not_now() -> Invalid:
    return refuse(NOT_NOW)
