"""Attendee lists: of a session or of all sessions of a host, as they were asked for."""

from portal.reports.attendees.choice import (
    BOOKED,
    LONGEST_REASON,
    Choice,
    Purpose,
    Rows,
    Sheets,
    Standing,
    remembered,
    why_not_purpose,
    why_not_reason,
)
from portal.reports.attendees.columns import (
    COLUMNS,
    ListColumn,
    chosen,
    columns_for,
)
from portal.reports.attendees.counting import (
    Counts,
    counts,
    left_out,
)
from portal.reports.attendees.lines import (
    lines,
)
from portal.reports.attendees.listing import (
    export,
    is_still_provisional,
    of_host,
    of_session,
    table_of,
)
from portal.reports.attendees.meetings import (
    Scope,
)
from portal.reports.attendees.speaking import (
    SIDES,
    Speaker,
)

__all__ = [
    "BOOKED",
    "COLUMNS",
    "LONGEST_REASON",
    "SIDES",
    "Choice",
    "Counts",
    "ListColumn",
    "Purpose",
    "Rows",
    "Scope",
    "Sheets",
    "Speaker",
    "Standing",
    "chosen",
    "columns_for",
    "counts",
    "export",
    "is_still_provisional",
    "left_out",
    "lines",
    "of_host",
    "of_session",
    "remembered",
    "table_of",
    "why_not_purpose",
    "why_not_reason",
]
