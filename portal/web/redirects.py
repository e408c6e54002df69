"""Where to go next: only to another page of the portal."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST = 500


def local_path(asked_for: str | None) -> str | None:
    """The path when it stays within the portal; None for anything that could lead elsewhere."""
    path = asked_for or ""
    if not path.startswith("/") or path.startswith("//") or len(path) > LONGEST:
        return None
    # Browsers take a backslash for a slash, and drop tabs and line breaks.
    if "\\" in path or any(ord(character) <= 32 or ord(character) == 127 for character in path):
        return None
    try:
        parts = urlsplit(path)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else path
