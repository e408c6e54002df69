"""Which language two companies share."""

from __future__ import annotations

from collections.abc import Collection


def common_language(one: Collection[str], other: Collection[str]) -> str | None:
    """A language that somebody on either side speaks, or None: then they need an interpreter."""
    shared = set(one) & set(other)
    return min(shared, key=lambda tag: (_HOW_WELL.get(tag, 9), tag)) if shared else None


# When several would do: the languages of the two sides come before the foreign one.
_HOW_WELL = {"ko": 1, "zh": 2, "en": 3}
