"""How much of the machine a run had to itself: whoever measures says so beside the number."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

UNRELIABLE_ABOVE = 0.05


def called() -> str:
    """What this machine is: processor and how many, system, and the Python that runs."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.split(":", 1)[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        model = platform.machine()
    cores = psutil.cpu_count() or 1
    return f"{cores} x {model}, {platform.system()}, Python {platform.python_version()}"


@dataclass
class Share:
    """What our processes and all others took of the machine's processors, from 0 to 1 each.

    `seconds` is how long it took, `work` how many seconds of processor time were ours.
    """

    ours: float = 0.0
    others: float = 0.0
    seconds: float = 0.0
    work: float = 0.0

    @property
    def is_reliable(self) -> bool:
        return self.others <= UNRELIABLE_ABOVE

    def __str__(self) -> str:
        mark = "" if self.is_reliable else ", unreliable"
        return f"others took {self.others:.0%} of the machine{mark}"


@contextmanager
def watched(*more: int) -> Iterator[Share]:
    """Measure the block; `more` are process ids of ours that are not this one's children."""
    share = Share()
    before, mine, began = _busy(), _ours(more), time.monotonic()
    yield share
    share.seconds = max(time.monotonic() - began, 1e-6)
    whole = share.seconds * (psutil.cpu_count() or 1)
    ours = _ours(more) - mine
    share.ours = ours / whole
    share.work = ours
    share.others = max(0.0, (_busy() - before - ours) / whole)


def _busy() -> float:
    """Seconds that all processors together have worked since the machine started."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0) - _guests(times))


def _guests(times: object) -> float:
    """Time of guests is counted as the user's already."""
    return float(getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0))


def _ours(more: tuple[int, ...]) -> float:
    roots = [psutil.Process(), *(psutil.Process(id) for id in more if psutil.pid_exists(id))]
    tree = {each.pid: each for root in roots for each in (root, *root.children(recursive=True))}
    return sum(_time_of(process) for process in tree.values())


def _time_of(process: psutil.Process) -> float:
    """Its own time and that of its children that have ended."""
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)
