"""The form that makes the link of a venue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.widgets import CheckboxInput

from portal.kernel.clocks import Side
from portal.rooms.queries import today_of
from portal.rooms.rules import LONGEST_VENUE
from portal.web.forms import AtMost, CheckboxList, Chosen, Needed, PortalForm, one_line
from portal.web.pages import date_words, words


def _somebody_sits_there(form: Form, field: Field) -> None:
    if not field.data and not form["groups"].data:
        raise ValidationError(_("Please choose companies, or a whole group of them."))


class VenueForm(PortalForm):
    """What a venue is called, on which day, and which companies sit there."""

    name = StringField(
        _l("Name of the venue, as everybody reads it"), [Needed(), AtMost(LONGEST_VENUE), one_line]
    )
    day = SelectField(_l("Day"), [Chosen()])
    groups = SelectMultipleField(
        _l("Whole groups that sit there"),
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )
    companies = SelectMultipleField(
        _l("Which companies sit there?"),
        [_somebody_sits_there],
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )

    def offer(self, days: list[date], companies: Any, at_venue: set[int]) -> None:
        """The session's days and companies; those that said so are ticked at first."""
        self._members = _groups_of(companies)
        self.day.choices = [(each.isoformat(), date_words(each)) for each in days]
        self.groups.choices = [
            (name, _group_words(name, members)) for name, members in self._members.items()
        ]
        self.companies.choices = [(each.public_id, words(each.name).text) for each in companies]
        if not self.is_submitted():
            self.day.data = today_of(days).isoformat()
            self.companies.data = [each.public_id for each in companies if each.id in at_venue]

    @property
    def chosen(self) -> list[str]:
        """The public ids of the companies that were ticked, one by one or with their group."""
        grouped = [each for name in self.groups.data or () for each in self._members[name]]
        return sorted({*(self.companies.data or ()), *(each.public_id for each in grouped)})


def _groups_of(companies: Iterable[Any]) -> dict[str, list[Any]]:
    """Companies by side and, where a side comes from several regions, by region; one company is no
    group."""
    companies = list(companies)
    found: dict[str, list[Any]] = {}
    for side in (Side.CN, Side.KR):
        of_side = [each for each in companies if each.side is side]
        regions = sorted({each.region_code for each in of_side if each.region_code})
        found[side.value] = of_side
        if len(regions) > 1:
            for code in regions:
                found[code] = [each for each in of_side if each.region_code == code]
    return {name: members for name, members in found.items() if len(members) > 1}


def _group_words(name: str, members: list[Any]) -> str:
    """A group in words, with how many companies it has: "Shanghai (12)"."""
    sides = {
        Side.CN.value: _("All Chinese companies"),
        Side.KR.value: _("All Korean companies"),
    }
    title = sides.get(name) or words(members[0].region.short_name).text
    return f"{title} ({len(members)})"
