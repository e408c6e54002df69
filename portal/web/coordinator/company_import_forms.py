"""The forms by which a coordinator brings in a list of organisations."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from portal.web.forms import PortalForm


class ImportFileForm(PortalForm):
    """The file to look at."""

    file = FileField(
        _l("Your list"),
        [FileRequired(_l("Please choose a file."))],
        description=_l("Excel workbook (.xlsx), CSV (UTF-8) or JSON, at most 10 MB and 1,000 rows"),
    )


class ConfirmImportForm(PortalForm):
    """The rows that were looked at, signed by the portal, to be imported now."""

    rows = HiddenField()

    @classmethod
    def holding(cls, rows: str) -> Any:
        """The form with these rows in it."""
        return cls(formdata=None, data={"rows": rows})
