"""Until when companies and coordinators may act: the phases of a session, and what comes after."""

from __future__ import annotations

from collections.abc import Collection

from portal.consultations.states import Phase
from portal.kernel.languages import Text

# A deadline says when something ends, not when it begins: a company that is in may ask at once.
ASKING_IS_OPEN = frozenset({Phase.JOINING, Phase.ASKING})
BOOKING_IS_OPEN = frozenset({Phase.JOINING, Phase.ASKING, Phase.BOOKING})
# A coordinator acts for companies as long as there is anything to place.
COORDINATORS_MAY_PLACE = BOOKING_IS_OPEN | {Phase.FROZEN, Phase.RUNNING}

ASKING_IS_OVER = Text(
    "The deadline for asking has passed. The coordinator can still do it on your behalf."
)
BOOKING_IS_OVER = Text(
    "The deadline for booking has passed. The coordinator can still do it on your behalf."
)


def why_not_now(
    phase: Phase, open_phases: Collection[Phase], too_late: Text, on_behalf: bool
) -> Text | None:
    """The reason why this is not the time for something, or None."""
    if phase is Phase.DRAFT:
        return Text("This session is not open yet.")
    if phase is Phase.CLOSED:
        return Text("This session is over.")
    if phase not in (COORDINATORS_MAY_PLACE if on_behalf else open_phases):
        return too_late
    return None
