"""Words for a side or a region of a session."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from portal.web.pages import words


def side_or_region(region: Any) -> str:
    """What a line of places is called: its region, or the Korean side."""
    return words(region.name).text if region is not None else str(_("Korean side"))
