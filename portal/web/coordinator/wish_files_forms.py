"""The forms by which a coordinator takes wishes away as a file and brings them in again."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField

from portal.reports.files import Format
from portal.web.attendance_forms import why
from portal.web.forms import Chosen, PortalForm

# A file that can be brought in again.
_WORDS = {
    Format.XLSX: _l("Excel workbook (.xlsx)"),
    Format.CSV: _l("CSV, for other programs (UTF-8)"),
}


class WishesExportForm(PortalForm):
    """Which kind of file."""

    format = RadioField(
        _l("Kind of file"),
        [Chosen()],
        choices=[(kind.value, words) for kind, words in _WORDS.items()],
        default=Format.XLSX.value,
    )


class WishesFileForm(PortalForm):
    """The file to look at, and why it is brought in."""

    file = FileField(
        _l("Your list"),
        [FileRequired(_l("Please choose a file."))],
        description=_l("Excel workbook (.xlsx), CSV (UTF-8) or JSON, at most 10 MB and 1,000 rows"),
    )
    because = why(_l("Why do you note these wishes on the companies' behalf?"))


class ConfirmWishesForm(PortalForm):
    """The rows that were looked at, signed by the portal, to be kept now."""

    rows = HiddenField()
    because = why()

    @classmethod
    def holding(cls, rows: str, because: str) -> Any:
        """The form with these rows and the reason in it."""
        return cls(formdata=None, data={"rows": rows, "because": because})
