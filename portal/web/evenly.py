"""Answers that take the same time whatever was found, so that the clock tells nobody anything."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

# Longer than the work behind it: a password hashed, a few rows and a mail written.
SECONDS = 0.35


@contextmanager
def evenly(step: float = SECONDS) -> Iterator[None]:
    """What happens inside takes this long, or a whole number of times as long on a busy machine.

    No transaction may be open around it.
    """
    started = time.monotonic()
    try:
        yield
    finally:
        taken = time.monotonic() - started
        time.sleep(math.ceil(taken / step) * step - taken)
