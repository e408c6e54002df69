"""A session's matches on the coordinator desk: pairs worth placing, companies worth inviting."""

from __future__ import annotations

from typing import Any

from flask import g

from portal.consultations import queries as consultations
from portal.kernel.clocks import Side
from portal.matching import queries
from portal.web.coordinator.desk import desk
from portal.web.meeting_again import wishes_to_meet_again
from portal.web.pages import page

PAIRS_SHOWN = 20
GUESTS_SHOWN = 10


@desk.get("/consultations/<public_id>/matches")
def matches(public_id: str) -> Any:
    """Who goes well together and has no meeting yet, and who is still missing."""
    found = consultations.consultation_run_by(g.coordinator, public_id)
    return page(
        "coordinator/matches/matches.html",
        consultation=found,
        pairs=queries.pairs_in(found, PAIRS_SHOWN, meet_again=wishes_to_meet_again()),
        again=wishes_to_meet_again(),
        guests=queries.worth_inviting(found, GUESTS_SHOWN),
        Side=Side,
    )
