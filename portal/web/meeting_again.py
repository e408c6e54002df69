"""Whether who reads a list of matches wishes to see those, too, whom they have met before."""

from __future__ import annotations

from flask import request

AGAIN = "again"


def wishes_to_meet_again() -> bool:
    """Whether the address says so."""
    return request.args.get(AGAIN) == "yes"
