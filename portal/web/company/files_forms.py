"""The forms of a profile's files, of who may read its parts, and of agreed confidentiality."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField, StringField

from portal.infra.uploads import LARGEST_BYTES
from portal.technologies.rules.disclosure import (
    LONGEST_AGREEMENT_NOTE,
    Rung,
    Section,
    rung_of,
)
from portal.web.fields import DayField
from portal.web.forms import AtMost, Chosen, MayBeEmpty, PortalForm, one_line, typed
from portal.web.languages import say


class OneFileForm(PortalForm):
    """A file in the place of another one."""

    file = FileField(
        _l("File"),
        [FileRequired(_l("Please choose a file."))],
        description=_l(
            "PDF, PNG, JPEG, WebP, DOCX, XLSX or PPTX without macros, at most %(max)d MB. "
            "Pictures lose what they say of place and camera.",
            max=LARGEST_BYTES // 1024**2,
        ),
    )


class FileForm(OneFileForm):
    """A further file, and to whom it is open."""

    rung = RadioField(_l("Who can open this"), [Chosen()], default=Rung.PUBLIC.value)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rung.choices = _rungs()


class FileChangeForm(PortalForm):
    """What becomes of a file: opened to others, moved, or removed."""

    rung = SelectField(_l("Who can open this"), validate_choice=False)
    do = SelectField(choices=[(each, each) for each in ("open-to", "up", "remove")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rung.choices = _rungs()

    def chosen_rung(self) -> Rung | None:
        """The rung that was chosen, if there is such a one."""
        return Rung(self.rung.data) if self.rung.data in set(Rung) else None


class DisclosureForm(PortalForm):
    """To whom each part of a profile is open."""

    description = SelectField(_l("Description"))
    advantages = SelectField(_l("Advantages"))
    figures = SelectField(_l("Figures"))
    protection = SelectField(_l("Protection"))
    references = SelectField(_l("References"))
    certificates = SelectField(_l("Certificates"))

    def __init__(self, chosen: Mapping[str, Any]) -> None:
        super().__init__(data={each.value.lower(): rung_of(chosen, each) for each in Section})
        for section in Section:
            self[section.value.lower()].choices = _rungs()

    def chosen(self) -> dict[Section, Rung]:
        return {each: Rung(self[each.value.lower()].data) for each in Section}


class AgreementForm(PortalForm):
    """When a company agreed on confidentiality, and where the paper lies."""

    agreed_on = DayField(_l("Agreed on"), [Chosen(_l("Please choose a day."))])
    note = StringField(
        _l("Note for your colleagues"), [MayBeEmpty(), one_line, AtMost(LONGEST_AGREEMENT_NOTE)]
    )

    @property
    def said(self) -> dict[str, Any]:
        return {"on": self.agreed_on.data, "note": typed(self.note)}


def _rungs() -> list[tuple[str, Any]]:
    return [(rung.value, say(rung.words)) for rung in Rung]
