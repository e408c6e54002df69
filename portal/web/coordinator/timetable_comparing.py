"""Two proposals of a timetable beside each other."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.infra import paging
from portal.kernel.errors import Missing
from portal.timetabling import queries
from portal.web.coordinator.desk import desk
from portal.web.coordinator.timetable import HERE
from portal.web.coordinator.wishes import timetable_session
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for

DIFFERENCES_A_PAGE = 50


@desk.get(f"{HERE}/compare")
def compare_timetables(public_id: str) -> Any:
    """The figures of two proposals or versions, and every pair that they place differently."""
    found = timetable_session(public_id)
    one, other = (_asked_for(found, name) for name in ("one", "other"))
    result = queries.compared(one, other)
    return page(
        "coordinator/timetable/compare.html",
        consultation=found,
        one=one,
        other=other,
        compared=result,
        differences=Page(paging.part(result.differences, page_asked_for(), DIFFERENCES_A_PAGE)),
    )


def _asked_for(found: Any, name: str) -> Any:
    """One of the two that the address names; the newest where it names none. Raises Missing."""
    if (public_id := request.args.get(name)) is not None:
        made = [queries.timetable_in(found, public_id)]
    else:
        made = list(queries.timetables_of(found))
    newest = next((each for each in made if each.state.holds_meetings), None)
    if newest is None:
        raise Missing
    return newest
