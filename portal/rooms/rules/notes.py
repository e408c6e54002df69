"""Notes that several people write at the same time: what each added stays."""

from __future__ import annotations

LONGEST_NOTES = 10_000


def merged(base: str, mine: str, theirs: str) -> str:
    """What two made of the same notes, in one text.

    `base` is what I began with, `mine` what I made of it, `theirs` what others saved meanwhile.
    Theirs stays as it is; lines that I added or changed come after it. So a line that I deleted may
    come back, but nothing that anybody wrote is lost.
    """
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    known = {*base.splitlines(), *theirs.splitlines()}
    added = [line for line in mine.splitlines() if line not in known]
    return "\n".join([*theirs.splitlines(), *added])
