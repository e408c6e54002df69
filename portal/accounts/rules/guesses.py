"""How long to wait after guesses, so that guessing is hopeless and a slip of the finger is not."""

from __future__ import annotations

from datetime import timedelta

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)

# So many guesses in a row cost nothing: from one address, from a browser that signed in to the
# account before, and from everybody else together.
FREE_FROM_ONE_ADDRESS = 5
FREE_FROM_KNOWN_BROWSERS = 10
FREE_FROM_STRANGERS = 20


def pause_after(guesses: int, free: int) -> timedelta:
    """How long to wait after so many wrong guesses: twice as long after each, to a limit."""
    if guesses < free:
        return timedelta()
    doublings = min(guesses - free, 10)  # more would be longer than any clock
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
