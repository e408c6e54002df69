"""Names of files as people gave them: composed, on one line, and with the ending they deserve."""

from __future__ import annotations

import unicodedata

from portal.infra.uploads.kinds import Kind

LONGEST_NAME = 255  # bytes of UTF-8, as most file systems allow
_UNFIT = set('/\\:*?"<>|')


def cleaned(given: str | None, kind: Kind) -> str:
    """The name that a file is shown and saved under.

    Folders before it, control and direction characters and what no file system takes are left out;
    a wrong or missing ending is set right; it has at most 255 bytes, cut between characters.
    """
    last = (given or "").replace("\\", "/").rsplit("/", 1)[-1]
    composed = unicodedata.normalize("NFC", last)
    plain = "".join(" " if c in _UNFIT else c for c in composed if _is_shown(c))
    stem, dot, ending = " ".join(plain.split()).rpartition(".")
    if dot + ending.lower() not in kind.endings:
        stem, ending = stem + dot + ending, kind.endings[0].removeprefix(".")
    stem = stem.strip(". ") or "file"
    return f"{_cut(stem, LONGEST_NAME - 1 - len(ending))}.{ending}"


def _is_shown(character: str) -> bool:
    """Neither control, nor direction, nor half of a pair; these can make a name lie."""
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def _cut(text: str, most: int) -> str:
    return text.encode("utf-8")[:most].decode("utf-8", "ignore").rstrip()
