"""What a list may be called: provisional while meetings may change, final afterwards."""

from __future__ import annotations

from portal.consultations.states import Phase

_MAY_CHANGE = frozenset({Phase.DRAFT, Phase.JOINING, Phase.ASKING, Phase.BOOKING})


def is_provisional(phase: Phase) -> bool:
    """Whether what is exported in this phase may still change."""
    return phase in _MAY_CHANGE
