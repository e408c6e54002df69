"""What the pairs of a session are called in the solver's problem."""

from __future__ import annotations

from portal.timetabling.problem.model import Id
from portal.timetabling.situation import Pair


def id_of(pair: Pair) -> str:
    """The name of a pair's request in the problem."""
    return f"{pair[0]}-{pair[1]}"


def pair_of(request: Id) -> Pair:
    """The pair that a request is of."""
    korean, chinese = str(request).split("-")
    return int(korean), int(chinese)
