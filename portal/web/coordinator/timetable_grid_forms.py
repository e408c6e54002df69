"""The forms by which a coordinator brings a changed grid back."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from portal.web.forms import PortalForm


class GridFileForm(PortalForm):
    """The grid to look at."""

    file = FileField(
        _l("Your grid"),
        [FileRequired(_l("Please choose a file."))],
        description=_l("The Excel workbook (.xlsx) that you exported here, at most 10 MB"),
    )


class ConfirmGridForm(PortalForm):
    """The changes that were looked at, signed by the portal, to be made now."""

    rows = HiddenField()

    @classmethod
    def holding(cls, rows: str) -> Any:
        """The form with these changes in it."""
        return cls(formdata=None, data={"rows": rows})
