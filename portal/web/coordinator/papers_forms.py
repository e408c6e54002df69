"""The form in which a coordinator asks for a paper."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from portal.kernel.languages import Language
from portal.reports.papers import PaperKind
from portal.web.forms import Chosen, PortalForm
from portal.web.languages import say


class PaperForm(PortalForm):
    """Which paper, and in which language."""

    kind = RadioField(_l("Which paper?"), [Chosen()])
    language = RadioField(
        _l("In which language?"),
        [Chosen()],
        choices=[(each.value, each.own_name) for each in Language],
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.kind.choices = [
            (kind.value, f"{say(kind.words)}: {say(kind.about)}") for kind in PaperKind
        ]
