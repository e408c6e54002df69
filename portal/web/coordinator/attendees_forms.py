"""The form in which a coordinator takes an attendee list away."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from portal.reports.attendees import Format
from portal.web.forms import Chosen, PortalForm

_WORDS = {
    Format.XLSX: _l("Excel workbook (.xlsx)"),
    Format.CSV: _l("CSV, for other programs (UTF-8)"),
}


class AttendeesForm(PortalForm):
    """Which kind of file."""

    format = RadioField(
        _l("Kind of file"),
        [Chosen()],
        choices=[(kind.value, _WORDS[kind]) for kind in Format],
        default=Format.XLSX.value,
    )
