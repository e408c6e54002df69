"""What a list may be called, and which paper may still be given out."""

from __future__ import annotations

from datetime import datetime

from portal.consultations.states import Phase
from portal.kernel.languages import Text

_MAY_CHANGE = frozenset({Phase.DRAFT, Phase.JOINING, Phase.ASKING, Phase.BOOKING})


def is_provisional(phase: Phase) -> bool:
    """Whether what is exported in this phase may still change."""
    return phase in _MAY_CHANGE


def why_not_take(made_at: datetime, withdrawn_at: datetime | None) -> Text | None:
    """The reason why a paper that was made is not given out any more, or None.

    `withdrawn_at` is when somebody who may be named in it last took back their consent.
    """
    if withdrawn_at is not None and withdrawn_at >= made_at:
        return Text(
            "Somebody has since withdrawn their consent to be listed. Please make the paper anew."
        )
    return None
