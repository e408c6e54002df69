"""The directory that holds what was uploaded: outside the web root, under names of our own.

A file is written before the row that speaks of it is committed. A sweep marks what no row speaks
of, and one a day later removes it: whenever a process dies in between, a file is left over, and
never a row without its file; nor does a backup miss a file that its rows speak of.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Collection
from pathlib import Path
from typing import IO

LEFT_ALONE_SECONDS = 24 * 3600
MARKED, KEPT = 0o400, 0o600  # the access mode of a file says whether it waits for its end
_KEY = re.compile(r"[0-9a-f]{32}")


class Store:
    """Keeps bytes under random keys."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def put(self, body: bytes) -> str:
        """Write a file to the disk for good and return its key."""
        key = secrets.token_hex(16)
        path = self._path(key)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, KEPT), "wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        return key

    def open(self, key: str) -> IO[bytes]:
        """The file of this key, to be read. Raises FileNotFoundError."""
        return self._path(key).open("rb")

    def remove(self, key: str) -> None:
        """Take a file away; one that is gone is fine."""
        self._path(key).unlink(missing_ok=True)

    def sweep(self, known: Collection[str], *, now: float | None = None) -> int:
        """Mark the files that no row speaks of, and remove those that were marked a day ago.

        Says how many are left for a later sweep.
        """
        now = time.time() if now is None else now
        waiting = 0
        for path in self.directory.glob("??/*"):
            if not _KEY.fullmatch(path.name):
                continue
            status = path.stat()
            is_marked = status.st_mode & 0o777 == MARKED
            if path.name in known:
                if is_marked:
                    path.chmod(KEPT)
            elif is_marked and status.st_mtime < now - LEFT_ALONE_SECONDS:
                path.unlink(missing_ok=True)
            else:
                waiting += 1
                if not is_marked:
                    path.chmod(MARKED)
                    os.utime(path, (now, now))
        return waiting

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise FileNotFoundError(key)
        return self.directory / key[:2] / key


_kept: dict[str, Store] = {}


def keep_in(directory: Path) -> None:
    """Say where this process keeps what is uploaded."""
    _kept["here"] = Store(directory)


def store() -> Store:
    """Where this process keeps what is uploaded."""
    return _kept["here"]
