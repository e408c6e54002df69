"""Flash crowds: 200 for 50 places and 500 for one slot; nobody too many gets in."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.place import ENGINES, Place, portal_on
from portal.bookings.models import Booking
from tests.races.judge import count, wrong_seats
from tests.races.rivals import Race
from tests.races.rush import for_one_slot, for_places

PLACES_AIM_SECONDS = 0.6
ONE_AIM_SECONDS = 2.0


def run() -> list[str]:
    """Measure on both engines."""
    lines = []
    for kind in ENGINES:
        with portal_on(kind) as place:
            for_one_slot(place.server, place.browsers, 8)
            lines.append(
                _judged(
                    place,
                    50,
                    PLACES_AIM_SECONDS,
                    lambda server, get: for_places(server, get, 200, 50),
                )
            )
            lines.append(
                _judged(
                    place, 1, ONE_AIM_SECONDS, lambda server, get: for_one_slot(server, get, 500)
                )
            )
    return lines


def _judged(place: Place, winners: int, aim: float, run_it: Callable[..., Race]) -> str:
    before = count(Booking)
    ran = run_it(place.server, place.browsers)
    booked = count(Booking) - before
    right = booked == winners and not wrong_seats() and set(ran.statuses) == {302, 409}
    verdict = "right" if right else "WRONG"
    return (
        f"{len(ran.answers)} for {winners}, {place.kind}: {booked} booked, {verdict}; "
        f"p95 {ran.p95:.2f} s (aim {aim} s); {ran}"
    )
