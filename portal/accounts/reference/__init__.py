"""What guessers of passwords try first: a list of common ones, and habits of two keyboards."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from portal.accounts.reference.keyboard import on_latin_keys

COMMON = Path(__file__).with_name("common_passwords.txt")
HABITS = Path(__file__).with_name("habits.txt")


@cache
def common_passwords() -> frozenset[str]:
    """Whole passwords and words, in small letters, that are refused as they stand."""
    habits = [word for line in _lines(HABITS) for word in line.split()]
    return frozenset(
        [
            *(line.casefold() for line in _lines(COMMON)),
            *habits,
            *(keys for word in habits if (keys := on_latin_keys(word)) != word),
        ]
    )


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("# "):
            yield line
