"""The form that lets the next meeting have its turn at a venue."""

from __future__ import annotations

from wtforms import HiddenField

from portal.kernel.identifiers import PUBLIC_ID_LENGTH
from portal.web.forms import AtMost, PortalForm, one_line


class NextForm(PortalForm):
    """Which meeting is done, so that pressing twice moves on once."""

    done = HiddenField(validators=[one_line, AtMost(PUBLIC_ID_LENGTH)])
