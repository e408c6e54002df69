"""How many files a profile may have, and how much of the disk a company."""

from __future__ import annotations

from portal.kernel.languages import Text

MOST_FILES = 12
QUOTA_BYTES = 200 * 1024 * 1024


def why_not_keep(*, files: int, kept_bytes: int, more_bytes: int) -> Text | None:
    """The reason why a further file is too much, or None; a replaced one counts no more."""
    if files >= MOST_FILES:
        return Text("A profile has at most %(max)d files. Remove one first.", max=MOST_FILES)
    if kept_bytes + more_bytes > QUOTA_BYTES:
        limit = QUOTA_BYTES // 1024**2
        return Text("All files of a company together have at most %(max)d MB.", max=limit)
    return None
